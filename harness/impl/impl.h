/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Implementations by name: built in, or a plug-in loaded from a file. */
#ifndef ISOTAP_IMPL_LOAD_H
#define ISOTAP_IMPL_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "impl/isotap_impl.h"

struct impl {
	const struct isotap_impl_ops *ops;
	char name[ISOTAP_NAME_MAX]; /* as it stands in the TAP: "user", "kmod", the plug-in's own */
	bool kernel;                /* lives in a kernel: needs a target with TARGET_KERNEL */
	void *handle;               /* of dlopen(), or NULL */
};

/* "user", "kmod", a wrong build of that ("kmod-m15"), "none", or a path with a slash or ending in
 * ".so". 0, or a negative errno with the reason in `error`: wrong version, missing symbol, a member
 * that is NULL without its capability bit clear (or the reverse), an unfit name. */
int impl_load(const char *what, struct impl *out, char *error, size_t size);
void impl_unload(struct impl *impl);
/* The checks alone. */
int impl_check(const struct isotap_impl_ops *ops, char *error, size_t size);

extern const struct isotap_impl_ops impl_user; /* fixtures/user */
extern const struct isotap_impl_ops impl_kmod; /* harness/impl/kmod.c: drives the module by sysfs */
extern const struct isotap_impl_ops impl_linux_v1;  /* the posted series of 2025, by its files */
extern const struct isotap_impl_ops impl_linux_rfc; /* that of 2024 */
extern const struct isotap_impl_ops impl_none;      /* harness/impl/none.c: does nothing */

#endif
