// SPDX-License-Identifier: GPL-2.0-or-later
/* The yardstick of the boot time: what the emulator and the kernel take by themselves. */
#include "target/qemu/bare.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/file.h"
#include "target/qemu/cpio.h"
#include "target/qemu/env.h"
#include "target/qemu/initramfs.h"
#include "target/qemu/probe.h"
#include "target/qemu/vm.h"

#define BOOT_NS (120ull * 1000000000ull)

static int make_initrd(const char *init, const char *path)
{
	FILE *out = fopen(path, "we");
	struct cpio cpio;
	size_t size;
	void *data;
	int rc;

	if (!out)
		return -errno;
	rc = file_read(init, &data, &size);
	if (!rc) {
		cpio_begin(&cpio, out);
		cpio_dir(&cpio, "/dev");
		cpio_char_device(&cpio, "/dev/console", 0600, 5, 1);
		cpio_file(&cpio, "/init", 0755, data, size);
		rc = cpio_end(&cpio);
		free(data);
	}
	if (fclose(out) && !rc)
		rc = -errno;
	return rc;
}

static int boot(const struct vm_config *config, double *seconds, char *error, size_t size)
{
	struct vm vm = {0};
	int rc = vm_start(&vm, config, error, size);
	uint64_t start;

	if (rc)
		return rc;
	start = vm.t_spawn;
	while (!vm.dead && monotonic_ns() - start < BOOT_NS)
		vm_pump(&vm, 20);
	*seconds = (double)(monotonic_ns() - start) / 1e9;
	if (!vm.dead || vm.console.evidence_used) {
		snprintf(error, size, "the bare guest did not power off: see %s", vm.console_path);
		rc = -ETIMEDOUT;
	}
	vm_stop(&vm, false);
	return rc;
}

int bare_boot(const struct topo *topo, const char *env_file, const char *init, const char *dir,
	      double *seconds, char *error, size_t size)
{
	static int boots;
	char initrd[PATH_MAX];
	struct setup_env env;
	struct vm_config config = {.initrd = initrd, .run_dir = dir, .accel = "tcg"};
	char **args;
	int rc = setup_env_read(env_file, &env, error, size);

	if (rc)
		return rc;
	snprintf(initrd, sizeof(initrd), "%s/bare.cpio", dir);
	rc = make_initrd(init, initrd);
	args = topo_qemu_args(topo, probe_instrumented(env.qemu, env.firmware) == 1);
	if (!rc && !args)
		rc = -ENOMEM;
	if (rc) {
		snprintf(error, size, "%s: %s", initrd, strerror(-rc));
	} else {
		config.qemu = env.qemu;
		config.firmware = env.firmware;
		config.kernel = env.kernel_image;
		config.topology_args = args;
		config.boot = 1000 + ++boots;
		rc = boot(&config, seconds, error, size);
	}
	topo_free_args(args);
	setup_env_free(&env);
	return rc;
}
