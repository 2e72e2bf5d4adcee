/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small files of the kernel. All paths are printf-like; 0 or a negative errno. */
#ifndef ISOTAP_AGENT_SYSFS_H
#define ISOTAP_AGENT_SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYS_PRINTF(a, b) __attribute__((format(printf, a, b)))

/* First line, without the newline. */
int sys_read(char *out, size_t size, const char *format, ...) SYS_PRINTF(3, 4);
/* A number in any base that strtoull() takes. */
int sys_read_u64(uint64_t *out, const char *format, ...) SYS_PRINTF(2, 3);
int sys_write(const char *text, const char *format, ...) SYS_PRINTF(2, 3);
bool sys_exists(const char *format, ...) SYS_PRINTF(1, 2);
/* Last component of a symbolic link's target. */
int sys_link_name(char *out, size_t size, const char *format, ...) SYS_PRINTF(3, 4);
/* The whole target. */
int sys_link(char *out, size_t size, const char *format, ...) SYS_PRINTF(3, 4);

/* Calls fn for each entry of a folder until it returns nonzero, and returns that; 0 at the end. */
int sys_each(const char *folder, int (*fn)(void *ctx, const char *name), void *ctx);

/* Repeats check() until it returns nonzero or so much time has passed; its last result. */
int sys_await(int (*check)(void *ctx), void *ctx, unsigned int timeout_ms);

#endif
