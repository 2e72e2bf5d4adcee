/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that a guest is made of, where they are not named outright. */
#ifndef ISOTAP_QEMU_LOCATE_H
#define ISOTAP_QEMU_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

#include "target/qemu/env.h"

/* The agent of the same build as this program, with the same cases in it. 0 or -ENOENT. */
int locate_agent(char *out, size_t size);
/* The reference module that fits those modules: set-up's own, or one that was built for another
 * kernel and lies in the cache. The caller frees; NULL: there is none. */
char *locate_kmod(const struct setup_env *env, const char *modules_dir);
/* Whether the kernel of those modules takes this one. */
bool locate_fits(const char *kmod, const char *modules_dir);

#endif
