/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case: one claim, its needs as data, one short function that proves or refutes it. This header
 * is all that a case file includes. Helpers that record a verdict do not return when the case is
 * over; they may be called from the case's own stack only.
 */
#ifndef ISOTAP_CASE_H
#define ISOTAP_CASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault/fault.h"
#include "impl/isotap_impl.h"
#include "regs/ti.h"
#include "target/target.h"

enum outcome { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_SKIP, OUTCOME_BROKEN, OUTCOME_KNOWN_FAIL };
#define OUTCOME_COUNT 5

/* Kinds of cases. */
#define CASE_DESTRUCTIVE 0x1u /* isolates memory or takes a link down */
#define CASE_EXCLUSIVE 0x2u   /* runs alone: it measures */
#define CASE_RIG 0x4u         /* about the port: on model and qemu a check of our own rig */
#define CASE_KERNEL_ONLY 0x8u /* a userspace implementation cannot provide it */
#define CASE_ENDURANCE 0x10u  /* takes long: run when asked for */
#define CASE_UNDRIVEN 0x20u   /* holds where no T&I software is at work, too */

/* What is special about the place of ports[0] of the test and its region. */
#define PLACE_HOTPLUG 0x1u      /* the port has a hot-plug slot */
#define PLACE_EMPTY 0x2u        /* nothing is plugged in: no device, no region */
#define PLACE_MIXED 0x4u        /* the region passes a port without the capability too */
#define PLACE_PERSISTENT 0x8u   /* the region is persistent memory */
#define PLACE_LEVEL 0x10u       /* a link that is still down isolates again */
#define PLACE_TWO_REGIONS 0x20u /* there is a second region below the port alone */
#define PLACE_ACROSS 0x40u      /* the region is interleaved over two host bridges */
#define PLACE_NEIGHBOUR 0x80u   /* the other port is one of the same host bridge */
#define PLACE_NOWHERE 0x100u    /* with plain_port: no port of the machine has the capability */

#define CASE_ID_MAX 96 /* of a case's id, the final NUL included */

struct test;

struct case_needs {
	uint32_t ports;       /* at least so many root ports with the capability */
	uint32_t regions;     /* at least so many regions */
	bool interleaved;     /* a region over two root ports */
	bool behind_switch;   /* two devices behind one root port */
	bool plain_port;      /* a port without the capability, with a region below */
	uint32_t place;       /* PLACE_*; mixed and persistent regions come only when asked for */
	uint64_t target_caps; /* TARGET_* */
	uint64_t
		impl_caps; /* ISOTAP_IMPL_*: not applicable where the implementation has them not */
	uint32_t faults;   /* FAULT_BIT() */
	uint32_t cap_bits; /* TI_CAP_* that ports[0] of the test has to offer */
};

/*
 * A family: one claim that has to hold for each row of some data. Each row becomes a case of its
 * own, "id.row", which reads its number from t->tc->variant. Row numbers are stable, names unique.
 */
struct case_family {
	uint32_t count;
	/* The row's name, [a-z0-9-]+. */
	void (*name)(uint32_t row, char *out, size_t size);
	/* What this row needs beyond the family; NULL: nothing. */
	void (*needs)(uint32_t row, struct case_needs *needs);
	/* Whether this row also runs where time is real, as in a guest; NULL: every row does that
	 * does not need TARGET_VIRTUAL_CLOCK. The others are left out there, and the plan says how
	 * many. */
	bool (*everywhere)(uint32_t row);
};

struct test_case {
	const char *id;    /* [a-z0-9-]+, the file's name */
	const char *area;  /* the file's folder */
	const char *claim; /* one sentence */
	const char *reqs;  /* requirement ids, separated by spaces */
	struct case_needs needs;
	uint32_t flags;      /* CASE_* */
	uint32_t timeout_ms; /* wall clock, on the slowest target; 0: 10 s */
	/* Kernel-log lines that this case may cause, and those without which it fails, where there
	 * is a kernel: patterns as agent/klog_rules.h says, confined to the case's port and
	 * regions. Others of level warning and above fail it. NULL: none. */
	const char *const *log_allowed, *const *log_expected;
	const struct case_family *family; /* NULL: a case on its own */
	uint32_t variant;                 /* row of the family; the registry sets it */
	void (*run)(struct test *t);
};

#define ISOTAP_CASE(name)                                                                          \
	static const struct test_case name;                                                        \
	static const struct test_case *const name##_entry                                          \
		__attribute__((used, section("isotap_cases"))) = &name;                            \
	static const struct test_case name

