// SPDX-License-Identifier: GPL-2.0-or-later
/* How long programs can touch memory that is gone, and how long the outage lasts. A measurement: it
 * fails only if a cycle does not complete or its stamps contradict each other. */
#include "case/scenario.h"

static void sample_as(struct test *t, const char *phase, const char *unit, uint64_t from,
		      uint64_t to)
{
	if (!from || !to)
		return;
	tc_check(t, to >= from, "%s: stamps run backwards, %llu then %llu", phase,
		 (unsigned long long)from, (unsigned long long)to);
	tc_sample(t, phase, unit, (double)(to - from));
}

static void sample(struct test *t, const char *phase, uint64_t from, uint64_t to)
{
	sample_as(t, phase, "ns", from, to);
}

/* What software does without waiting for anything: counted, where the target counts. */
static void sample_work(struct test *t, const char *phase, uint64_t from, uint64_t to)
{
	sample_as(t, phase, t->target->caps & TARGET_COUNTED ? "instructions" : "ns", from, to);
}

static void one_cycle(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	struct target_stamps stamps;
	struct isotap_event event;
	uint64_t value, start = ops->now(t->target);

	if (tc_port_state(t, t->port).mode != ISOTAP_PORT_ARMED)
		tc_arm(t, t->port);
	sc_hold(t, t->region);
	sc_fill(t, t->region, tc_offset_on_port(t, t->region, t->port), 1);
	tc_inject(t, FAULT_LINK_DOWN, t->port);
	event = tc_expect_event(t, t->port, ISOTAP_EVENT_ISOLATED, SC_REACTION);
	tc_setup(t, "read the stamps", ops->stamps(t->target, t->port, &stamps));
	tc_check(t, stamps.t_isolated, "the port stamped no isolation");
	sc_release(t, t->region);
	sc_mend(t, t->port);
	tc_recover(t, t->port);
	tc_check(t, tc_load(t, t->region, 0, &value) == ACCESS_DONE,
		 "a load gets an exception after recovery");
	sample(t, "fault-to-isolated", stamps.t_fault, stamps.t_isolated);
	sample(t, "isolated-to-irq", stamps.t_isolated, stamps.t_irq);
	if (!stamps.t_irq)
		sample(t, "isolated-to-seen", stamps.t_isolated, event.t_seen);
	sample_work(t, "irq-to-mark", stamps.t_irq, stamps.t_marked);
	sample_work(t, "irq-to-offline", stamps.t_irq, stamps.t_offline);
	sample(t, "fault-to-offline", stamps.t_fault, stamps.t_offline);
	sample(t, "offline-to-notified", stamps.t_offline, stamps.t_notified);
	sample(t, "outage", stamps.t_fault, ops->now(t->target));
	sample(t, "cycle", start, ops->now(t->target));
}

/* What the same kernel needs to take a healthy region off line and back, nothing else done. */
static void bare_rebind(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t start = ops->now(t->target);

	tc_setup(t, "unbind the dax device", ops->region_offline(t->target, t->region));
	tc_setup(t, "bind the dax device", ops->region_online(t->target, t->region));
	sample(t, "bare-rebind", start, ops->now(t->target));
}

static void run(struct test *t)
{
	uint32_t cycles = t->iterations;

	if (!cycles)
		cycles = t->target->caps & TARGET_VIRTUAL_CLOCK ? 1000 : 5;
	for (uint32_t i = 0; i < cycles; i++)
		one_cycle(t);
	tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	if (t->target->caps & TARGET_KERNEL)
		for (uint32_t i = 0; i < cycles; i++)
			bare_rebind(t);
}

ISOTAP_CASE(link_down_to_offline) = {
	.id = "link-down-to-offline",
	.area = "latency",
	.claim = "Isolation cycles complete, and every phase of them is measured from outside",
	.reqs = "SW-EVT-01 SW-REC-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_STAMPS,
		  .impl_caps = ISOTAP_IMPL_RECOVER,
		  .faults = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_DESTRUCTIVE | CASE_EXCLUSIVE,
	.timeout_ms = 120000,
	.run = run,
};
