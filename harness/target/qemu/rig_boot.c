// SPDX-License-Identifier: GPL-2.0-or-later
/* From what set-up found to a guest whose agent is ready. */
#include "target/qemu/rig_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "agent/protocol.h"
#include "run/interrupt.h"
#include "target/qemu/initramfs.h"
#include "target/qemu/locate.h"
#include "target/qemu/probe.h"

#define BOOT_NS (60000 * MS)
#define KVM_BOOT_NS (15000 * MS)
#define SETUP_NS (30000 * MS)
#define COUNTED_FACTOR 3 /* how much longer a guest may take that counts instructions */

static int boots; /* of this process: names console files */

static void choose_accel(struct rig *rig)
{
	const char *wish = getenv("ISOTAP_ACCEL");
	bool kvm = wish ? !strcmp(wish, "kvm") : !rig->instrumented;

	/* the machine check of a refused read is injected by TCG */
	if (rig->config.guest.deterministic) /* TCG counts, KVM does not */
		kvm = false;
	rig->accel = kvm && probe_kvm(rig->env.cache) ? "kvm" : "tcg";
	if (kvm && !strcmp(rig->accel, "tcg"))
		rig_progress(rig, "boot: no usable KVM here, using TCG");
}

/* A wait of the rig: as much longer as the run's watchdogs are, never shorter. */
static uint64_t patience(const struct rig *rig, uint64_t ns)
{
	double scale = rig->config.timeout_scale;

	if (rig->config.guest.deterministic)
		ns *= COUNTED_FACTOR;
	return scale > 1 ? (uint64_t)((double)ns * scale) : ns;
}

static int await_boot(struct rig *rig, char *error, size_t size)
{
	bool kvm = !strcmp(rig->accel, "kvm");
	uint64_t deadline = vm_given(&rig->vm) + patience(rig, kvm ? KVM_BOOT_NS : BOOT_NS);

	while (!rig->vm.dead && !rig->failed && !rig->ready && vm_given(&rig->vm) < deadline &&
	       !interrupt_requested()) {
		vm_pump(&rig->vm, 100);
		if (rig->vm.console.started && !rig->t_first) {
			rig->t_first = rig->vm.console.t_started;
			deadline = vm_given(&rig->vm) + patience(rig, SETUP_NS);
		}
	}
	if (rig->ready && !rig->failed)
		return 0;
	if (!rig->vm.dead && !rig->failed && !interrupt_requested())
		vm_give_up(&rig->vm, DEATH_SILENCE, "it did not get ready in time");
	if (interrupt_requested())
		snprintf(error, size, "interrupted");
	else if (rig->failed)
		snprintf(error, size, "the guest could not be set up: %s", rig->failure);
	else
		snprintf(error, size, "the guest died while booting: %.800s", rig->vm.evidence);
	return rig->failed ? -EPROTO : -ETIMEDOUT;
}

static int boot_with(struct rig *rig, const struct vm_config *config, char *error, size_t size)
{
	int rc;

	rig->hello = rig->ready = rig->failed = rig->told = false;
	rig->t_first = 0;
	rig->vm.on_line = rig_line;
	rig->vm.ctx = rig;
	rc = vm_start(&rig->vm, config, error, size);
	if (rc)
		return rc;
	rc = config->deterministic ? 0 : push_topology(&rig->vm, rig->config.topo);
	if (rc)
		snprintf(error, size, "the agent's channel: %s", strerror(-rc));
	else
		rc = await_boot(rig, error, size);
	if (rc)
		vm_stop(&rig->vm, false);
	return rc;
}

int rig_boot(struct rig *rig, char *error, size_t size)
{
	char **args = topo_qemu_args(rig->config.topo, rig->instrumented);
	struct vm_config config = {
		.qemu = rig->env.qemu,
		.firmware = rig->env.firmware,
		.kernel = rig->config.kernel ? rig->config.kernel : rig->env.kernel_image,
		.initrd = rig->config.guest.deterministic ? rig->scripted : rig->initrd,
		.topology_args = args,
		.keep_memory = rig->config.keep_memory,
		.patience = rig->config.timeout_scale,
		.unchecked = rig->config.unchecked,
		.vcpus = rig->config.vcpus,
		.deterministic = rig->config.guest.deterministic,
		.seed = rig->seed,
		.run_dir = rig->config.run_dir,
	};
	int rc;

	if (!args)
		return -ENOMEM;
	for (;;) {
		config.accel = rig->accel;
		config.boot = ++boots;
		rc = boot_with(rig, &config, error, size);
		if (!rc || strcmp(rig->accel, "kvm") || rig->t_first)
			break;
		rig_progress(rig,
			     "boot: the guest does not start under KVM, using TCG from now on");
		probe_kvm_remember(rig->env.cache, false);
		rig->accel = "tcg";
	}
	topo_free_args(args);
	if (!rc)
		rig_progress(rig, "boot: %s, %s, %s: first line after %.2f s, ready %.2f s later",
			     rig->config.topo->name, rig->kernel, rig->accel,
			     (double)(rig->t_first - rig->vm.t_spawn) / 1e9,
			     (double)(rig->t_ready - rig->t_first) / 1e9);
	return rc;
}

