/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ISOTAP_KERNEL_DEPMOD_H
#define ISOTAP_KERNEL_DEPMOD_H

#include <stddef.h>

/* Makes the module index of every usr/lib/modules/RELEASE below `folder`, which gets a link
 * lib -> usr/lib; none there is no error. 0, or a negative errno with `error` filled. */
int depmod_all(const char *folder, char *error, size_t size);

#endif
