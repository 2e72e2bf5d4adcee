/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one case to its end record, in this process: used by the model's worker and by the guest
 * agent. */
#ifndef ISOTAP_EXEC_H
#define ISOTAP_EXEC_H

#include "case/case.h"
#include "journal/record.h"

enum klog_verdict {
	KLOG_FINE,
	KLOG_UNEXPECTED, /* a line that nothing accounts for, or one that did not come */
	KLOG_REPORT,     /* a checker of the kernel reported: no guest to go on with */
};

struct exec_config {
	const struct test_case *tc;
	struct target *target;              /* not yet through the shim */
	const struct isotap_impl_ops *impl; /* checked by impl_check() */
	struct recorder *rec;
	uint64_t seed;
	uint32_t iterations;
	bool trace; /* record operations and accesses */
	/* What the kernel said of the case, NULL where there is no kernel: sends klog records and
	 * returns an enum klog_verdict, whose reason `why` gets. */
	int (*klog_check)(void *ctx, const struct test *t, struct recorder *rec, char *why,
			  size_t size);
	void *klog_ctx;
};

/* Resolves the needs against the target, wraps it in the shim, probes the implementation, runs the
 * case, removes the implementation, restores the target, sends the end record. A restore that fails
 * turns a pass into broken. */
enum outcome case_execute(const struct exec_config *config);

#endif
