/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The emulator's debug console as a place to write to: it takes each byte at the instruction that
 * writes it, without kernel, interrupt or buffer. */
#ifndef ISOTAP_DEBUGCON_H
#define ISOTAP_DEBUGCON_H

#include <stddef.h>
#include <sys/types.h>

#define DEBUGCON_PORT 0xe9
/* Stands for it where a file descriptor is expected. */
#define DEBUGCON 0x7fff0000

/* Lets this process, and those that it forks, write there. DEBUGCON or a negative errno. */
int debugcon_open(void);
/* As write(2), to DEBUGCON or to a file descriptor. */
ssize_t debugcon_write(int fd, const void *bytes, size_t count);

#endif
