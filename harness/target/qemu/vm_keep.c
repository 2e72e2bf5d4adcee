// SPDX-License-Identifier: GPL-2.0-or-later
/* What is kept of a guest that died. */
#include "target/qemu/vm.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#define DUMP_MS 120000

/* Of all guests of a run, whoever booted them. */
static size_t images(const char *run_dir)
{
	char pattern[4096 + 32];
	glob_t found;
	size_t count;

	snprintf(pattern, sizeof(pattern), "%s/memory-*", run_dir);
	if (glob(pattern, GLOB_NOSORT, NULL, &found))
		return 0;
	count = found.gl_pathc;
	globfree(&found);
	return count;
}

static int dump_as(struct vm *vm, const char *path, const char *format)
{
	struct json_object *arguments = json_object_new_object();
	char protocol[sizeof(vm->run_dir) + 64];

	snprintf(protocol, sizeof(protocol), "file:%s", path);
	json_object_object_add(arguments, "paging", json_object_new_boolean(false));
	json_object_object_add(arguments, "protocol", json_object_new_string(protocol));
	json_object_object_add(arguments, "format", json_object_new_string(format));
	return qmp_call(&vm->qmp, "dump-guest-memory", arguments, DUMP_MS);
}

/* As crash and makedumpfile read it. Before QEMU 8.2 that was the only one it wrote; since then it
 * goes by another name, and the old one stands for what has to be put together first. */
static int dump(struct vm *vm, const char *path)
{
	int rc = dump_as(vm, path, "kdump-raw-zlib");

	if (rc == -EREMOTEIO && strstr(vm->qmp.last_error, "kdump"))
		rc = dump_as(vm, path, "kdump-zlib");
	if (rc)
		unlink(path);
	return rc;
}

void vm_keep(struct vm *vm)
{
	char path[sizeof(vm->run_dir) + 48], note[256];

	if (!vm->keep_memory || vm->kept_memory || vm->qmp.closed)
		return;
	vm->kept_memory = true;
	snprintf(path, sizeof(path), "%s/memory-%d.%u.kdump", vm->run_dir, vm->boot, ++vm->images);
	if (images(vm->run_dir) >= VM_IMAGES_MAX)
		snprintf(note, sizeof(note), "no memory image: there are %d in this run already",
			 VM_IMAGES_MAX);
	else if (dump(vm, path))
		snprintf(note, sizeof(note), "no memory image: %s",
			 vm->qmp.last_error[0] ? vm->qmp.last_error : "QEMU does not answer");
	else
		snprintf(note, sizeof(note), "%s", strrchr(path, '/') + 1);
	vm_kept(vm, note);
}

void vm_kept(struct vm *vm, const char *what)
{
	size_t used = strlen(vm->kept);

	snprintf(vm->kept + used, sizeof(vm->kept) - used, "%s%s", used ? "\n" : "", what);
}
