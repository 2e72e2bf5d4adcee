// SPDX-License-Identifier: GPL-2.0-or-later
/* The recording shim's part for other processes. What they do themselves is not recorded: only that
 * they were started, and what they say of themselves. */
#include "shim/shim_priv.h"

int shim_user_start(struct target *t, uint32_t region, enum target_user_kind kind)
{
	struct target *inner = shim_of(t)->inner;
	struct shim_op op = shim_begin(shim_of(t), "user_start");

	shim_arg(&op, "region", region);
	shim_arg(&op, "kind", kind);
	return shim_end(&op, inner->ops->user_start(inner, region, kind));
}

static void user_out(struct shim_op *op, const struct target_user_report *report)
{
	shim_out(op, "done", report->done);
	shim_out(op, "refused", report->refused);
	shim_out(op, "wrong", report->wrong);
	shim_out(op, "signals", report->signals);
	json_object_object_add(op->out, "error", json_object_new_int(report->error));
	shim_out(op, "alive", report->alive);
	shim_out(op, "killed", report->killed);
}

int shim_user_report(struct target *t, uint32_t user, struct target_user_report *out)
{
	struct target *inner = shim_of(t)->inner;
	struct shim_op op = shim_begin(shim_of(t), "user_report");
	int rc;

	shim_arg(&op, "user", user);
	rc = inner->ops->user_report(inner, user, out);
	if (!rc)
		user_out(&op, out);
	return shim_end(&op, rc);
}

int shim_user_stop(struct target *t, uint32_t user, struct target_user_report *out)
{
	struct target *inner = shim_of(t)->inner;
	struct shim_op op = shim_begin(shim_of(t), "user_stop");
	int rc;

	shim_arg(&op, "user", user);
	rc = inner->ops->user_stop(inner, user, out);
	if (!rc)
		user_out(&op, out);
	return shim_end(&op, rc);
}
