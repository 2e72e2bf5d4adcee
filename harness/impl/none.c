// SPDX-License-Identifier: GPL-2.0-or-later
/* No implementation: for rig self-checks, which need a port and nobody who handles it. */
#include "impl/impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct none {
	const struct isotap_platform *plat;
};

static int probe(const struct isotap_platform *platform, void **instance)
{
	struct none *none = malloc(sizeof(*none));

	if (!none)
		return -ENOMEM;
	none->plat = platform;
	*instance = none;
	return 0;
}

static int no_port(const struct none *none, uint32_t port)
{
	return port < (uint32_t)none->plat->port_count(none->plat->ctx) ? -EOPNOTSUPP : -ENODEV;
}

static int arm(void *instance, uint32_t port, const struct isotap_arm_config *config)
{
	(void)config;
	return no_port(instance, port);
}

static int disarm(void *instance, uint32_t port)
{
	return no_port(instance, port);
}

static int port_state(void *instance, uint32_t port, struct isotap_port_state *out)
{
	int rc = no_port(instance, port);

	if (rc == -ENODEV)
		return rc;
	memset(out, 0, sizeof(*out));
	out->mode = ISOTAP_PORT_DISARMED;
	out->timeouts = 1;
	return 0;
}

static int wait_event(void *instance, uint64_t deadline, struct isotap_event *out)
{
	const struct none *none = instance;
	int rc = none->plat->delay_until(none->plat->ctx, deadline);

	(void)out;
	return rc ? rc : -ETIMEDOUT;
}

const struct isotap_impl_ops impl_none = {
	.abi = ISOTAP_IMPL_ABI,
	.size = sizeof(struct isotap_impl_ops),
	.name = "none",
	.version = "1",
	.caps = ISOTAP_IMPL_INERT,
	.probe = probe,
	.remove = free,
	.arm = arm,
	.disarm = disarm,
	.port_state = port_state,
	.wait_event = wait_event,
};
