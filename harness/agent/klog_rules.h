/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a line of a kernel's log means: a report of one of the kernel's checkers, something that a
 * case declared, what a refused read has to cause, or none of these. */
#ifndef ISOTAP_AGENT_KLOG_RULES_H
#define ISOTAP_AGENT_KLOG_RULES_H

#include "case/case.h"

#define KLOG_RANGES_MAX (2 * TARGET_MAX_REGIONS)

/* A region as it was named at some time of the case. */
struct klog_range {
	uint64_t base, size, ports; /* ports: bit n, data passes port n */
	char region[ISOTAP_NAME_MAX], dax[ISOTAP_NAME_MAX];
};

/* To what a case's lines are confined. Masks have a bit for each port. */
struct klog_scope {
	const struct test_case *tc;
	uint32_t port_count, range_count;
	char ports[TARGET_MAX_PORTS][ISOTAP_NAME_MAX];
	struct klog_range ranges[KLOG_RANGES_MAX];
	uint64_t own, other;      /* ports of the case, and its other port */
	uint64_t isolated;        /* that isolated during the case */
	uint64_t isolated_before; /* during the one before: its last lines may be late */
};

/* Which checker of the kernel a line comes from ("kasan", "lockdep", ...); NULL: none. */
const char *klog_checker(const char *text);
/* A pattern of a case: an extended regular expression in which stand
 *   %PORT% %OTHER_PORT%   the port's PCI name
 *   %REGION% %DAX%        any region below the case's port, its dax device
 *   %ADDR% %PFN%          a hexadecimal number that lies in such a region
 */
bool klog_pattern(const struct klog_scope *scope, const char *pattern, const char *text);
/*
 * Linux (6.12 at least) marks a page that had a machine check as not present in the direct map, and
 * warns if that mapping went meanwhile: an isolation that takes the memory away at that moment runs
 * into it. It says nothing of the software under test. Whether a line of level warning or above is
 * one of that report; `left` is 0 between reports. What another checker says in the middle of one
 * is not.
 */
bool klog_race(uint32_t *left, bool isolated, const char *text);
/* Whether the case may cause that line. Never says so of a checker's report. */
bool klog_permitted(const struct klog_scope *scope, const char *text);

#endif
