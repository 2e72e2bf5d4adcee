/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of kernel_find(), and what they share. */
#ifndef ISOTAP_KERNEL_FIND_H
#define ISOTAP_KERNEL_FIND_H

#include "kernel/kernel.h"

/* A file in memory, read only. */
struct mapped {
	void *data;
	size_t size;
};

struct search {
	const struct kernel_request *request;
	char *root;  /* folder that the kernel came in, or NULL */
	bool tree;   /* it is a build folder */
	char *image; /* as it was found, before it is made ready for QEMU */
	struct mapped elf;
	struct kernel *out;
	char *error;
	size_t size;
};

int mapped_open(struct mapped *out, const char *path);
void mapped_close(struct mapped *mapped);

/* find_image.c: search->root and search->image from what the request names. */
int find_image(struct search *search);
/* find_modules.c: out->modules. */
int find_modules(struct search *search);
/* find_config.c: out->config, if there is one. */
void find_config(struct search *search);

__attribute__((format(printf, 3, 4))) int find_fail(struct search *search, int rc,
						    const char *format, ...);
/* An allocated "DIR/NAME"; NULL if that is no file. */
__attribute__((format(printf, 1, 2))) char *find_file(const char *format, ...);

#endif
