// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The qemu rig: boots the topology with the agent as init and hands it one case after the other.
 * Cases and implementations run in the guest; what arrives here is their records, or the guest's
 * last words.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "agent/protocol.h"
#include "run/interrupt.h"
#include "run/rig.h"
#include "target/qemu/env.h"
#include "target/qemu/initramfs.h"
#include "target/qemu/locate.h"
#include "target/qemu/probe.h"
#include "target/qemu/push.h"
#include "target/qemu/vm.h"

#define MS 1000000ull
#define BOOT_NS (60000 * MS)
#define KVM_BOOT_NS (15000 * MS)
#define SETUP_NS (30000 * MS)
#define KILL_NS (5000 * MS)    /* for the agent to end a case */
#define REPAIR_NS (25000 * MS) /* and to bring the machine back */

struct rig {
	struct rig_config config;
	struct setup_env env;
	struct vm vm;
	char agent_path[PATH_MAX];
	const char *accel;
	char *kmod; /* path of the reference module, or NULL */
	bool instrumented, hello, ready, failed;
	char failure[256], kernel[65], armed[512], not_armed[512];
	uint64_t t_first, t_ready; /* CLOCK_MONOTONIC ns */
	char *identity, *initrd;
	struct pushed pushed;
	/* the case that runs */
	struct record_parser *parser;
	int64_t job;
	bool ended, exited, restored, needs_fresh;
	int exit_signal, exit_status;
	char exit_text[160], exit_klog[512];
	record_fn fn;
	void *fn_ctx;
};

static int boots; /* of this process: names console files */

