/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of one planned case: gathered from hostile records, then judged. */
#ifndef ISOTAP_RESULT_H
#define ISOTAP_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "case/case.h"
#include "measure/samples.h"
#include "plan/plan.h"
#include "run/rig.h"
#include "verdict/expectations.h"

#define RESULT_TEXT_MAX 512
#define RESULT_LINES_MAX 48

/* Lines kept of one kind; what came beyond is counted. */
struct result_lines {
	char *lines[RESULT_LINES_MAX];
	size_t count;
	uint64_t dropped;
};

/* The first claim that did not hold. */
struct result_check {
	bool present, has_values, has_mask;
	char text[RESULT_TEXT_MAX], reg[64], port[64];
	int64_t expected, seen;
	uint32_t mask;
};

/* What is added here is also kept in the journal: verdict/result_json.c. */
struct result {
	const struct plan_item *item;
	enum outcome outcome;
	bool observation; /* failed, but its requirements are outside the profile */
	char reason[RESULT_TEXT_MAX];
	struct result_check check;
	struct result_lines notes, klog, evidence, kept; /* kept: files in the run's folder */
	struct samples samples;
	uint64_t clock_ns; /* target's clock at the end */
	double wall_seconds;
	double reboot_seconds;             /* what the last start of its rig took */
	char expectation[RESULT_TEXT_MAX]; /* the entry of a list that decided, "": none */
	char *rerun;                       /* options that repeat just this, or NULL */
	bool interrupted;                  /* no verdict: the run was asked to stop */
	enum rig_death death;
	char panic[256];      /* what a kernel that panicked said, "": it did not */
	bool fault, isolated; /* a fault was injected; a port that software had armed isolated */
	bool ended;           /* the end record came; outcome and reason are from it */
	bool ended_twice;     /* somebody else writes records */
	bool needs_restart;   /* the machine may not be as declared any more */
};

struct result_policy {
	bool strict;                     /* skips are failures */
	bool expect_panic;               /* an isolation makes the kernel panic */
	const char *panic_text;          /* which has this in its text; NULL: of its own choice */
	uint32_t profile;                /* strengths that count as failures */
	const struct expectations *list; /* or NULL */
};

void result_init(struct result *result, const struct plan_item *item);
void result_free(struct result *result);
/* Takes in one record. */
void result_record(struct result *result, struct json_object *record);
/* Takes in how it ended; from here on outcome is the case's own. */
void result_end(struct result *result, const struct rig_result *end);
/* One more line of notes. */
void result_note(struct result *result, const char *text);
/* Without a run: skipped, or broken. */
void result_without_run(struct result *result, enum outcome outcome, const char *reason);
/* Applies strictness, profile and expectations. */
void result_judge(struct result *result, const struct result_policy *policy);

/* "pass", "fail", ... */
const char *outcome_name(enum outcome outcome);

#endif
