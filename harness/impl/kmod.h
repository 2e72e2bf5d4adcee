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
int kmod_load(const char *text);
int kmod_unload(void);
/* What the module says of a root port ("0000:0c:00.0"): 0 it can be armed or told why not, or the
 * error that keeps it without isolation; -ENODEV: not known. */
int kmod_refusal(const char *port);
/* What later probes in this process load it with; not copied. */
void kmod_set_parameters(const char *parameters);
/* Undoes what cases do around the module: claims and memory of AGENT_BUSY go, kmem
 * goes unless it holds memory, every PCI bridge has its driver again. */
void kmod_tidy(void);

#endif