static void progress(const struct rig *rig, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void progress(const struct rig *rig, const char *format, ...)
{
	char text[512];
	va_list ap;

	if (!rig->config.progress)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	rig->config.progress(rig->config.progress_ctx, "%s", text);
}

/* ---- what the agent says ---- */

static void on_exit_message(struct rig *rig, struct json_object *message)
{
	if (message_int(message, "job", 0) != rig->job)
		return;
	rig->exited = true;
	rig->restored = message_int(message, "restored", 0) != 0;
	rig->exit_signal = (int)message_int(message, "signal", 0);
	rig->exit_status = (int)message_int(message, "status", 0);
	snprintf(rig->exit_text, sizeof(rig->exit_text), "%s", message_text(message, "text", ""));
	snprintf(rig->exit_klog, sizeof(rig->exit_klog), "%s", message_text(message, "klog", ""));
}

static void on_message(struct rig *rig, struct json_object *message)
{
	const char *kind = message_text(message, "m", "");

	if (!strcmp(kind, "hello")) {
		rig->hello = true;
		snprintf(rig->kernel, sizeof(rig->kernel), "%s",
			 message_text(message, "kernel", ""));
		if (message_int(message, "version", 0) != AGENT_PROTOCOL) {
			rig->failed = true;
			snprintf(rig->failure, sizeof(rig->failure),
				 "the agent is of another build");
		}
	} else if (!strcmp(kind, "ready")) {
		rig->ready = true;
		rig->t_ready = monotonic_ns();
		snprintf(rig->armed, sizeof(rig->armed), "%s", message_text(message, "armed", ""));
		snprintf(rig->not_armed, sizeof(rig->not_armed), "%s",
			 message_text(message, "not_armed", ""));
	} else if (!strcmp(kind, "failed")) {
		rig->failed = true;
		snprintf(rig->failure, sizeof(rig->failure), "%s",
			 message_text(message, "text", ""));
	} else if (!strcmp(kind, "exit")) {
		on_exit_message(rig, message);
	} else if (!strcmp(kind, "fresh") && message_int(message, "job", 0) == rig->job) {
		rig->exited = rig->restored = rig->needs_fresh = true;
	}
}

static void on_record(void *ctx, struct json_object *record)
{
	struct rig *rig = ctx;

	if (!strcmp(message_text(record, "r", ""), "end"))
		rig->ended = true;
	if (rig->fn)
		rig->fn(rig->fn_ctx, record);
}

static void on_line(void *ctx, char *line, size_t length)
{
	struct rig *rig = ctx;
	struct json_object *message;

	if (strncmp(line, "{\"m\":", 5)) {
		line[length] = '\n';
		if (rig->parser)
			record_parser_feed(rig->parser, line, length + 1);
		return;
	}
	message = json_tokener_parse(line);
	if (json_object_is_type(message, json_type_object))
		on_message(rig, message);
	json_object_put(message);
}

/* ---- start ---- */

static void choose_accel(struct rig *rig)
{
	const char *wish = getenv("ISOTAP_ACCEL");
	bool kvm = wish ? !strcmp(wish, "kvm") : !rig->instrumented;

	/* the machine check of a refused read is injected by TCG */
	rig->accel = kvm && probe_kvm(rig->env.cache) ? "kvm" : "tcg";
	if (kvm && !strcmp(rig->accel, "tcg"))
		progress(rig, "boot: no usable KVM here, using TCG");
}

static int await_boot(struct rig *rig, char *error, size_t size)
{
	bool kvm = !strcmp(rig->accel, "kvm");
	uint64_t deadline = monotonic_ns() + (kvm ? KVM_BOOT_NS : BOOT_NS);

	while (!rig->vm.dead && !rig->failed && !rig->ready && monotonic_ns() < deadline &&
	       !interrupt_requested()) {
		vm_pump(&rig->vm, 100);
		if (rig->vm.console.started && !rig->t_first) {
			rig->t_first = rig->vm.console.t_started;
			deadline = rig->t_first + SETUP_NS;
		}
	}
	if (rig->ready && !rig->failed)
		return 0;
	if (interrupt_requested())
		snprintf(error, size, "interrupted");
	else if (rig->failed)
		snprintf(error, size, "the guest could not be set up: %s", rig->failure);
	else if (rig->vm.dead)
		snprintf(error, size, "the guest died while booting: %.800s", rig->vm.evidence);
	else
		snprintf(error, size, "the guest did not get ready in time; last lines: %.400s",
			 rig->vm.console.tail);
	return rig->failed ? -EPROTO : -ETIMEDOUT;
}

static int boot_with(struct rig *rig, const struct vm_config *config, char *error, size_t size)
{
	int rc;

	rig->hello = rig->ready = rig->failed = false;
	rig->t_first = 0;
	rig->vm.on_line = on_line;
	rig->vm.ctx = rig;
	rc = vm_start(&rig->vm, config, error, size);
	if (rc)
		return rc;
	rc = push_topology(&rig->vm, rig->config.topo);
	if (rc)
		snprintf(error, size, "the agent's channel: %s", strerror(-rc));
	else
		rc = await_boot(rig, error, size);
	if (rc)
		vm_stop(&rig->vm, false);
	return rc;
}

static int boot(struct rig *rig, char *error, size_t size)
{
	char **args = topo_qemu_args(rig->config.topo, rig->instrumented);
	struct vm_config config = {
		.qemu = rig->env.qemu,
		.firmware = rig->env.firmware,
		.kernel = rig->config.kernel ? rig->config.kernel : rig->env.kernel_image,
		.initrd = rig->initrd,
		.topology_args = args,
		.unchecked = rig->config.unchecked,
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
		progress(rig, "boot: the guest does not start under KVM, using TCG from now on");
		probe_kvm_remember(rig->env.cache, false);
		rig->accel = "tcg";
	}
	topo_free_args(args);
	if (!rc)
		progress(rig, "boot: %s, %s, %s: first line after %.2f s, ready %.2f s later",
			 rig->config.topo->name, rig->kernel, rig->accel,
			 (double)(rig->t_first - rig->vm.t_spawn) / 1e9,
			 (double)(rig->t_ready - rig->t_first) / 1e9);
	return rc;
}

static void make_identity(struct rig *rig)
{
	struct json_object *object = json_object_new_object();
	char hash[32];

	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)rig->config.topo->hash);
	json_object_object_add(object, "qemu", json_object_new_string(rig->vm.qmp.version));
	json_object_object_add(object, "instrumented", json_object_new_boolean(rig->instrumented));
	json_object_object_add(object, "accelerator", json_object_new_string(rig->accel));
	json_object_object_add(object, "kernel", json_object_new_string(rig->kernel));
	json_object_object_add(object, "oracles_armed", json_object_new_string(rig->armed));
	json_object_object_add(object, "oracles_not_armed", json_object_new_string(rig->not_armed));
	json_object_object_add(object, "topology_hash", json_object_new_string(hash));
	json_object_object_add(
		object, "boot_seconds",
		json_object_new_double((double)(rig->t_first - rig->vm.t_spawn) / 1e9));
	json_object_object_add(
		object, "ready_seconds",
		json_object_new_double((double)(rig->t_ready - rig->vm.t_spawn) / 1e9));
	free(rig->identity);
	rig->identity = strdup(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

static int prepare(struct rig *rig, char **initrd, char *error, size_t size)
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
		progress(rig, "boot: this QEMU has no T&I port; only what needs none can run");
	choose_accel(rig);
	config.modules_dir = rig->config.modules ? rig->config.modules : rig->env.modules_dir;
	config.cache = rig->env.cache;
	config.more = getenv("ISOTAP_GUEST_MODULES");
	rig->kmod = locate_kmod(&rig->env, config.modules_dir);
	config.kmod = rig->kmod;
	if (!rig->kmod)
		progress(rig, "boot: no reference module for %s", config.modules_dir);
	return initramfs_get(&config, initrd, error, size);
}

