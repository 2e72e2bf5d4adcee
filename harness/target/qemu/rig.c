// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The qemu rig: boots the topology with the agent as init and hands it one case after the other.
 * Cases and implementations run in the guest; what arrives here is their records, or the guest's
 * last words.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "run/interrupt.h"
#include "target/qemu/rig_priv.h"
#include "target/qemu/script.h"

#define KILL_NS (5000 * MS)    /* for the agent to end a case */
#define REPAIR_NS (25000 * MS) /* and to bring the machine back */

void rig_progress(const struct rig *rig, const char *format, ...)
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
	rig->vm.channel = rig->vm.qmp.fd = rig->vm.console.fd = rig->vm.console.notify = -1;
	rig->parser = record_parser_new(rig_record, rig);
	error[0] = 0;
	rc = rig->parser ? rig_prepare(rig, error, size) : -ENOMEM;
	if (!rc && !config->guest.deterministic)
		rc = rig_boot(rig, error, size);
	if (rc) {
		if (!error[0])
			snprintf(error, size, "%s", strerror(-rc));
		qemu_stop(rig);
		return rc;
	}
	rig_make_identity(rig);
	*out = rig;
	return 0;
}

/* A guest that died after its last case had ended has still to be told of. */
static bool qemu_alive(struct rig *rig)
{
	if (rig->config.guest.deterministic) /* each case starts a guest */
		return true;
	do
		vm_pump(&rig->vm, 0);
	while (!rig->vm.dead && vm_is_dying(&rig->vm));
	return !rig->vm.dead || (rig->vm.death && !rig->told);
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
	if (rig->config.guest.parameters)
		json_object_object_add(run, "parameters",
				       json_object_new_string(rig->config.guest.parameters));
	return vm_send(&rig->vm, run);
}

/* A guest that is given no time is not late. */
static void await_exit(struct rig *rig, uint64_t ns)
{
	uint64_t deadline = vm_given(&rig->vm) + ns;

	while (!rig->vm.dead && !rig->exited && vm_given(&rig->vm) < deadline &&
	       !interrupt_requested())
		vm_pump(&rig->vm, 100);
}

/* What died with the guest, and whether that says anything of the software under test. */
static void take_death(struct rig *rig, struct rig_result *out)
{
	const struct vm *vm = &rig->vm;
	bool ours = vm->death == DEATH_EMULATOR || vm->death == DEATH_AGENT;

	out->end = ours ? RIG_BROKEN : RIG_DIED;
	out->death = vm->death;
	memcpy(out->panic, vm->panic, sizeof(out->panic));
	snprintf(out->evidence, sizeof(out->evidence), "%s", vm->evidence);
	memcpy(out->kept, vm->kept, sizeof(out->kept));
	rig->told = true;
}

/* The watchdog: the agent ends the case; one that does not is dead itself. */
static void end_job(struct rig *rig, const struct rig_job *job, struct rig_result *out)
{
	struct json_object *kill;
	char why[sizeof(rig->where) + 96];

	if (rig->config.guest.deterministic) /* it cannot be told */
		goto out;
	vm_keep(&rig->vm);
	kill = json_object_new_object();
	json_object_object_add(kill, "m", json_object_new_string("kill"));
	json_object_object_add(kill, "job", json_object_new_int64(rig->job));
	vm_send(&rig->vm, kill);
	await_exit(rig, KILL_NS + REPAIR_NS);
	if (!rig->vm.dead && !rig->exited) {
		snprintf(why, sizeof(why), "no end after %u ms, and it cannot be killed: %s",
			 job->timeout_ms, rig->where);
		vm_give_up(&rig->vm, DEATH_STUCK, why);
	}
	if (rig->vm.dead) {
		take_death(rig, out);
		return;
	}
out:
	out->end = RIG_TIMEOUT;
	out->death = DEATH_PROCESS;
	vm_kept(&rig->vm, strrchr(rig->vm.console_path, '/') + 1);
	memcpy(out->kept, rig->vm.kept, sizeof(out->kept));
	rig->vm.kept[0] = 0;
	rig->vm.kept_memory = false;
	snprintf(out->evidence, sizeof(out->evidence), "no end after %u ms; the guest lives\n%s",
		 job->timeout_ms, rig->where);
}

