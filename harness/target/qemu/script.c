// SPDX-License-Identifier: GPL-2.0-or-later
/* A script is an archive of one file behind the initramfs: the kernel unpacks both. */
#include "target/qemu/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/protocol.h"
#include "kernel/file.h"
#include "target/qemu/cpio.h"

int script_begin(struct vm *vm)
{
	vm->script = open_memstream(&vm->script_text, &vm->script_size);
	return vm->script ? 0 : -errno;
}

static int write_both(const char *path, const void *initrd, size_t size, const struct vm *vm)
{
	FILE *out = fopen(path, "we");
	struct cpio cpio;
	int rc;

	if (!out)
		return -errno;
	rc = fwrite(initrd, 1, size, out) == size ? 0 : -EIO;
	cpio_begin(&cpio, out);
	cpio_file(&cpio, AGENT_SCRIPT, 0644, vm->script_text, vm->script_size);
	if (cpio_end(&cpio) && !rc)
		rc = cpio.error;
	if (fclose(out) && !rc)
		rc = -errno;
	return rc;
}

int script_end(struct vm *vm, const char *initrd, const char *path, char *error, size_t size)
{
	int failed = fclose(vm->script), rc;
	void *data = NULL;
	size_t length;

	vm->script = NULL;
	rc = failed ? -ENOMEM : file_read(initrd, &data, &length);
	if (rc)
		snprintf(error, size, "%s: %s", initrd, strerror(-rc));
	else if ((rc = write_both(path, data, length, vm)))
		snprintf(error, size, "%s: %s", path, strerror(-rc));
	free(data);
	free(vm->script_text);
	vm->script_text = NULL;
	return rc;
}
