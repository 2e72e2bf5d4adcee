// SPDX-License-Identifier: GPL-2.0-or-later
/* Stories: the steps of an armed port's life, with faults between and inside of them. */
#include "case/story.h"

#include <stdio.h>
#include <string.h>

#include "case/scenario.h"
#include "case/strike.h"

#define STORY_CALLS_MAX 400u

static const char *const moments[MOMENT_COUNT] = {
	"before arming",       "while arming",  "when armed",
	"on the way off line", "when isolated", "while recovering",
};

struct telling {
	struct invariants v;
	const struct story *story;
	uint32_t calls[MOMENT_COUNT];
};

enum fault_kind story_kind(uint32_t n)
{
	static const enum fault_kind kinds[STORY_KINDS] = {
		FAULT_LINK_DOWN,       FAULT_HANG,         FAULT_BUSY,
		FAULT_BUSY_UNDEFINED,  FAULT_SPURIOUS_IRQ, FAULT_LINK_STUCK,
		FAULT_SURPRISE_REMOVE, FAULT_LINK_RESTORE,
	};

	return kinds[n % STORY_KINDS];
}

uint32_t story_fault_bits(enum fault_kind a, enum fault_kind b)
{
	uint32_t bits = FAULT_BIT(a) | FAULT_BIT(b);

	bits |= FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE);
	if (bits & FAULT_BIT(FAULT_HANG))
		bits |= FAULT_BIT(FAULT_HANG_CLEAR);
	if (bits & FAULT_BIT(FAULT_BUSY))
		bits |= FAULT_BIT(FAULT_BUSY_CLEAR);
	if (bits & FAULT_BIT(FAULT_BUSY_UNDEFINED))
		bits |= FAULT_BIT(FAULT_BUSY_UNDEFINED_CLEAR);
	return bits;
}

/* Whether a fault happened before or in this moment. */
static bool faulty(const struct telling *s, enum moment moment)
{
	for (uint32_t i = 0; i < s->story->fault_count; i++)
		if (s->story->faults[i].moment <= moment)
			return true;
	return false;
}

static bool within_calls(enum moment moment)
{
	return moment == MOMENT_ARMING || moment == MOMENT_OFFLINE || moment == MOMENT_RECOVERING;
}

static void describe(struct telling *s, enum moment moment)
{
	const struct story *story = s->story;
	char text[INV_WHERE_MAX] = "";
	size_t used = 0;

	for (uint32_t i = 0; i < story->fault_count && used < sizeof(text); i++) {
		const struct story_fault *f = &story->faults[i];
		int n;

		if (within_calls(f->moment) && !f->call)
			continue;
		n = snprintf(text + used, sizeof(text) - used,
			     f->call ? "%s%s before call %u" : "%s%s", used ? ", " : "",
			     fault_name(f->kind), f->call);

		used += n < 0 ? 0 : (size_t)n;
	}
	inv_where(&s->v, "%s (%s)", moments[moment], text);
}

/* The faults of a moment that is no call. */
static void strike_now(struct telling *s, enum moment moment)
{
	describe(s, moment);
	for (uint32_t i = 0; i < s->story->fault_count; i++)
		if (s->story->faults[i].moment == moment)
			inv_inject(&s->v, s->story->faults[i].kind, s->story->faults[i].port);
}

/* The faults of a moment between two calls are due from here ... */
static void strike_within(struct telling *s, enum moment moment)
{
	struct strike strikes[STRIKE_FAULTS];
	uint32_t count = 0;

	describe(s, moment);
	for (uint32_t i = 0; i < s->story->fault_count; i++) {
		const struct story_fault *f = &s->story->faults[i];

		if (f->moment == moment)
			strikes[count++] =
				(struct strike){.call = f->call, .kind = f->kind, .port = f->port};
	}
	strike_begin(s->v.t, strikes, count);
}

/* ... to here. */
static void struck_within(struct telling *s, enum moment moment)
{
	uint32_t calls = strike_end(s->v.t);

	s->calls[moment] = calls;
	for (uint32_t i = 0; i < s->story->fault_count; i++) {
		const struct story_fault *f = &s->story->faults[i];

		if (f->moment == moment && f->call && f->call <= calls)
			inv_injected(&s->v, f->kind, f->port);
	}
}

