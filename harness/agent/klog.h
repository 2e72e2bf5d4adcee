/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest's kernel log and taint, from its boot on: every line belongs to some case, or to what
 * came before it. */
#ifndef ISOTAP_AGENT_KLOG_H
#define ISOTAP_AGENT_KLOG_H

#include <stddef.h>

#include "agent/klog_rules.h"
#include "journal/record.h"

#define KLOG_TEXT_MAX 400

/* What was found that nothing accounts for. */
struct klog_finding {
	char text[KLOG_TEXT_MAX]; /* "": nothing */
	bool report;              /* a checker of the kernel reported: not a guest to go on with */
};

struct klog {
	int fd; /* every process of the agent reads on where the last one stopped */
	const struct target *target;
	struct klog_scope scope;
	uint32_t isolations[TARGET_MAX_PORTS];
	uint64_t unhandled[TARGET_MAX_PORTS];
	uint64_t taint;
	uint64_t *forgiven;         /* taint that says nothing; shared by the agent's processes */
	bool cut;                   /* after the first line of a report */
	uint32_t race_left;         /* klog_race() */
	uint32_t passed;            /* reports passed over, not yet told */
	struct klog_finding before; /* since the last case, or in the boot before the first */
	char before_when[CASE_ID_MAX + 32];
};

/* At the agent's start. 0 or a negative errno. */
int klog_open(struct klog *log);
/* What was said until now has nothing to do with us. */
void klog_skip(struct klog *log);
/* The machine is ready: reports of the kernel's checkers until now, which no case accounts for. */
void klog_boot(struct klog *log);
/* A case begins: what came since the last one is not its doing. In the agent, before it forks. */
void klog_begin(struct klog *log, const struct target *target, const struct test_case *tc);
/* As exec.h says of klog_check; ctx is the struct klog. In the case's process. */
int klog_check(void *ctx, const struct test *t, struct recorder *rec, char *first, size_t size);
/* The case's process has ended, and what it took with it caused lines too. In the agent. */
void klog_late(struct klog *log, struct klog_finding *out);

#endif
