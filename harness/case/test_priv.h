/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the executor keeps behind struct test: shared by exec.c and case.c only. */
#ifndef ISOTAP_TEST_PRIV_H
#define ISOTAP_TEST_PRIV_H

#include <setjmp.h>

#include "case/case.h"
#include "journal/record.h"
#include "shim/platform.h"

#define TEST_REASON_MAX 512
#define TEST_NO_OFFSET UINT32_MAX

struct test_priv {
	jmp_buf out; /* where verdict helpers go */
	enum outcome outcome;
	char reason[TEST_REASON_MAX];
	/* T&I structure of each port, offset in its component block; TEST_NO_OFFSET: none */
	uint32_t ti_offset[TARGET_MAX_PORTS];
	struct target *raw; /* not through the shim: the executor's own accesses */
	const struct isotap_impl_ops *raw_impl;
	struct platform *platform;
	bool probed; /* there is an instance to remove */
	bool record; /* operations and accesses are recorded */
	/* A fault was injected, and told. Ports of which the case itself switched isolation on by
	 * register, and those that had it on by other hands when the fault came. */
	bool fault_told;
	uint64_t bare, armed;
};

/* Probes the implementation: 0 or what probe() returned. */
int test_probe(struct test *t);
/* Removes the instance, if there is one. */
void test_remove(struct test *t);
/* Told of each fault before it is injected: what comes of it may be the machine's end. */
void test_fault(struct test *t, const struct fault *fault);
/* Whether a port that software had armed isolated in this case. Only a guest's are looked at. */
bool test_isolated(struct test *t);
/* A record of kind `kind` to which the caller adds members. */
struct json_object *test_record(const char *kind);
/* Sends the accesses that the port's trace holds, so that clearing it loses nothing of the run. */
void test_dump_trace(struct test *t, uint32_t port);

#endif