static void judge(struct rig *rig, struct rig_result *out)
{
	if (rig->vm.dead) {
		take_death(rig, out);
		return;
	}
	if (rig->ended) {
		out->end = RIG_ENDED;
		snprintf(out->late, sizeof(out->late), "%s", rig->exit_klog);
		return;
	}
	out->end = RIG_DIED;
	out->death = DEATH_PROCESS;
	if (rig->exit_signal)
		snprintf(out->evidence, sizeof(out->evidence),
			 "the case's process was killed by signal %d (%s)\n%s", rig->exit_signal,
			 strsignal(rig->exit_signal), rig->exit_klog);
	else
		snprintf(out->evidence, sizeof(out->evidence),
			 "the case's process ended with status %d without a verdict\n%s",
			 rig->exit_status, rig->exit_klog);
}

static int hand_over(struct rig *rig, const struct rig_job *job, struct rig_result *out)
{
	char impl[PATH_MAX];
	int rc;

	rc = push_kmod(&rig->vm, &rig->pushed, rig->kmod, job->impl, out->evidence,
		       sizeof(out->evidence));
	if (!rc)
		rc = push_plugin(&rig->vm, &rig->pushed, rig->agent_path, job->impl, impl,
				 sizeof(impl), out->evidence, sizeof(out->evidence));
	if (!rc)
		rc = send_run(rig, job, impl);
	return rc;
}

/* In a guest of its own, told all of it before it starts. */
static int start_scripted(struct rig *rig, const struct rig_job *job, struct rig_result *out)
{
	int rc, handed;

	pushed_free(&rig->pushed);
	rig->seed = job->seed;
	rc = script_begin(&rig->vm);
	if (rc)
		return rc;
	handed = push_topology(&rig->vm, rig->config.topo);
	if (!handed)
		handed = hand_over(rig, job, out);
	/* several guests may start in one folder */
	snprintf(rig->scripted, sizeof(rig->scripted), "%.*s/initrd-%d-%lx.cpio", PATH_MAX - 64,
		 rig->config.run_dir, (int)getpid(), (unsigned long)(uintptr_t)rig);
	rc = script_end(&rig->vm, rig->initrd, rig->scripted, out->evidence, sizeof(out->evidence));
	if (!rc && !handed)
		rc = rig_boot(rig, out->evidence, sizeof(out->evidence));
	unlink(rig->scripted);
	return handed ? handed : rc;
}

static int run_once(struct rig *rig, const struct rig_job *job, struct rig_result *out)
{
	int rc;

	rig->job++;
	rig->ended = rig->exited = rig->restored = rig->needs_fresh = false;
	rig->exit_klog[0] = rig->where[0] = 0;
	if (rig->config.guest.deterministic)
		rc = start_scripted(rig, job, out);
	else
		rc = hand_over(rig, job, out);
	if (!rc)
		await_exit(rig, job->timeout_ms * MS);
	return rc;
}

/* The machine as it is after power-on, for a case that cannot do with less. */
static int reboot_guest(struct rig *rig, struct rig_result *out)
{
	rig_progress(rig,
		     "boot: this case needs a guest whose memory was never lost, booting again");
	vm_stop(&rig->vm, true);
	pushed_free(&rig->pushed);
	return rig_boot(rig, out->evidence, sizeof(out->evidence));
}

static void qemu_run_case(struct rig *rig, const struct rig_job *job, record_fn fn, void *ctx,
			  struct rig_result *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if (rig->vm.dead && !rig->config.guest.deterministic) {
		take_death(rig, out);
		snprintf(out->evidence, sizeof(out->evidence),
			 "before this case began, after %.96s: %.3900s",
			 rig->last ? rig->last : "the boot", rig->vm.evidence);
		return;
	}
	rig->last = job->tc->id;
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
		rig_progress(rig, "the guest could not be brought back (%s)", rig->exit_text);
		vm_stop(&rig->vm, false);
	}
	if (rig->config.guest.deterministic)
		vm_stop(&rig->vm, false);
	rig->fn = NULL;
}

static void qemu_disown(struct rig *rig)
{
	vm_disown(&rig->vm);
	qemu_stop(rig);
}

const struct rig_ops rig_qemu = {
	.target = "qemu",
	.start = qemu_start,
	.alive = qemu_alive,
	.run_case = qemu_run_case,
	.identity = qemu_identity,
	.stop = qemu_stop,
	.disown = qemu_disown,
};
