// SPDX-License-Identifier: GPL-2.0-or-later
/* Cycles per second of the model: the figure that endurance and scheduling searches live on. */
#include "measure/bench_model.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "impl/impl.h"
#include "shim/platform.h"
#include "target/target.h"

#define BATCH 10000
#define DEADLINE (5000000000ull)
#define GOOD 0x1507a915beac0001ull
#define LOST 0xdeadc0dedeadc0deull

struct bench {
	struct target target;
	struct platform platform;
	void *instance;
	struct isotap_arm_config config;
	uint32_t port, region;
	const char *step;
};

/* Of one core: what a neighbour takes of it is not the model's. */
static double cpu_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* Names the step that is about to run, so that a failure can say which. */
#define STEP(b, text, cond)                                                                        \
	do {                                                                                       \
		(b)->step = text;                                                                  \
		if (!(cond))                                                                       \
			return -EPROTO;                                                            \
	} while (0)

static int inject(struct bench *b, enum fault_kind kind)
{
	struct fault fault = {.kind = kind, .port = b->port};

	return b->target.ops->inject(&b->target, &fault);
}

static int isolate(struct bench *b)
{
	const struct target_ops *ops = b->target.ops;
	struct target *t = &b->target;
	struct isotap_event event;
	enum access_result result;
	uint64_t value = 0;

	STEP(b, "arm", impl_user.arm(b->instance, b->port, &b->config) == 0);
	STEP(b, "open the region", ops->region_open(t, b->region) == 0);
	STEP(b, "store before the fault",
	     ops->store(t, b->region, 0, GOOD, &result) == 0 && result == ACCESS_DONE);
	STEP(b, "inject link down", inject(b, FAULT_LINK_DOWN) == 0);
	STEP(b, "read gets the exception",
	     ops->load(t, b->region, 0, &value, &result) == 0 && result == ACCESS_EXCEPTION);
	STEP(b, "write is dropped",
	     ops->store(t, b->region, 0, LOST, &result) == 0 && result != ACCESS_GONE);
	STEP(b, "isolation event",
	     impl_user.wait_event(b->instance, ops->now(t) + DEADLINE, &event) == 0 &&
		     event.kind == ISOTAP_EVENT_ISOLATED && event.port == b->port);
	STEP(b, "close the region", ops->region_close(t, b->region) == 0);
	return 0;
}

static int recover(struct bench *b)
{
	const struct target_ops *ops = b->target.ops;
	struct target *t = &b->target;
	struct isotap_event event;
	enum access_result result;
	uint64_t value = 0;

	STEP(b, "restore the link", inject(b, FAULT_LINK_RESTORE) == 0);
	STEP(b, "recover", impl_user.recover(b->instance, b->port, ops->now(t) + DEADLINE) == 0);
	STEP(b, "recovery event",
	     impl_user.wait_event(b->instance, ops->now(t) + DEADLINE, &event) == 0 &&
		     event.kind == ISOTAP_EVENT_RECOVERED);
	STEP(b, "read back what was there before the fault",
	     ops->load(t, b->region, 0, &value, &result) == 0 && result == ACCESS_DONE &&
		     value == GOOD);
	STEP(b, "disarm", impl_user.disarm(b->instance, b->port) == 0);
	return 0;
}

static int run_batches(struct bench *b, double seconds, struct bench_model_result *out)
{
	struct isotap_event told;
	double start;
	long before;
	int rc = 0;

	/* The first batch pays for pages and caches. */
	for (int i = 0; i < BATCH && !rc; i++)
		if (!(rc = isolate(b)))
			rc = recover(b);
	before = peak_kib();
	start = cpu_seconds();
	do {
		for (int i = 0; i < BATCH && !rc; i++)
			if (!(rc = isolate(b)))
				rc = recover(b);
		out->cycles += BATCH;
		out->seconds = cpu_seconds() - start;
		/* What user space was told is read, as its listener would. */
		while (b->target.ops->user_event(&b->target, 0, &told) == 0)
			;
	} while (!rc && out->seconds < seconds);
	out->peak_growth_kib = peak_kib() - before;
	return rc;
}

int bench_model(const struct topo *topo, bool trace, double seconds, struct bench_model_result *out,
		char *error, size_t size)
{
	struct target_model_config config = {.seed = 1, .trace = trace};
	struct bench b = {.config = {.size = sizeof(b.config), .timeout = 1}, .step = "probe"};
	int rc = target_model_open(&b.target, topo, &config);

	*out = (struct bench_model_result){0};
	if (rc) {
		snprintf(error, size, "cannot build the model: %d", rc);
		return rc;
	}
	platform_init(&b.platform, &b.target);
	rc = impl_user.probe(&b.platform.table, &b.instance);
	if (!rc) {
		rc = run_batches(&b, seconds, out);
		impl_user.remove(b.instance);
	}
	if (rc)
		snprintf(error, size, "step '%s' failed after %llu cycles", b.step,
			 (unsigned long long)out->cycles);
	platform_free(&b.platform);
	b.target.ops->close(&b.target);
	return rc;
}
