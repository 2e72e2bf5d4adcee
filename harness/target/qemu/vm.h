/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One virtual machine: the QEMU process, its console, its monitor and the agent's channel. */
#ifndef ISOTAP_QEMU_VM_H
#define ISOTAP_QEMU_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "agent/lines.h"
#include "target/qemu/console.h"
#include "target/qemu/pace.h"
#include "target/qemu/qmp.h"
#include "target/qemu/spawn.h"

struct vm_config {
	const char *qemu, *firmware, *kernel, *initrd;
	const char *accel;          /* "tcg" or "kvm" */
	char *const *topology_args; /* NULL-terminated */
	const char *run_dir;
	bool unchecked; /* without the kernel's own checkers: times are measured */
	uint32_t vcpus; /* 0: 2 */
	/* Time is the number of instructions; nothing reaches the guest while it runs. */
	bool deterministic;
	uint64_t seed;    /* of what such a guest draws at random */
	bool keep_memory; /* of a guest that dies */
	double patience;  /* the guest's deadlines are so many times as long */
	int boot;         /* its files have this number, or the next one that is free */
};

struct vm {
	struct spawned process;
	struct console console;
	struct qmp qmp;
	int channel;
	bool channel_closed, beats;
	struct lines lines;
	uint64_t t_spawn; /* CLOCK_MONOTONIC ns */
	int boot;
	double patience;
	bool keep_memory, kept_memory;
	uint32_t images;   /* asked for so far */
	char kept[512];    /* files in the run's folder, one a line */
	struct pace pace;  /* the clock of all deadlines of a guest */
	uint64_t heard;    /* last sign of life on the channel, on that clock */
	uint64_t t_closed; /* CLOCK_MONOTONIC ns: the monitor was found closed, or the channel shut
			    */
	/* of a report of its kernel: when it began and last grew, on the guest's clock */
	uint64_t report_since, quiet_since, report_bytes;
	bool resumed; /* after pvpanic had stopped it */
	bool dead;
	enum rig_death death;            /* of what; NONE: it was stopped */
	char panic[256];                 /* what its kernel panicked for */
	char evidence[RIG_EVIDENCE_MAX]; /* what died and how that is known, then what it said */
	FILE *script;                    /* messages to the guest go here: script.h */
	char *script_text;
	size_t script_size;
	char run_dir[4096], console_path[4096], output_path[4096];
	/* each line of the agent */
	line_fn on_line;
	void *ctx;
};

/* Starts QEMU. 0, or a negative errno with `error` filled. */
int vm_start(struct vm *vm, const struct vm_config *config, char *error, size_t size);
/* Waits at most so long for anything to happen, and handles it; sets vm->dead. */
void vm_pump(struct vm *vm, int timeout_ms);
/* The same without looking whether it died. */
void vm_listen(struct vm *vm, int timeout_ms);
/* Takes the reference. */
int vm_send(struct vm *vm, struct json_object *object);
/* The time that QEMU was given so far (target/qemu/pace.h), ns. */
uint64_t vm_given(struct vm *vm);
/* Gives a guest up that does not do what it must: where its processors are is asked first, and a
 * backtrace by NMI. */
void vm_give_up(struct vm *vm, enum rig_death death, const char *why);

#define VM_IMAGES_MAX 3 /* in a run */

/* vm_keep.c: an image of its memory, if that was asked for and none was made yet. */
void vm_keep(struct vm *vm);
/* A line for the results. */
void vm_kept(struct vm *vm, const char *what);
/* Whether its kernel reports its end. */
static inline bool vm_is_dying(const struct vm *vm)
{
	return vm->console.dying || vm->qmp.panicked;
}
/* vm_death.c: looks at all that tells of a death; sets vm->dead. */
void vm_check(struct vm *vm);
/* Asks the agent to power off if `politely`, then kills what is left. */
void vm_stop(struct vm *vm, bool politely);
/* Forgets it, as a process that was forked since then has it. */
void vm_disown(struct vm *vm);

#endif
