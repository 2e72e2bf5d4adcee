// SPDX-License-Identifier: GPL-2.0-or-later
/* Sends files over the agent's channel, in pieces that fit a line. */
#include "target/qemu/push.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "agent/protocol.h"
#include "impl/kmod.h"
#include "kernel/file.h"
#include "target/qemu/initramfs.h"

static int push_data(struct vm *vm, const char *path, unsigned int mode, const void *data,
		     size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = data;
	char hex[2 * AGENT_CHUNK + 1];
	size_t done = 0;
	int rc;

	do {
		size_t count = size - done < AGENT_CHUNK ? size - done : AGENT_CHUNK;
		struct json_object *file = json_object_new_object();

		for (size_t i = 0; i < count; i++) {
			hex[2 * i] = digits[bytes[done + i] >> 4];
			hex[2 * i + 1] = digits[bytes[done + i] & 15];
		}
		hex[2 * count] = 0;
		json_object_object_add(file, "m", json_object_new_string("file"));
		json_object_object_add(file, "path", json_object_new_string(path));
		json_object_object_add(file, "mode", json_object_new_int((int)mode));
		json_object_object_add(file, "first", json_object_new_boolean(!done));
		json_object_object_add(file, "data", json_object_new_string(hex));
		rc = vm_send(vm, file);
		done += count;
	} while (!rc && done < size);
	return rc;
}

int push_topology(struct vm *vm, const struct topo *topo)
{
	struct json_object *setup;
	int rc = push_data(vm, AGENT_TOPOLOGY, 0644, topo, sizeof(*topo));

	if (rc)
		return rc;
	setup = json_object_new_object();
	json_object_object_add(setup, "m", json_object_new_string("setup"));
	return vm_send(vm, setup);
}

void pushed_free(struct pushed *pushed)
{
	for (size_t i = 0; i < pushed->count; i++)
		free(pushed->paths[i]);
	free(pushed->paths);
	memset(pushed, 0, sizeof(*pushed));
}

static bool pushed_has(const struct pushed *pushed, const char *path, size_t *at)
{
	for (*at = 0; *at < pushed->count; ++*at)
		if (!strcmp(pushed->paths[*at], path))
			return true;
	return false;
}

static int pushed_add(struct pushed *pushed, const char *path)
{
	char **paths = realloc(pushed->paths, (pushed->count + 1) * sizeof(*paths));

	if (!paths)
		return -ENOMEM;
	pushed->paths = paths;
	paths[pushed->count] = strdup(path);
	if (!paths[pushed->count])
		return -ENOMEM;
	pushed->count++;
	return 0;
}

/* The agent's own libraries came with the initramfs. */
static int push_missing(struct vm *vm, const struct pieces *wanted, const struct pieces *present)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < wanted->count; i++) {
		const struct piece *piece = &wanted->list[i];
		void *data = NULL;
		size_t size, j = 0;

		while (j < present->count && strcmp(present->list[j].guest, piece->guest))
			j++;
		if (j < present->count)
			continue;
		rc = file_read(piece->host, &data, &size);
		if (!rc)
			rc = push_data(vm, piece->guest, piece->mode, data, size);
		free(data);
	}
	return rc;
}

static int push_object(struct vm *vm, const char *agent, const char *path, const char *guest,
		       char *error, size_t size)
{
	struct pieces wanted = {0}, present = {0};
	int rc;

	rc = elf_libraries(agent, &present, error, size);
	if (!rc)
		rc = elf_libraries(path, &wanted, error, size);
	if (!rc)
		rc = pieces_add(&wanted, guest, path, 0755);
	if (!rc)
		rc = push_missing(vm, &wanted, &present);
	pieces_free(&wanted);
	pieces_free(&present);
	return rc;
}

int push_plugin(struct vm *vm, struct pushed *pushed, const char *agent, const char *impl,
		char *name, size_t name_size, char *error, size_t size)
{
	const char *slash = strrchr(impl, '/'), *base = slash ? slash + 1 : impl;
	size_t length = strlen(impl), at;
	int rc;

	if (!slash && (length < 3 || strcmp(impl + length - 3, ".so"))) {
		snprintf(name, name_size, "%s", impl);
		return 0;
	}
	/* two plug-ins of one name in different folders stay two: the number tells them apart */
	if (pushed_has(pushed, impl, &at)) {
		snprintf(name, name_size, AGENT_PLUGINS "/%zu-%s", at, base);
		return 0;
	}
	snprintf(name, name_size, AGENT_PLUGINS "/%zu-%s", pushed->count, base);
	rc = push_object(vm, agent, impl, name, error, size);
	if (!rc)
		rc = pushed_add(pushed, impl);
	if (rc && !error[0])
		snprintf(error, size, "%s: %s", impl, strerror(-rc));
	return rc;
}

/* The wrong builds lie in a folder beside the reference (harness/setup/kmod.sh). */
int push_kmod(struct vm *vm, struct pushed *pushed, const char *kmod, const char *impl, char *error,
	      size_t size)
{
	char variant[16], path[PATH_MAX], guest[64];
	bool reference = !strcmp(impl, "kmod");
	size_t length, at;
	void *data = NULL;
	int rc;

	if (!reference && kmod_variant(impl, variant, sizeof(variant)))
		return 0;
	if (!kmod) {
		snprintf(error, size, "no reference module was built for this kernel");
		return -ENOENT;
	}
	if (reference) /* the initramfs has it */
		return 0;
	snprintf(path, sizeof(path), "%.*s/mutants/%s.ko", (int)(strrchr(kmod, '/') - kmod), kmod,
		 variant);
	if (pushed_has(pushed, path, &at))
		return 0;
	rc = file_read(path, &data, &length);
	if (rc) {
		snprintf(error, size, "%s: %s (make kmod-mutants builds them)", path,
			 strerror(-rc));
		return rc;
	}
	snprintf(guest, sizeof(guest), AGENT_PLUGINS "/%s.ko", variant);
	rc = push_data(vm, guest, 0644, data, length);
	free(data);
	return rc ? rc : pushed_add(pushed, path);
}
