/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this machine is, before anything on it is touched. */
#ifndef ISOTAP_MACHINE_H
#define ISOTAP_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

struct topo;

/* False with the reason unless this is a guest of QEMU and we may do anything in it. */
bool machine_may_be_used(char *reason, size_t size);
/* Whether it has the root ports that a guest started for the topology has, and no others. */
bool machine_is(const struct topo *topo, char *reason, size_t size);
/* Loads what every case needs of the kernel. False with the reason if it has not got that. */
bool machine_kernel_fits(char *reason, size_t size);
/* The name of the T&I software that is in its kernel, or "none". */
const char *machine_impl(void);

#endif
