/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernels as distributions package them. */
#ifndef ISOTAP_KERNEL_PACKAGE_H
#define ISOTAP_KERNEL_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the file begins as a Debian or an RPM package does. */
bool package_is(const char *path);
/* Unpacks the kernels, configurations and modules of these packages, one over the other, into one
 * folder of the cache: boot/ and usr/lib/modules/RELEASE/, there with the index of depmod. The
 * caller frees *out. 0, or a negative errno with `error` filled. */
int package_unpack(const char *const *paths, size_t count, const char *cache, char **out,
		   char *error, size_t size);

#endif
