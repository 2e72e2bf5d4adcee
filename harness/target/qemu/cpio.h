/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a cpio archive in the "newc" format that the kernel unpacks as its initramfs; needs no
 * root, device nodes included (Documentation/driver-api/early-userspace/buffer-format.rst). */
#ifndef ISOTAP_QEMU_CPIO_H
#define ISOTAP_QEMU_CPIO_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct cpio {
	FILE *out;
	uint32_t inode;
	int error; /* the first one, negative errno; later calls do nothing */
	char **dirs;
	size_t dir_count;
};

void cpio_begin(struct cpio *cpio, FILE *out);
/* Paths are absolute; the folders above an entry are made as needed. */
void cpio_dir(struct cpio *cpio, const char *path);
void cpio_file(struct cpio *cpio, const char *path, unsigned int mode, const void *data,
	       size_t size);
void cpio_link(struct cpio *cpio, const char *path, const char *target);
void cpio_char_device(struct cpio *cpio, const char *path, unsigned int mode, uint32_t major,
		      uint32_t minor);
/* Trailer; returns the first error. */
int cpio_end(struct cpio *cpio);

#endif