static bool arm(struct telling *s)
{
	int rc;

	strike_within(s, MOMENT_ARMING);
	rc = inv_arm(&s->v, s->story->port);
	struck_within(s, MOMENT_ARMING);
	tc_check(s->v.t, !rc || s->story->may_refuse || faulty(s, MOMENT_ARMING),
		 "arming a port in good order: %d (%s)", rc,
		 tc_port_state(s->v.t, s->story->port).text);
	inv_check(&s->v);
	return !rc;
}

/* Something has to isolate the port, or there is no story. */
static void isolate(struct telling *s)
{
	struct test *t = s->v.t;
	uint32_t port = s->story->port;
	uint64_t value;

	strike_now(s, MOMENT_ARMED);
	if (!((s->v.link_faults | s->v.hangs) >> port & 1))
		inv_inject(&s->v, FAULT_LINK_DOWN, port);
	strike_within(s, MOMENT_OFFLINE);
	if (s->v.hangs >> port & 1 && t->region != UINT32_MAX && !(s->v.lost >> port & 1))
		tc_check(t,
			 tc_load(t, t->region, tc_offset_on_port(t, t->region, port), &value) !=
					 ACCESS_DONE ||
				 !(s->v.hangs >> port & 1),
			 "%s: a load from a device that hangs completes", s->v.where);
	inv_settle(&s->v);
	struck_within(s, MOMENT_OFFLINE);
	inv_check(&s->v);
}

static void recover(struct telling *s)
{
	struct test *t = s->v.t;
	uint32_t port = s->story->port;
	enum isotap_port_mode mode;
	int rc;

	inv_mend(&s->v);
	strike_now(s, MOMENT_ISOLATED);
	inv_check(&s->v);
	mode = tc_port_state(t, port).mode;
	if (mode != ISOTAP_PORT_ISOLATED && mode != ISOTAP_PORT_FAILED)
		return;
	strike_within(s, MOMENT_RECOVERING);
	rc = inv_recover(&s->v, port, SC_HOPELESS);
	struck_within(s, MOMENT_RECOVERING);
	/* A recovery that saw the link come and go and succeeded vouches for what is there. */
	if (!rc && !(s->v.link_faults >> port & 1))
		s->v.dropped &= ~(1u << port);
	inv_check(&s->v);
}

void story_tell(struct test *t, const struct story *story, uint32_t calls[MOMENT_COUNT])
{
	struct telling s = {.story = story};

	inv_open(&s.v, t);
	strike_now(&s, MOMENT_BEFORE);
	if (faulty(&s, MOMENT_BEFORE))
		inv_check(&s.v);
	if (arm(&s)) {
		isolate(&s);
		recover(&s);
	} else if (story->may_refuse) {
		tc_note(t, "refused: %s", tc_port_state(t, story->port).text);
		return;
	}
	inv_finish(&s.v, story->port, story->again);
	if (calls)
		memcpy(calls, s.calls, sizeof(s.calls));
}

/* The same story with the faults of the moment from call `first` on; 0: without them. */
static struct story at_call(const struct story *story, enum moment moment, uint32_t first)
{
	struct story out = *story;
	uint32_t n = first;

	for (uint32_t i = 0; i < out.fault_count; i++)
		if (out.faults[i].moment == moment)
			out.faults[i].call = first ? n++ : 0;
	return out;
}

void story_tell_each(struct test *t, const struct story *story, enum moment moment)
{
	bool virtual = t->target->caps & TARGET_VIRTUAL_CLOCK;
	uint32_t calls[MOMENT_COUNT], last;
	struct story told;

	if (t->iterations) { /* one of them, recorded */
		told = at_call(story, moment, t->iterations);
		story_tell(t, &told, NULL);
		return;
	}
	if (!virtual) {
		told = at_call(story, moment, 4);
		story_tell(t, &told, NULL);
		return;
	}
	told = at_call(story, moment, 0);
	story_tell(t, &told, calls);
	tc_note(t, "%u calls %s", calls[moment], moments[moment]);
	last = calls[moment] < STORY_CALLS_MAX ? calls[moment] : STORY_CALLS_MAX;
	for (uint32_t n = 1; n <= last; n++) {
		tc_start_over(t);
		told = at_call(story, moment, n);
		story_tell(t, &told, NULL);
	}
}
