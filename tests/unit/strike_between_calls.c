// SPDX-License-Identifier: GPL-2.0-or-later
/* Faults between two calls of an implementation: counted, injected where they belong, and gone with
 * the case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "case/exec.h"
#include "case/invariants.h"
#include "case/story.h"
#include "case/strike.h"
#include "target/target.h"
#include "topo/topo.h"

extern const struct isotap_impl_ops impl_user;

static struct {
	uint32_t first, again, struck;
	int link;
	const struct target_ops *ops;
} seen;

static void count_calls(struct test *t)
{
	const struct strike strike = {.call = 1, .kind = FAULT_LINK_DOWN, .port = t->port};

	if (!t->iterations)
		tc_mute(t);
	strike_begin(t, NULL, 0);
	tc_arm(t, t->port);
	seen.first = strike_end(t);
	tc_start_over(t);
	strike_begin(t, NULL, 0);
	tc_arm(t, t->port);
	seen.again = strike_end(t);
	/* Not counted: nobody began. */
	tc_port_state(t, t->port);
	tc_start_over(t);
	strike_begin(t, &strike, 1);
	tc_port_state(t, t->port);
	seen.struck = strike_end(t);
	seen.link = t->target->ops->link_state(t->target, t->port);
}

/* A port that isolates although nobody armed it: the invariants have to say so. */
static void unasked(struct test *t)
{
	struct invariants v;

	inv_open(&v, t);
	inv_where(&v, "here");
	tc_ti_write(t, t->port, TI_CTRL, TI_CTRL_MEM_ISO);
	v.struck = 1u << t->port;
	inv_check(&v);
}

/* Somebody else's port is touched. */
static void neighbour(struct test *t)
{
	struct invariants v;

	inv_open(&v, t);
	tc_ti_write(t, t->other_port, TI_CTRL, TI_CTRL_MEM_TIMEOUT);
	inv_check(&v);
}

/* Memory that gives what it was not filled with. */
static void foreign(struct test *t)
{
	struct invariants v;

	inv_open(&v, t);
	if (tc_store(t, t->region, 128, 0xbad) != ACCESS_DONE)
		tc_broken(t, "store");
	inv_check(&v);
}

static enum outcome execute(void (*run)(struct test *), bool trace, uint32_t iterations,
			    char *records, size_t size)
{
	const struct test_case tc = {
		.id = "some-case",
		.area = "control",
		.claim = "c",
		.reqs = "TI-CTL-07",
		.needs = {.ports = 2, .regions = 2, .cap_bits = TI_CAP_MEM_ISO},
		.run = run,
	};
	static struct topo topo;
	struct target_model_config model = {.seed = 1, .trace = true};
	struct target target = {0};
	int fd = memfd_create("records", MFD_CLOEXEC);
	struct exec_config config = {.tc = &tc,
				     .target = &target,
				     .impl = &impl_user,
				     .seed = 1,
				     .iterations = iterations,
				     .trace = trace};
	enum outcome outcome;
	ssize_t n;

	assert_int_equal(topo_load("topologies/two-ports.yaml", &topo, NULL, NULL), 0);
	assert_int_equal(target_model_open(&target, &topo, &model), 0);
	config.rec = recorder_open(fd);
	assert_non_null(config.rec);
	seen.ops = target.ops;
	outcome = case_execute(&config);
	assert_ptr_equal(target.ops, seen.ops);
	recorder_close(config.rec);
	lseek(fd, 0, SEEK_SET);
	n = read(fd, records, size - 1);
	records[n < 0 ? 0 : n] = '\0';
	close(fd);
	target.ops->close(&target);
	return outcome;
}

static void calls_are_counted(void **state)
{
	static char records[1 << 20];

	(void)state;
	/* Recorded, muted, and without a record from the start. */
	for (int i = 0; i < 3; i++) {
		seen.first = seen.again = seen.struck = 0;
		assert_int_equal(execute(count_calls, i < 2, i == 0, records, sizeof(records)),
				 OUTCOME_PASS);
		assert_in_range(seen.first, 5, 100);
		assert_int_equal(seen.first, seen.again);
		assert_in_range(seen.struck, 1, 10);
		assert_int_equal(seen.link, 0);
		if (i == 0)
			assert_non_null(strstr(records, "\"impl.arm\""));
		else
			assert_null(strstr(records, "\"impl.arm\""));
	}
}

static void invariants_fail(void **state)
{
	static char records[1 << 20];

	(void)state;
	assert_int_equal(execute(unasked, true, 0, records, sizeof(records)), OUTCOME_FAIL);
	assert_non_null(strstr(records, "here: CTRL 0x00010000: nobody asked for 0x00010000"));
	assert_int_equal(execute(neighbour, true, 0, records, sizeof(records)), OUTCOME_FAIL);
	assert_non_null(strstr(records, "nobody touched it"));
	assert_int_equal(execute(foreign, true, 0, records, sizeof(records)), OUTCOME_FAIL);
	assert_non_null(strstr(records, "gives 0x0000000000000bad, it was filled with"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_are_counted),
		cmocka_unit_test(invariants_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
