// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernel modules for the guest. libkmod says what each depends on, soft dependencies included, so
 * that another kernel, whose modules hang together differently, needs no change here.
 */
#include "target/qemu/initramfs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libkmod.h>

#include "agent/protocol.h"

#define DEPTH_MAX 32

struct modules {
	struct kmod_ctx *kmod;
	struct pieces *pieces;
	char *error;
	size_t error_size;
};

/* The list of one wanted module while it is put together. */
struct load_list {
	struct modules *modules;
	char *text;
	size_t length;
	int rc;
};

int modules_open(struct modules **out, const char *dir, struct pieces *pieces, char *error,
		 size_t size)
{
	static const char *const no_config[] = {NULL};
	struct modules *modules = calloc(1, sizeof(*modules));

	if (!modules)
		return -ENOMEM;
	modules->pieces = pieces;
	modules->error = error;
	modules->error_size = size;
	/* this machine's /etc/modprobe.d has no say in the guest */
	modules->kmod = kmod_new(dir, (const char *const *)no_config);
	if (!modules->kmod || kmod_load_resources(modules->kmod) < 0) {
		snprintf(error, size, "%s: no module index (modules.dep.bin) there", dir);
		modules_close(modules);
		return -ENOENT;
	}
	*out = modules;
	return 0;
}

void modules_close(struct modules *modules)
{
	if (modules && modules->kmod)
		kmod_unref(modules->kmod);
	free(modules);
}

/* Appends the module's file, unless the list has it already. */
static void list_append(struct load_list *list, const char *name, const char *path)
{
	char guest[512], *text;
	size_t length;

	snprintf(guest, sizeof(guest), AGENT_MODULES "/%s.ko\n", name);
	if (list->text && strstr(list->text, guest))
		return;
	length = strlen(guest);
	text = realloc(list->text, list->length + length + 1);
	if (!text) {
		list->rc = -ENOMEM;
		return;
	}
	memcpy(text + list->length, guest, length + 1);
	list->text = text;
	list->length += length;
	guest[length - 1] = 0;
	list->rc = pieces_add(list->modules->pieces, guest, path, 0644);
}

static void list_visit(struct load_list *list, struct kmod_module *module, int depth);

static void list_visit_all(struct load_list *list, struct kmod_list *all, int depth)
{
	struct kmod_list *entry;

	kmod_list_foreach(entry, all)
	{
		struct kmod_module *module = kmod_module_get_module(entry);

		if (!list->rc)
			list_visit(list, module, depth);
		kmod_module_unref(module);
	}
	kmod_module_unref_list(all);
}

/* Dependencies first. */
static void list_visit(struct load_list *list, struct kmod_module *module, int depth)
{
	struct kmod_list *before = NULL, *after = NULL;
	const char *path = kmod_module_get_path(module);

	if (!path) /* built in */
		return;
	if (depth > DEPTH_MAX) {
		list->rc = -ELOOP;
		return;
	}
	if (!kmod_module_get_softdeps(module, &before, &after)) {
		list_visit_all(list, before, depth + 1);
		kmod_module_unref_list(after);
	}
	list_visit_all(list, kmod_module_get_dependencies(module), depth + 1);
	if (!list->rc)
		list_append(list, kmod_module_get_name(module), path);
}

static int list_finish(struct load_list *list, const char *name)
{
	char guest[256];

	if (!list->rc && list->text) {
		snprintf(guest, sizeof(guest), AGENT_MODULES "/%s.list", name);
		list->rc = pieces_add_text(list->modules->pieces, guest, list->text);
	}
	if (list->rc && !list->modules->error[0])
		snprintf(list->modules->error, list->modules->error_size, "module %s: %s", name,
			 strerror(-list->rc));
	free(list->text);
	return list->rc;
}

static void list_lookup(struct load_list *list, const char *name, int required)
{
	struct kmod_list *found = NULL;

	if (kmod_module_new_from_lookup(list->modules->kmod, name, &found) < 0 || !found) {
		if (required)
			list->rc = -ENOENT;
		return;
	}
	list_visit_all(list, found, 0);
}

int modules_add(struct modules *modules, const char *name)
{
	struct load_list list = {.modules = modules};

	list_lookup(&list, name, 0);
	return list_finish(&list, name);
}

void modules_name(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;

	snprintf(name, size, "%.*s", (int)strcspn(base, "."), base);
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

const char *modules_brought(char *const *paths, const char *name)
{
	char other[64];

	for (; paths && *paths; paths++) {
		modules_name(*paths, other, sizeof(other));
		if (!strcmp(other, name))
			return *paths;
	}
	return NULL;
}

/* Brought as a file itself, not from the folder. */
static bool is_brought(const struct pieces *pieces, const char *name)
{
	char guest[128];

	snprintf(guest, sizeof(guest), AGENT_MODULES "/%.64s.ko", name);
	for (size_t i = 0; i < pieces->count; i++)
		if (!strcmp(pieces->list[i].guest, guest))
			return true;
	return false;
}

/* What the module in a file needs before it: "a,b". */
static void list_needed(struct load_list *list, const char *words, const char *path)
{
	char *copy = strdup(words), *next;

	for (char *word = copy ? strtok_r(copy, ",", &next) : NULL; word && !list->rc;
	     word = strtok_r(NULL, ",", &next)) {
		if (is_brought(list->modules->pieces, word))
			continue;
		list_lookup(list, word, 1);
		if (list->rc == -ENOENT)
			snprintf(list->modules->error, list->modules->error_size,
				 "%s needs the module %s, which this kernel has not", path, word);
	}
	free(copy);
}

int modules_add_file(struct modules *modules, const char *name, const char *path)
{
	struct load_list list = {.modules = modules};
	struct kmod_list *info = NULL, *entry;
	struct kmod_module *module;
	int rc;

	rc = kmod_module_new_from_path(modules->kmod, path, &module);
	if (rc >= 0) {
		rc = kmod_module_get_info(module, &info);
		kmod_module_unref(module);
	}
	if (rc < 0) {
		snprintf(modules->error, modules->error_size, "%s: no kernel module: %s", path,
			 strerror(-rc));
		return rc;
	}
	kmod_list_foreach(entry, info)
	{
		if (!strcmp(kmod_module_info_get_key(entry), "depends"))
			list_needed(&list, kmod_module_info_get_value(entry), path);
	}
	kmod_module_info_free_list(info);
	if (!list.rc)
		list_append(&list, name, path);
	return list_finish(&list, name);
}
