/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decompression in memory, of what kernels and their modules are packed with. */
#ifndef ISOTAP_KERNEL_UNPACK_H
#define ISOTAP_KERNEL_UNPACK_H

#include <stddef.h>

/* One stream of gzip, bzip2, xz, lzma, zstd or lz4, to at most `max` bytes. The caller frees *out.
 * 0; -EBADMSG if it is none of them or damaged; -EFBIG. */
int unpack(const void *in, size_t in_size, size_t max, void **out, size_t *out_size);

#endif
