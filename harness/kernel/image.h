/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel's image says of itself: x86 bzImage (Documentation/arch/x86/boot.rst) and ELF. */
#ifndef ISOTAP_KERNEL_IMAGE_H
#define ISOTAP_KERNEL_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#define IMAGE_RELEASE_MAX 65 /* as uname(2) limits it */
#define IMAGE_UNPACKED_MAX ((size_t)1 << 30)

enum image_kind { IMAGE_NONE, IMAGE_BZIMAGE, IMAGE_ELF };

enum image_kind image_kind(const void *data, size_t size);
/* As `uname -r` will say it; empty if the image does not tell. */
void image_release(const void *data, size_t size, char out[IMAGE_RELEASE_MAX]);
/* The ELF file inside a bzImage. The caller frees *out. 0; -EBADMSG or -EFBIG. */
int image_unpack(const void *data, size_t size, void **out, size_t *out_size);
/* Whether an ELF image has the PVH entry, through which QEMU starts it. */
bool image_has_pvh(const void *data, size_t size);
/* The configuration that CONFIG_IKCONFIG puts into an ELF image or into configs.ko, as text. The
 * caller frees *out. 0, or -ENOENT. */
int image_config(const void *data, size_t size, char **out);

#endif
