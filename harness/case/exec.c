// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs one case from its needs to its end record. Whatever the case does, the implementation is
 * removed and the machine restored behind it, and a restore that fails is never a pass.
 */
#include "case/exec.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "case/pretend.h"
#include "case/strike.h"
#include "case/test_priv.h"
#include "plan/flags.h"
#include "plan/needs.h"
#include "shim/platform.h"
#include "shim/shim.h"

/* CXL r3.2 8.2.3: CXL.cachemem registers start at 1000h; 8.2.4: array of capability headers. */
#define CACHEMEM 0x1000u
#define CACHEMEM_SIZE 0x1000u
#define ARRAY_ID 0x0001u
#define ARRAY_ENTRIES(header) ((header) >> 24)
#define ELEMENT_ID(element) ((element)&0xffffu)
#define ELEMENT_POINTER(element) ((element) >> 20)

struct execution {
	const struct exec_config *config;
	struct test test;
	struct test_priv priv;
	struct target recorded; /* config->target through the shim */
	struct shim *shim;
	struct platform platform;
	bool restored;
	bool isolated; /* a port that software had armed */
};

/* 0 with the structure's offset in the block, TEST_NO_OFFSET without one; negative errno if the
 * port cannot be read. */
static int find_ti(struct target *target, uint32_t port, uint32_t *offset)
{
	uint32_t header, element;
	int rc;

	*offset = TEST_NO_OFFSET;
	if (target->ports[port].block_size < CACHEMEM + CACHEMEM_SIZE)
		return 0;
	rc = target->ops->reg_read(target, ORIGIN_HARNESS, port, CACHEMEM, &header);
	if (rc < 0)
		return rc;
	if (ELEMENT_ID(header) != ARRAY_ID)
		return 0;
	for (uint32_t i = 1; i <= ARRAY_ENTRIES(header); i++) {
		rc = target->ops->reg_read(target, ORIGIN_HARNESS, port, CACHEMEM + 4 * i,
					   &element);
		if (rc < 0)
			return rc;
		if (ELEMENT_ID(element) != TI_CAP_ID ||
		    ELEMENT_POINTER(element) > CACHEMEM_SIZE - TI_SIZE)
			continue;
		*offset = CACHEMEM + ELEMENT_POINTER(element);
		return 0;
	}
	return 0;
}

static void conclude(struct execution *x, enum outcome outcome, const char *format, ...)
{
	va_list args;

	x->priv.outcome = outcome;
	va_start(args, format);
	vsnprintf(x->priv.reason, sizeof(x->priv.reason), format, args);
	va_end(args);
}

/* Chooses port and region by what the registers say. False when the case is over. */
static bool resolve(struct execution *x)
{
	struct target *target = x->config->target;
	const struct case_needs *needs = &x->test.tc->needs;
	struct needs_port ports[TARGET_MAX_PORTS] = {0};
	struct needs_choice choice;
	char reason[256];
	int rc;

	for (uint32_t i = 0; i < target->port_count; i++) {
		rc = find_ti(target, i, &x->priv.ti_offset[i]);
		if (!rc && x->priv.ti_offset[i] != TEST_NO_OFFSET) {
			ports[i].present = true;
			rc = target->ops->reg_read(target, ORIGIN_HARNESS, i,
						   x->priv.ti_offset[i] + TI_CAP, &ports[i].cap);
		}
		if (rc < 0) {
			conclude(x, OUTCOME_BROKEN, "read the capabilities of %s: %s",
				 target->ports[i].name, strerror(-rc));
			return false;
		}
	}
	if ((target->caps & needs->target_caps) != needs->target_caps) {
		flags_text(case_target_caps, needs->target_caps & ~target->caps, reason,
			   sizeof(reason));
		conclude(x, OUTCOME_SKIP, "needs %s, which the %s target has not", reason,
			 target->ops->name);
		return false;
	}
	for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) {
		if (!(needs->faults & ~target->faults & FAULT_BIT(kind)))
			continue;
		conclude(x, OUTCOME_SKIP, "needs the fault %s, which the %s target cannot inject",
			 fault_name(kind), target->ops->name);
		return false;
	}
	if (needs_resolve(needs, target->topo, ports, &choice, reason, sizeof(reason))) {
		conclude(x, OUTCOME_SKIP, "%s", reason);
		return false;
	}
	x->test.port = choice.port;
	x->test.region = choice.region;
	x->test.other_port = choice.other_port;
	x->test.other_region = choice.other_region;
	return true;
}

void test_dump_trace(struct test *t, uint32_t port)
{
	const struct test_priv *priv = t->priv;
	struct target_access batch[64];
	struct target *raw = priv->raw;
	uint32_t skip = 0;
	int count;

	if (!priv->record || !raw->ops->trace_read)
		return;
	while ((count = raw->ops->trace_read(raw, port, skip, batch, 64)) > 0) {
		for (int i = 0; i < count; i++) {
			struct json_object *r = test_record("access");
			const struct target_access *a = &batch[i];

			json_object_object_add(r, "t", json_object_new_uint64(a->time));
			json_object_object_add(r, "port", json_object_new_int64(port));
			json_object_object_add(r, "off", json_object_new_int(a->offset));
			json_object_object_add(r, "size", json_object_new_int(a->size));
			json_object_object_add(r, "w", json_object_new_int(!!a->write));
			json_object_object_add(r, "v", json_object_new_int64(a->value));
			json_object_object_add(r, "who",
					       json_object_new_string(a->origin == ORIGIN_IMPL
									      ? "impl"
									      : "harness"));
			recorder_send(t->rec, r);
		}
		skip += (uint32_t)count;
	}
	if (count < 0)
		tc_note(t, "access trace of %s: %s", t->target->ports[port].name, strerror(-count));
}

