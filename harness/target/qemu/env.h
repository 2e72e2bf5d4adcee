/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The paths that set-up leaves in build/setup.env: KEY=VALUE lines. */
#ifndef ISOTAP_QEMU_ENV_H
#define ISOTAP_QEMU_ENV_H

#include <stddef.h>

struct setup_env {
	char *qemu, *firmware, *kernel_version, *kernel_image, *modules_dir, *kmod, *cache;
};

/* Members that the file does not name are NULL, except cache. 0, or a negative errno with `error`
 * filled. */
int setup_env_read(const char *path, struct setup_env *out, char *error, size_t size);
void setup_env_free(struct setup_env *env);

#endif