/* Every case of this program, families unrolled, sorted by area, id and row. */
const struct test_case *const *case_all(uint32_t *count);
const struct test_case *case_find(const char *id);

struct recorder;

struct test {
	const struct test_case *tc;
	struct target *target; /* through the recording shim */
	const struct isotap_impl_ops *impl;
	void *instance; /* of the implementation, probed before run() */
	struct recorder *rec;
	uint64_t seed;
	uint32_t port; /* a port that satisfies the needs, with a region below if regions are needed
			*/
	uint32_t region; /* a region below it */
	uint32_t other_port,
		other_region; /* another one with nothing in common, UINT32_MAX if none */
	uint32_t iterations;  /* of cases that run many cycles; 0: the case's own default */
	void *priv;           /* of the executor */
};

/* ---- verdicts; printf-like, no return unless said ---- */
#define TC_PRINTF(a, b) __attribute__((format(printf, a, b)))
_Noreturn void tc_fail(struct test *t, const char *format, ...) TC_PRINTF(2, 3);
_Noreturn void tc_skip(struct test *t, const char *format, ...) TC_PRINTF(2, 3);
_Noreturn void tc_broken(struct test *t, const char *format, ...) TC_PRINTF(2, 3);
/* A line of diagnostics; returns. */
void tc_note(struct test *t, const char *format, ...) TC_PRINTF(2, 3);
/* A measurement: raw, kept; returns. */
void tc_sample(struct test *t, const char *phase, const char *unit, double value);

/* ---- claims: fail the case with what, expected and seen ---- */
#define tc_check(t, cond, ...)                                                                     \
	do {                                                                                       \
		if (!(cond))                                                                       \
			tc_fail(t, __VA_ARGS__);                                                   \
	} while (0)
/* (seen & mask) == expected, of a register or file. */
void tc_expect_bits(struct test *t, uint32_t port, const char *reg, uint32_t seen, uint32_t mask,
		    uint32_t expected);
void tc_expect_rc(struct test *t, const char *what, int seen, int expected);
void tc_expect_u64(struct test *t, const char *what, uint64_t seen, uint64_t expected);

/* ---- setup: anything that goes wrong here makes the case broken ---- */
void tc_setup(struct test *t, const char *what, int rc); /* rc < 0: broken */

/* T&I registers of a port as the harness sees them (origin harness). */
uint32_t tc_ti_read(struct test *t, uint32_t port, uint32_t reg);
void tc_ti_write(struct test *t, uint32_t port, uint32_t reg, uint32_t value);
/* Injects; broken if the target cannot although it said so. */
void tc_inject(struct test *t, enum fault_kind kind, uint32_t port);
/* Default configuration: what port and implementation offer of timeout and link-down, default
 * value. */
struct isotap_arm_config tc_arm_config(struct test *t, uint32_t port);
/* Arms a port with that configuration; the case fails if it is refused. */
void tc_arm(struct test *t, uint32_t port);
/* One 8-byte access. */
enum access_result tc_load(struct test *t, uint32_t region, uint64_t offset, uint64_t *value);
enum access_result tc_store(struct test *t, uint32_t region, uint64_t offset, uint64_t value);
/* Waits for an isolation event of that port, fails at the deadline (ns of the target's clock from
 * now). */
struct isotap_event tc_expect_event(struct test *t, uint32_t port, enum isotap_event_kind kind,
				    uint64_t within_ns);
struct isotap_port_state tc_port_state(struct test *t, uint32_t port);
struct isotap_region_info tc_region(struct test *t, uint32_t region);
/* Removes the implementation and probes it anew. */
void tc_reprobe(struct test *t);
/* Recovers and fails the case if that fails. */
void tc_recover(struct test *t, uint32_t port);
/* Offset inside the region that port `port` serves (interleaved regions), or 0. */
uint64_t tc_offset_on_port(struct test *t, uint32_t region, uint32_t port);
/* Accesses to a port's T&I structure made by the implementation since the case began (or the last
 * tc_trace_clear). Returns the count; the case is broken if some were lost or are more than max (0:
 * only counted). */
uint32_t tc_trace(struct test *t, uint32_t port, struct target_access *out, uint32_t max);
void tc_trace_clear(struct test *t, uint32_t port);

#define TC_SECOND 1000000000ull
#define TC_MS 1000000ull

#endif
