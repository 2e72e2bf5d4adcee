// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The helpers of case/case.h that end or annotate a case. What they record is all the evidence that
 * a failed case leaves, so each says what was expected and what was seen.
 */
#include "case/case.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "case/test_priv.h"
#include "journal/record.h"

struct json_object *test_record(const char *kind)
{
	struct json_object *record = json_object_new_object();

	if (record)
		json_object_object_add(record, "r", json_object_new_string(kind));
	return record;
}

static struct test_priv *priv_of(struct test *t)
{
	return t->priv;
}

static _Noreturn void end_case(struct test *t, enum outcome outcome)
{
	struct test_priv *priv = priv_of(t);

	priv->outcome = outcome;
	longjmp(priv->out, 1);
}

static void send_check(struct test *t)
{
	struct json_object *record = test_record("check");

	json_object_object_add(record, "text", json_object_new_string(priv_of(t)->reason));
	recorder_send(t->rec, record);
}

static void format_reason(struct test *t, const char *format, va_list args)
{
	vsnprintf(priv_of(t)->reason, sizeof(priv_of(t)->reason), format, args);
}

void tc_fail(struct test *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_reason(t, format, args);
	va_end(args);
	send_check(t);
	end_case(t, OUTCOME_FAIL);
}

void tc_skip(struct test *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_reason(t, format, args);
	va_end(args);
	end_case(t, OUTCOME_SKIP);
}

void tc_broken(struct test *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_reason(t, format, args);
	va_end(args);
	end_case(t, OUTCOME_BROKEN);
}

void tc_note(struct test *t, const char *format, ...)
{
	struct json_object *record = test_record("note");
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	json_object_object_add(record, "text", json_object_new_string(text));
	recorder_send(t->rec, record);
}

void tc_sample(struct test *t, const char *phase, const char *unit, double value)
{
	struct json_object *record;

	if (!isfinite(value))
		tc_broken(t, "sample of %s is not a number", phase);
	record = test_record("sample");
	json_object_object_add(record, "phase", json_object_new_string(phase));
	json_object_object_add(record, "unit", json_object_new_string(unit));
	json_object_object_add(record, "value", json_object_new_double(value));
	recorder_send(t->rec, record);
}

void tc_expect_bits(struct test *t, uint32_t port, const char *reg, uint32_t seen, uint32_t mask,
		    uint32_t expected)
{
	struct test_priv *priv = priv_of(t);
	const char *name = port < t->target->port_count ? t->target->ports[port].name : "?";
	struct json_object *record;

	if ((seen & mask) == expected)
		return;
	snprintf(priv->reason, sizeof(priv->reason),
		 "%s of %s: expected 0x%08x under mask 0x%08x, seen 0x%08x", reg, name, expected,
		 mask, seen);
	record = test_record("check");
	json_object_object_add(record, "text", json_object_new_string(priv->reason));
	json_object_object_add(record, "reg", json_object_new_string(reg));
	json_object_object_add(record, "port", json_object_new_string(name));
	json_object_object_add(record, "expected", json_object_new_int64(expected));
	json_object_object_add(record, "seen", json_object_new_int64(seen));
	json_object_object_add(record, "mask", json_object_new_int64(mask));
	recorder_send(t->rec, record);
	end_case(t, OUTCOME_FAIL);
}

/* "-EBUSY", "0", or the number where errno has no such name. */
static const char *rc_name(int rc, char *buffer, size_t size)
{
	const char *name = rc < 0 && rc > -4096 ? strerrorname_np(-rc) : NULL;

	if (name)
		snprintf(buffer, size, "-%s", name);
	else
		snprintf(buffer, size, "%d", rc);
	return buffer;
}

void tc_expect_rc(struct test *t, const char *what, int seen, int expected)
{
	struct test_priv *priv = priv_of(t);
	struct json_object *record;
	char a[32], b[32];

	if (seen == expected)
		return;
	snprintf(priv->reason, sizeof(priv->reason), "%s: expected %s, seen %s", what,
		 rc_name(expected, a, sizeof(a)), rc_name(seen, b, sizeof(b)));
	record = test_record("check");
	json_object_object_add(record, "text", json_object_new_string(priv->reason));
	json_object_object_add(record, "expected", json_object_new_int(expected));
	json_object_object_add(record, "seen", json_object_new_int(seen));
	recorder_send(t->rec, record);
	end_case(t, OUTCOME_FAIL);
}

void tc_expect_u64(struct test *t, const char *what, uint64_t seen, uint64_t expected)
{
	struct test_priv *priv = priv_of(t);
	struct json_object *record;

	if (seen == expected)
		return;
	snprintf(priv->reason, sizeof(priv->reason),
		 "%s: expected %" PRIu64 " (0x%" PRIx64 "), seen %" PRIu64 " (0x%" PRIx64 ")", what,
		 expected, expected, seen, seen);
	record = test_record("check");
	json_object_object_add(record, "text", json_object_new_string(priv->reason));
	json_object_object_add(record, "expected", json_object_new_uint64(expected));
	json_object_object_add(record, "seen", json_object_new_uint64(seen));
	recorder_send(t->rec, record);
	end_case(t, OUTCOME_FAIL);
}

void tc_setup(struct test *t, const char *what, int rc)
{
	char name[32];

	if (rc < 0)
		tc_broken(t, "%s: %s", what, rc_name(rc, name, sizeof(name)));
}
