/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel that guests boot: found in whatever the user has of it. */
#ifndef ISOTAP_KERNEL_H
#define ISOTAP_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/image.h"
#include "kernel/kconfig.h"

#define KERNEL_PACKAGES_MAX 16

struct kernel_request {
	/* bzImage, vmlinux, build folder, folder with a kernel in it, or package */
	const char *path;
	/* Folders or packages of its modules, NULL-terminated; NULL: where they belong */
	const char *const *modules;
	const char *cache;
	/* The modules that set-up unpacked: taken if they are this kernel's. May be NULL. */
	const char *setup_modules;
};

struct kernel {
	char *image;                     /* what QEMU starts */
	char *modules;                   /* the folder of modules.dep.bin; NULL: it has none */
	char release[IMAGE_RELEASE_MAX]; /* as uname -r, or empty */
	struct kconfig *config;          /* NULL: none can be read */
	char *config_from;               /* where it was, or NULL */
};

/* 0; -ENOENT if `path` does not exist; another negative errno if it is no kernel, or not whole;
 * with `error` filled. */
int kernel_find(const struct kernel_request *request, struct kernel *out, char *error, size_t size);
void kernel_free(struct kernel *kernel);

#endif
