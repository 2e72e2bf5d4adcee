/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ISOTAP_KERNEL_FILE_H
#define ISOTAP_KERNEL_FILE_H

#include <stddef.h>

/* Reads a whole file, decompressing what ends in .xz, .zst or .gz. The caller frees. 0 or a
 * negative errno. */
int file_read(const char *path, void **data, size_t *size);

#endif
