/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest's initramfs: the agent as /init with the host's loader and libraries, and the kernel
 * modules it needs, in the order they are to be loaded. */
#ifndef ISOTAP_QEMU_INITRAMFS_H
#define ISOTAP_QEMU_INITRAMFS_H

#include <stddef.h>

/* One file of the initramfs. */
struct piece {
	char *guest, *host; /* paths; host NULL: the contents are `text` */
	char *text;
	unsigned int mode;
};

struct pieces {
	struct piece *list;
	size_t count;
};

int pieces_add(struct pieces *pieces, const char *guest, const char *host, unsigned int mode);
int pieces_add_text(struct pieces *pieces, const char *guest, const char *text);
void pieces_free(struct pieces *pieces);

/* The loader and every shared library that this program or object needs, at the paths where the
 * loader finds them without a cache. */
int elf_libraries(const char *path, struct pieces *out, char *error, size_t size);

/* Modules by name from a folder that holds modules.dep, with what they depend on, as
 * AGENT_MODULES/NAME.list and the files named there, decompressed. A name that the kernel has built
 * in gives no list, and one that it has not at all neither. */
struct modules;
int modules_open(struct modules **out, const char *dir, struct pieces *pieces, char *error,
		 size_t size);
int modules_add(struct modules *modules, const char *name);
int modules_add_file(struct modules *modules, const char *name, const char *path);
/* The name that the kernel gives to the module in this file. */
void modules_name(const char *path, char *name, size_t size);
/* The one of these files that is the module of that name, or NULL. */
const char *modules_brought(char *const *paths, const char *name);
void modules_close(struct modules *modules);

struct initramfs_config {
	const char *agent;       /* program that becomes /init */
	const char *modules_dir; /* folder with modules.dep, or NULL: a kernel without modules */
	const char *kmod;        /* isotap_ti.ko, or NULL */
	const char *more;        /* other modules' files, separated by colons, or NULL */
	char *const *load;       /* files of modules that the agent loads at once; ends with NULL */
	const char *cache;       /* folder */
};

/* Path of the initramfs, made if the cache has none with these contents. The caller frees. */
int initramfs_get(const struct initramfs_config *config, char **path, char *error, size_t size);

#endif