static void qemu_stop(struct rig *rig)
{
	if (rig->vm.process.pid || !rig->vm.dead)
		vm_stop(&rig->vm, true);
	record_parser_free(rig->parser);
	pushed_free(&rig->pushed);
	setup_env_free(&rig->env);
	free(rig->identity);
	free(rig->initrd);
	free(rig->kmod);
	free(rig);
}

static int qemu_start(struct rig **out, const struct rig_config *config, char *error, size_t size)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	int rc;

	if (!rig)
		return -ENOMEM;
	rig->config = *config;
	rig->vm.dead = true;
	rig->parser = record_parser_new(on_record, rig);
	error[0] = 0;
	rc = rig->parser ? prepare(rig, &rig->initrd, error, size) : -ENOMEM;
	if (!rc)
		rc = boot(rig, error, size);
	if (rc) {
		if (!error[0])
			snprintf(error, size, "%s", strerror(-rc));
		qemu_stop(rig);
		return rc;
	}
	make_identity(rig);
	*out = rig;
	return 0;
}

static bool qemu_alive(struct rig *rig)
{
	vm_pump(&rig->vm, 0);
	return !rig->vm.dead;
}

static const char *qemu_identity(struct rig *rig)
{
	return rig->identity;
}

/* ---- one case ---- */

static int send_run(struct rig *rig, const struct rig_job *job, const char *impl)
{
	struct json_object *run = json_object_new_object();

	json_object_object_add(run, "m", json_object_new_string("run"));
	json_object_object_add(run, "job", json_object_new_int64(rig->job));
	json_object_object_add(run, "case", json_object_new_string(job->tc->id));
	json_object_object_add(run, "impl", json_object_new_string(impl));
	json_object_object_add(run, "seed", json_object_new_int64((int64_t)job->seed));
	json_object_object_add(run, "iterations", json_object_new_int64(rig->config.iterations));
	json_object_object_add(run, "personality", json_object_new_int64(rig->config.personality));
	json_object_object_add(run, "trace", json_object_new_boolean(rig->config.trace));
	return vm_send(&rig->vm, run);
}

static void await_exit(struct rig *rig, uint64_t deadline)
{
	while (!rig->vm.dead && !rig->exited && monotonic_ns() < deadline && !interrupt_requested())
		vm_pump(&rig->vm, 100);
}

