/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One virtual machine: the QEMU process, its console, its monitor and the agent's channel. */
#ifndef ISOTAP_QEMU_VM_H
#define ISOTAP_QEMU_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lines.h"
#include "target/qemu/console.h"
#include "target/qemu/qmp.h"
#include "target/qemu/spawn.h"

struct vm_config {
	const char *qemu, *firmware, *kernel, *initrd;
	const char *accel;          /* "tcg" or "kvm" */
	char *const *topology_args; /* NULL-terminated */
	const char *run_dir;
	bool unchecked; /* without the kernel's own checkers: times are measured */
	int boot;       /* number of this boot in the run: names its files */
};

struct vm {
	struct spawned process;
	struct console console;
	struct qmp qmp;
	int channel;
	bool channel_closed;
	struct lines lines;
	uint64_t t_spawn, t_heard; /* CLOCK_MONOTONIC ns; last sign of life on the channel */
	bool dead;
	char evidence[RIG_EVIDENCE_MAX]; /* why it is dead */
	char console_path[4096], output_path[4096];
	/* each line of the agent */
	line_fn on_line;
	void *ctx;
};

/* Starts QEMU. 0, or a negative errno with `error` filled. */
int vm_start(struct vm *vm, const struct vm_config *config, char *error, size_t size);
/* Waits at most so long for anything to happen, and handles it; sets vm->dead. */
void vm_pump(struct vm *vm, int timeout_ms);
/* Takes the reference. */
int vm_send(struct vm *vm, struct json_object *object);
/* Gives a guest that does not answer up: a backtrace is asked for by NMI first. */
void vm_give_up(struct vm *vm, const char *why);
/* Asks the agent to power off if `politely`, then kills what is left. */
void vm_stop(struct vm *vm, bool politely);

#endif
