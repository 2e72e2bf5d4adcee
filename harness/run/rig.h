/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rig runs single cases for the controller, outside the controller's process: the model rig forks
 * a worker per case, the qemu rig talks to the agent in a guest. It reports what happened, never a
 * verdict of its own beyond "the case ended itself" or how it died.
 */
#ifndef ISOTAP_RIG_H
#define ISOTAP_RIG_H

#include "case/case.h"
#include "journal/record.h"

#define RIG_EVIDENCE_MAX 4096
#define RIG_RERUN_MAX 8192

enum rig_end {
	RIG_ENDED,   /* the case sent its end record */
	RIG_TIMEOUT, /* the watchdog ended it */
	RIG_DIED,    /* worker or guest died: signal, panic, oops, silence; evidence says which */
	RIG_BROKEN,  /* the rig could not run it */
};

/* What died, and how that was known is in the evidence. */
enum rig_death {
	DEATH_NONE,
	DEATH_PROCESS,  /* the case's own process */
	DEATH_PANIC,    /* the guest's kernel, by a panic that no other report came before */
	DEATH_REPORT,   /* it reported an error of its own: oops, BUG, lock-up */
	DEATH_SILENCE,  /* the guest says nothing any more */
	DEATH_RESET,    /* it reset itself */
	DEATH_SHUTDOWN, /* it powered off */
	DEATH_STUCK,    /* it lives, the case's process cannot be ended */
	DEATH_FLOOD,    /* it fills the disk with what it says */
	DEATH_AGENT,    /* the guest lives, its agent does not */
	DEATH_EMULATOR, /* ended, killed, stopped: no word on the guest */
	DEATH_COUNT
};

/* "panic", ... */
const char *rig_death_name(enum rig_death death);

struct schedules;

/* Of guests only. */
struct rig_guest {
	bool deterministic;     /* time is the number of instructions, each case has its own boot */
	const char *kmod;       /* a build of the reference module, NULL: set-up's */
	const char *parameters; /* of that module, NULL: none */
};

struct rig_config {
	const struct topo *topo;
	const char *run_dir;                 /* console logs and the like go here */
	const char *env_file;                /* build/setup.env */
	const char *qemu, *kernel, *modules; /* from the command line, NULL: from the env file;
						modules "": the kernel has none */
	char *const *load; /* files of modules to load in a guest, NULL-terminated; NULL: none */
	struct rig_guest guest;
	bool strict;
	bool unchecked;       /* no checkers of the guest's kernel: they cost time */
	bool trace;           /* record operations */
	bool trace_failures;  /* of a run that can be repeated exactly: only if it fails */
	double timeout_scale; /* of its own waits, such as a boot */
	uint32_t iterations;
	uint32_t vcpus;                    /* of a guest */
	const struct schedules *schedules; /* of the model (run/schedules.h), NULL: fixed */
	uint32_t personality;              /* of every port */
	bool keep_memory;                  /* an image of it of a guest that dies */
	void (*progress)(void *ctx, const char *format, ...); /* to standard error */
	void *progress_ctx;
};

struct rig_job {
	const struct test_case *tc;
	const char *impl; /* as impl_load() takes it */
	uint64_t seed;
	uint32_t timeout_ms; /* wall clock */
};

struct rig_result {
	enum rig_end end;
	enum rig_death death;
	char panic[256]; /* what a kernel that panicked said, "": it did not */
	char late[512]; /* what the kernel said of the case after its end, "": nothing unexpected */
	char evidence[RIG_EVIDENCE_MAX]; /* raw text: signal name, first lines of the panic;
					    unescaped */
	char kept[512];                  /* files in the run's folder that tell more, one a line */
	char rerun[RIG_RERUN_MAX];       /* options that repeat it, beside the usual */
};

struct rig;
struct rig_ops {
	const char *target; /* "model", "qemu" */
	/* Builds or boots. -errno with `error` filled. May be called again after a death. */
	int (*start)(struct rig **out, const struct rig_config *config, char *error, size_t size);
	/* Whether it still can run cases (a dead guest cannot). */
	bool (*alive)(struct rig *rig);
	/* Runs one; each record reaches `fn` as it arrives. */
	void (*run_case)(struct rig *rig, const struct rig_job *job, record_fn fn, void *ctx,
			 struct rig_result *out);
	/* What was tested, for the results: a JSON object's text, or NULL. */
	const char *(*identity)(struct rig *rig);
	void (*stop)(struct rig *rig);
	/* Forgets it, as a process that was forked since its start goes on with it; NULL: such a
	 * process cannot. */
	void (*disown)(struct rig *rig);
};

extern const struct rig_ops rig_model; /* harness/run/rig_model.c */
extern const struct rig_ops rig_qemu;  /* harness/target/qemu/rig.c */

#endif