int test_probe(struct test *t)
{
	struct test_priv *priv = t->priv;
	int rc = t->impl->probe(&priv->platform->table, &t->instance);

	priv->probed = !rc;
	return rc;
}

void test_remove(struct test *t)
{
	struct test_priv *priv = t->priv;

	if (!priv->probed)
		return;
	platform_idle(priv->platform);
	t->impl->remove(t->instance);
	platform_removed(priv->platform);
	priv->probed = false;
}

static void run_case(struct execution *x)
{
	struct target *raw = x->config->target;
	struct test *t = &x->test;
	int rc;

	/* What the probe does to the ports belongs to the trace. */
	if (raw->ops->trace_clear)
		for (uint32_t i = 0; i < raw->port_count; i++)
			if (x->priv.ti_offset[i] != TEST_NO_OFFSET)
				raw->ops->trace_clear(raw, i);
	platform_init(&x->platform, t->target);
	x->priv.platform = &x->platform;
	rc = test_probe(t);
	if (rc) {
		conclude(x, OUTCOME_FAIL, "the implementation's probe() returned %d (%s)", rc,
			 rc < 0 ? strerror(-rc) : "expected 0");
		return;
	}
	if (!setjmp(x->priv.out)) {
		t->tc->run(t);
		x->priv.outcome = OUTCOME_PASS;
	}
}

void tc_reprobe(struct test *t)
{
	int rc;

	test_remove(t);
	rc = test_probe(t);
	if (rc)
		tc_fail(t, "the implementation's second probe() returned %d, expected 0", rc);
}

/* A case that failed half-way may still hold regions or have processes that do: nobody uses the
 * memory any more when the implementation is asked to let go of the ports. */
static void let_go(struct target *target)
{
	struct target_user_report report;

	for (uint32_t i = 0; target->ops->user_stop; i++)
		if (target->ops->user_stop(target, i, &report) == -ENOENT)
			break;
	for (uint32_t i = 0; i < target->region_count; i++)
		target->ops->region_close(target, i);
}

static void wind_up(struct execution *x)
{
	const struct exec_config *config = x->config;
	struct test *t = &x->test;
	int rc;

	x->isolated = test_isolated(t);
	strike_remove(t);
	for (uint32_t i = 0; i < t->target->port_count; i++)
		if (x->priv.ti_offset[i] != TEST_NO_OFFSET)
			test_dump_trace(t, i);
	let_go(x->config->target);
	test_remove(t);
	pretend_remove();
	if (platform_breach(&x->platform) && x->priv.outcome == OUTCOME_PASS)
		conclude(x, OUTCOME_FAIL, "the platform's contract was broken: %s",
			 platform_breach(&x->platform));
	rc = config->target->ops->restore(config->target);
	x->restored = !rc;
	if (rc && x->priv.outcome == OUTCOME_PASS)
		conclude(x, OUTCOME_BROKEN, "the machine could not be restored: %s", strerror(-rc));
	if (config->klog_check) {
		char why[TEST_REASON_MAX] = "";

		rc = config->klog_check(config->klog_ctx, t, config->rec, why, sizeof(why));
		if (rc != KLOG_FINE && x->priv.outcome == OUTCOME_PASS)
			conclude(x, OUTCOME_FAIL, "%s", why);
		x->restored &= rc != KLOG_REPORT;
	}
}

static void send_begin(const struct exec_config *config)
{
	struct json_object *record = test_record("begin");

	json_object_object_add(record, "case", json_object_new_string(config->tc->id));
	recorder_send(config->rec, record);
}

static void send_end(struct execution *x)
{
	static const char *const names[] = {"pass", "fail", "skip", "broken"};
	struct target *target = x->config->target;
	struct json_object *record = test_record("end");

	json_object_object_add(record, "outcome", json_object_new_string(names[x->priv.outcome]));
	json_object_object_add(record, "reason", json_object_new_string(x->priv.reason));
	json_object_object_add(record, "ns", json_object_new_uint64(target->ops->now(target)));
	json_object_object_add(record, "restored", json_object_new_boolean(x->restored));
	if (x->isolated)
		json_object_object_add(record, "isolated", json_object_new_boolean(true));
	recorder_send(x->config->rec, record);
}

enum outcome case_execute(const struct exec_config *config)
{
	struct execution x = {
		.config = config,
		.restored = true,
		.test = {.tc = config->tc,
			 .target = config->target,
			 .impl = config->impl,
			 .rec = config->rec,
			 .seed = config->seed,
			 .iterations = config->iterations},
		.priv = {.record = config->trace, .raw = config->target, .raw_impl = config->impl},
	};

	x.test.priv = &x.priv;
	send_begin(config);
	if (config->trace) {
		x.shim = shim_open(&x.recorded, config->target, config->rec, config->seed);
		if (x.shim) {
			x.test.target = &x.recorded;
			x.test.impl = shim_impl(x.shim, config->impl);
		} else {
			conclude(&x, OUTCOME_BROKEN, "no memory for the recording shim");
		}
	}
	if ((!config->trace || x.shim) && resolve(&x)) {
		run_case(&x);
		wind_up(&x);
		platform_free(&x.platform);
	}
	send_end(&x);
	if (x.shim)
		shim_close(x.shim);
	return x.priv.outcome;
}
