// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The recording shim around an implementation: calls into it are announced before they are made,
 * because they may crash or never return.
 */
#include "shim/shim_priv.h"

#include <errno.h>
#include <stdlib.h>

#include "shim/platform.h"

/* What the case holds as the instance. */
struct wrapped {
	struct shim *shim;
	void *instance;
};

static const struct isotap_impl_ops *inner(const struct wrapped *w)
{
	return w->shim->inner_impl;
}

/* From here on operations are the implementation's. */
static void call(struct shim_op *op)
{
	shim_announce(op);
	op->shim->impl_depth++;
}

static int leave(struct shim_op *op, int rc)
{
	op->shim->impl_depth--;
	return shim_end(op, rc);
}

static int probe(const struct isotap_platform *platform, void **instance)
{
	/* The table was made of the shim's target (shim/platform.h). */
	struct shim *shim = shim_of(platform_target(platform));
	struct wrapped *w = malloc(sizeof(*w));
	struct shim_op op;
	int rc;

	if (!w)
		return -ENOMEM;
	*w = (struct wrapped){.shim = shim};
	op = shim_begin(shim, "impl.probe");
	shim_arg_text(&op, "name", shim->inner_impl->name);
	shim_arg_text(&op, "version", shim->inner_impl->version);
	call(&op);
	rc = leave(&op, inner(w)->probe(platform, &w->instance));
	if (rc)
		free(w);
	else
		*instance = w;
	return rc;
}

static void impl_remove(void *instance)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.remove");

	call(&op);
	inner(w)->remove(w->instance);
	leave(&op, 0);
	free(w);
}

static int arm(void *instance, uint32_t port, const struct isotap_arm_config *config)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.arm");

	shim_arg(&op, "port", port);
	shim_arg(&op, "timeout", config->timeout);
	shim_arg(&op, "timeout_value", config->timeout_value);
	shim_arg(&op, "link_down", config->link_down);
	shim_arg(&op, "err_cor", config->err_cor);
	call(&op);
	return leave(&op, inner(w)->arm(w->instance, port, config));
}

static int disarm(void *instance, uint32_t port)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.disarm");

	shim_arg(&op, "port", port);
	call(&op);
	return leave(&op, inner(w)->disarm(w->instance, port));
}

static int port_state(void *instance, uint32_t port, struct isotap_port_state *out)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.port_state");
	int rc;

	shim_arg(&op, "port", port);
	call(&op);
	rc = inner(w)->port_state(w->instance, port, out);
	if (!rc) {
		out->text[sizeof(out->text) - 1] = '\0';
		shim_out(&op, "mode", out->mode);
		shim_out(&op, "cause", out->cause);
		shim_out(&op, "timeouts", out->timeouts);
		shim_out(&op, "timeout", out->timeout);
		shim_out(&op, "timeout_value", out->timeout_value);
		shim_out(&op, "isolation", out->isolation);
		shim_out(&op, "link_down", out->link_down);
		shim_out(&op, "interrupt", out->interrupt);
		shim_out_text(&op, "text", out->text);
	}
	return leave(&op, rc);
}

static int wait_event(void *instance, uint64_t deadline, struct isotap_event *out)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.wait_event");
	int rc;

	shim_arg(&op, "deadline", deadline);
	call(&op);
	rc = inner(w)->wait_event(w->instance, deadline, out);
	if (!rc) {
		shim_out(&op, "kind", out->kind);
		shim_out(&op, "cause", out->cause);
		shim_out(&op, "port", out->port);
		shim_out(&op, "t_seen", out->t_seen);
		shim_out(&op, "t_marked", out->t_marked);
		shim_out(&op, "t_offline", out->t_offline);
	}
	return leave(&op, rc);
}

static int set_timeout(void *instance, uint32_t port, int enable, uint8_t value)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.set_timeout");

	shim_arg(&op, "port", port);
	shim_arg(&op, "enable", enable != 0);
	shim_arg(&op, "value", value);
	call(&op);
	return leave(&op, inner(w)->set_timeout(w->instance, port, enable, value));
}

static int region_switch(void *instance, uint32_t region, int on)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.region_switch");

	shim_arg(&op, "region", region);
	shim_arg(&op, "on", on != 0);
	call(&op);
	return leave(&op, inner(w)->region_switch(w->instance, region, on));
}

static int region_armed(void *instance, uint32_t region)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.region_armed");

	shim_arg(&op, "region", region);
	call(&op);
	return leave(&op, inner(w)->region_armed(w->instance, region));
}

static int recover(void *instance, uint32_t port, uint64_t deadline)
{
	struct wrapped *w = instance;
	struct shim_op op = shim_begin(w->shim, "impl.recover");

	shim_arg(&op, "port", port);
	shim_arg(&op, "deadline", deadline);
	call(&op);
	return leave(&op, inner(w)->recover(w->instance, port, deadline));
}

const struct isotap_impl_ops *shim_impl(struct shim *shim, const struct isotap_impl_ops *impl)
{
	shim->inner_impl = impl;
	shim->impl = (struct isotap_impl_ops){
		.abi = impl->abi,
		.size = impl->size,
		.name = impl->name,
		.version = impl->version,
		.caps = impl->caps,
		.probe = probe,
		.remove = impl_remove,
		.arm = arm,
		.disarm = disarm,
		.port_state = port_state,
		.wait_event = wait_event,
		.set_timeout = impl->set_timeout ? set_timeout : NULL,
		.region_switch = impl->region_switch ? region_switch : NULL,
		.region_armed = impl->region_armed ? region_armed : NULL,
		.recover = impl->recover ? recover : NULL,
	};
	return &shim->impl;
}
