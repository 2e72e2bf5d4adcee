// SPDX-License-Identifier: GPL-2.0-or-later
/* A whole machine of wrong ports. */
#include <errno.h>

#include "target/target.h"

int target_make_ports(struct target *t, uint32_t personality)
{
	int rc = 0;

	t->personality = personality;
	if (!personality)
		return 0;
	if (!(t->caps & TARGET_PERSONALITY))
		return -EOPNOTSUPP;
	for (uint32_t i = 0; i < t->port_count && !rc; i++)
		if (t->topo->ports[i].ti.present)
			rc = t->ops->personality(t, i, personality);
	return rc == -EINVAL ? -EOPNOTSUPP : rc;
}
