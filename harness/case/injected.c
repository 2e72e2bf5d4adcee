// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a case did to the machine, as far as it decides whether a kernel that panics then did what
 * it declares. The model has no kernel and is left alone: each call of it is a scheduling point.
 */
#include <string.h>

#include <json-c/json.h>

#include "case/test_priv.h"

static void tell(struct test *t, const struct fault *fault)
{
	struct test_priv *priv = t->priv;
	struct json_object *record = test_record("fault");
	const char *name = fault_name(fault->kind);

	priv->fault_told = true;
	json_object_object_add(record, "text", json_object_new_string(name ? name : "?"));
	json_object_object_add(record, "port", json_object_new_int64(fault->port));
	recorder_send(t->rec, record);
}

void test_fault(struct test *t, const struct fault *fault)
{
	struct test_priv *priv = t->priv;
	uint32_t ctrl;

	if (!(priv->raw->caps & TARGET_KERNEL))
		return;
	if (!priv->fault_told)
		tell(t, fault);
	for (uint32_t i = 0; i < priv->raw->port_count; i++) {
		if (priv->ti_offset[i] == TEST_NO_OFFSET || priv->bare >> i & 1)
			continue;
		if (!priv->raw->ops->reg_read(priv->raw, ORIGIN_HARNESS, i,
					      priv->ti_offset[i] + TI_CTRL, &ctrl) &&
		    ctrl & TI_CTRL_MEM_ISO)
			priv->armed |= 1ull << i;
	}
}

bool test_isolated(struct test *t)
{
	struct test_priv *priv = t->priv;
	struct target_stamps stamps;

	for (uint32_t i = 0; i < priv->raw->port_count; i++)
		if (priv->armed >> i & 1 && priv->raw->caps & TARGET_STAMPS &&
		    !priv->raw->ops->stamps(priv->raw, i, &stamps) && stamps.t_isolated)
			return true;
	return false;
}