/* Each case boots a guest of its own, so nobody was asked yet. */
static void identity_before_boot(struct rig *rig)
{
	const char *dir = rig->config.modules ? rig->config.modules : rig->env.modules_dir;
	const char *slash = strrchr(dir, '/');

	snprintf(rig->kernel, sizeof(rig->kernel), "%s", slash ? slash + 1 : dir);
	probe_version(rig->env.qemu, rig->vm.qmp.version, sizeof(rig->vm.qmp.version));
}

void rig_make_identity(struct rig *rig)
{
	struct json_object *object = json_object_new_object();
	bool counts = rig->config.guest.deterministic;
	char hash[32];

	if (counts)
		identity_before_boot(rig);
	json_object_object_add(object, "clock",
			       json_object_new_string(counts ? "deterministic" : "wall"));
	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)rig->config.topo->hash);
	json_object_object_add(object, "qemu", json_object_new_string(rig->vm.qmp.version));
	json_object_object_add(object, "instrumented", json_object_new_boolean(rig->instrumented));
	json_object_object_add(object, "accelerator", json_object_new_string(rig->accel));
	json_object_object_add(object, "processors", json_object_new_int64(rig->config.vcpus));
	json_object_object_add(object, "kernel", json_object_new_string(rig->kernel));
	json_object_object_add(object, "software", json_object_new_string(rig->software));
	json_object_object_add(object, "oracles_armed", json_object_new_string(rig->armed));
	json_object_object_add(object, "oracles_not_armed", json_object_new_string(rig->not_armed));
	json_object_object_add(object, "topology_hash", json_object_new_string(hash));
	if (counts)
		goto out;
	json_object_object_add(
		object, "boot_seconds",
		json_object_new_double((double)(rig->t_first - rig->vm.t_spawn) / 1e9));
	json_object_object_add(
		object, "ready_seconds",
		json_object_new_double((double)(rig->t_ready - rig->vm.t_spawn) / 1e9));
out:
	free(rig->identity);
	rig->identity = strdup(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

/* The reference module: the user's own build, or one that was made for the guest's kernel. */
static int choose_kmod(struct rig *rig, const char *modules_dir, char *error, size_t size)
{
	const char *own = rig->config.guest.kmod;
	const char *brought = modules_brought(rig->config.load, AGENT_KMOD);

	if (brought) {
		rig->kmod = strdup(brought);
	} else if (modules_dir && !own) {
		rig->kmod = locate_kmod(&rig->env, modules_dir);
	} else if (modules_dir && locate_fits(own, modules_dir)) {
		rig->kmod = strdup(own);
	} else if (own) {
		snprintf(error, size, "%s: not a module for the guest's kernel", own);
		return -ENOEXEC;
	}
	return 0;
}

int rig_prepare(struct rig *rig, char *error, size_t size)
{
	struct initramfs_config config = {.agent = rig->agent_path};
	int rc = setup_env_read(rig->config.env_file, &rig->env, error, size);

	if (rc)
		return rc;
	if (rig->config.qemu) {
		free(rig->env.qemu);
		rig->env.qemu = strdup(rig->config.qemu);
	}
	if (!rig->env.qemu || (!rig->env.kernel_image && !rig->config.kernel) ||
	    (!rig->env.modules_dir && !rig->config.modules)) {
		snprintf(error, size, "%s: QEMU, kernel or modules missing (run ./run.sh --setup)",
			 rig->config.env_file);
		return -ENOENT;
	}
	rc = locate_agent(rig->agent_path, sizeof(rig->agent_path));
	if (rc) {
		snprintf(error, size, "no isotap-agent beside this program");
		return rc;
	}
	rc = probe_instrumented(rig->env.qemu, rig->env.firmware);
	if (rc < 0) {
		snprintf(error, size, "%s does not run", rig->env.qemu);
		return rc;
	}
	rig->instrumented = rc;
	if (!rig->instrumented)
		rig_progress(rig, "boot: this QEMU has no T&I port; only what needs none can run");
	choose_accel(rig);
	config.modules_dir = rig->config.modules ? rig->config.modules : rig->env.modules_dir;
	config.cache = rig->env.cache;
	config.more = getenv("ISOTAP_GUEST_MODULES");
	config.load = rig->config.load;
	if (!config.modules_dir[0])
		config.modules_dir = NULL;
	rc = choose_kmod(rig, config.modules_dir, error, size);
	if (rc)
		return rc;
	config.kmod = rig->kmod;
	if (!rig->kmod && config.modules_dir)
		rig_progress(rig, "boot: no reference module for %s", config.modules_dir);
	return initramfs_get(&config, &rig->initrd, error, size);
}
