/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a topology satisfies the needs of a case, and which port and region the case gets. Asked
 * twice: with the declaration when the plan is made, with the registers when the case runs.
 */
#ifndef ISOTAP_NEEDS_H
#define ISOTAP_NEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "case/case.h"

#define NEEDS_NONE UINT32_MAX

/* What a port offers: `present` is false without a T&I capability; `cap` as its register reads. */
struct needs_port {
	bool present;
	uint32_t cap;
};

struct needs_choice {
	uint32_t port, region;             /* NEEDS_NONE if the case does not need one */
	uint32_t other_port, other_region; /* nothing in common with the first two */
};

/* The capability register (CXL r3.2 8.2.4.24.1) that a declaration stands for. */
struct needs_port needs_declared(const struct topo_ti *ti);

/* Chooses, preferring regions that pass only their own port. Where a port without the capability is
 * asked for together with others it becomes other_port, alone it is port. 0; -ENOENT with `reason`
 * ("needs ...") if the topology does not have it. `ports` has topo->port_count elements. */
int needs_resolve(const struct case_needs *needs, const struct topo *topo,
		  const struct needs_port *ports, struct needs_choice *out, char *reason,
		  size_t size);

#endif
