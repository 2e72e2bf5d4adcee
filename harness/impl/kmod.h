/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reference kernel module, or one of its wrong builds, beyond the implementation's ABI. */
#ifndef ISOTAP_IMPL_KMOD_H
#define ISOTAP_IMPL_KMOD_H

#include <stddef.h>

#include "impl/isotap_impl.h"

/* "kmod-m15" is the build with MUTANT=M15. What follows a further dash is for who reads it:
 * "kmod-m15-foreign-action" is the same. 0 with "m15" in `out`, or -EINVAL. */
int kmod_variant(const char *what, char *out, size_t size);
/* The adapter for that build; one a process, the last asked for. NULL: no such name. */
const struct isotap_impl_ops *impl_kmod_variant(const char *what);

/* Loads the build that this process tests, with parameters ("a=1 b=2"), or unloads it. */
int kmod_load(const char *parameters);
int kmod_unload(void);

#endif