/* The watchdog: the agent ends the case; one that does not is dead itself. */
static void end_job(struct rig *rig, const struct rig_job *job, struct rig_result *out)
{
	struct json_object *kill = json_object_new_object();

	out->end = RIG_TIMEOUT;
	json_object_object_add(kill, "m", json_object_new_string("kill"));
	json_object_object_add(kill, "job", json_object_new_int64(rig->job));
	vm_send(&rig->vm, kill);
	await_exit(rig, monotonic_ns() + KILL_NS + REPAIR_NS);
	if (!rig->vm.dead && !rig->exited)
		vm_give_up(&rig->vm, "the agent could not end the case");
	if (rig->vm.dead)
		snprintf(out->evidence, sizeof(out->evidence), "%s", rig->vm.evidence);
	else
		snprintf(out->evidence, sizeof(out->evidence), "no end after %u ms",
			 job->timeout_ms);
}

static void judge(struct rig *rig, struct rig_result *out)
{
	if (rig->vm.dead) {
		out->end = RIG_DIED;
		snprintf(out->evidence, sizeof(out->evidence), "%s", rig->vm.evidence);
	} else if (rig->ended) {
		out->end = RIG_ENDED;
		snprintf(out->late, sizeof(out->late), "%s", rig->exit_klog);
	} else {
		out->end = RIG_DIED;
		if (rig->exit_signal)
			snprintf(out->evidence, sizeof(out->evidence),
				 "the case's process was killed by signal %d (%s)",
				 rig->exit_signal, strsignal(rig->exit_signal));
		else
			snprintf(out->evidence, sizeof(out->evidence),
				 "the case's process ended with status %d without a verdict",
				 rig->exit_status);
	}
}

static int run_once(struct rig *rig, const struct rig_job *job, struct rig_result *out)
{
	char impl[PATH_MAX];
	int rc;

	rig->job++;
	rig->ended = rig->exited = rig->restored = rig->needs_fresh = false;
	rig->exit_klog[0] = 0;
	rc = push_kmod(&rig->vm, &rig->pushed, rig->kmod, job->impl, out->evidence,
		       sizeof(out->evidence));
	if (!rc)
		rc = push_plugin(&rig->vm, &rig->pushed, rig->agent_path, job->impl, impl,
				 sizeof(impl), out->evidence, sizeof(out->evidence));
	if (!rc)
		rc = send_run(rig, job, impl);
	if (!rc)
		await_exit(rig, monotonic_ns() + job->timeout_ms * MS);
	return rc;
}

/* The machine as it is after power-on, for a case that cannot do with less. */
static int reboot_guest(struct rig *rig, struct rig_result *out)
{
	progress(rig, "boot: this case needs a guest whose memory was never lost, booting again");
	vm_stop(&rig->vm, true);
	pushed_free(&rig->pushed);
	return boot(rig, out->evidence, sizeof(out->evidence));
}

static void qemu_run_case(struct rig *rig, const struct rig_job *job, record_fn fn, void *ctx,
			  struct rig_result *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	rig->fn = fn;
	rig->fn_ctx = ctx;
	rc = run_once(rig, job, out);
	if (!rc && rig->needs_fresh) {
		rc = reboot_guest(rig, out);
		if (!rc)
			rc = run_once(rig, job, out);
	}
	if (rc) {
		out->end = RIG_BROKEN;
		if (!out->evidence[0])
			snprintf(out->evidence, sizeof(out->evidence), "%s", strerror(-rc));
		rig->fn = NULL;
		return;
	}
	if (interrupt_requested() && !rig->vm.dead && !rig->exited) {
		out->end = RIG_BROKEN;
		snprintf(out->evidence, sizeof(out->evidence), "interrupted");
		vm_stop(&rig->vm, false);
	} else if (!rig->vm.dead && !rig->exited) {
		end_job(rig, job, out);
	} else {
		judge(rig, out);
	}
	if (rig->exited && !rig->restored && !rig->vm.dead) {
		/* not fit for another case: alive() says no, and the controller boots again */
		progress(rig, "the guest could not be brought back (%s)", rig->exit_text);
		vm_stop(&rig->vm, false);
	}
	rig->fn = NULL;
}

const struct rig_ops rig_qemu = {
	.target = "qemu",
	.start = qemu_start,
	.alive = qemu_alive,
	.run_case = qemu_run_case,
	.identity = qemu_identity,
	.stop = qemu_stop,
};
