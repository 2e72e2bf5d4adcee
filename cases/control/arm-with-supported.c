// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports come with any part of the capability. On each of them arming gives what was asked for or
 * says that it cannot be had, and never touches an enable that the port does not support: read-back
 * hides that mistake, a later port gives the bit a meaning. */
#include <errno.h>
#include <stdio.h>

#include "case/scenario.h"

/* Per protocol: nothing, isolation, isolation with link down (8.2.4.24.1: never without). */
#define ISOLATIONS 3u
#define ROWS (ISOLATIONS * ISOLATIONS * 16u)

static struct topo_ti offered(uint32_t row, struct topo_ti ti)
{
	uint32_t mem = row % ISOLATIONS, cache = row / ISOLATIONS % ISOLATIONS;
	uint32_t bits = row / (ISOLATIONS * ISOLATIONS);

	ti.mem_isolation = mem >= 1;
	ti.mem_link_down = mem == 2;
	ti.cache_isolation = cache >= 1;
	ti.cache_link_down = cache == 2;
	ti.mem_timeout = bits & 1;
	ti.cache_timeout = bits & 2;
	ti.err_cor = bits & 4;
	ti.interrupt = bits & 8;
	ti.mem_ranges = ti.mem_timeout ? 0xf : 0;
	ti.cache_ranges = ti.cache_timeout ? 0xf : 0;
	return ti;
}

static void name(uint32_t row, char *out, size_t size)
{
	static const char *const words[ISOLATIONS] = {"none", "iso", "hold"};
	struct topo_ti ti = offered(row, (struct topo_ti){0});

	snprintf(out, size, "mem-%s-cache-%s%s%s%s%s", words[row % ISOLATIONS],
		 words[row / ISOLATIONS % ISOLATIONS], ti.mem_timeout ? "-timeout" : "",
		 ti.cache_timeout ? "-ctimeout" : "", ti.err_cor ? "-errcor" : "",
		 ti.interrupt ? "-irq" : "");
}

static bool everywhere(uint32_t row)
{
	return row == 1 + 9 * 8 || row == 9 * 15; /* isolation and interrupt; all but isolation */
}

static const struct case_family family = {.count = ROWS, .name = name, .everywhere = everywhere};

static uint32_t enables_of(const struct topo_ti *ti)
{
	uint32_t mask = 0;

	mask |= ti->mem_timeout ? TI_CTRL_MEM_VALUE | TI_CTRL_MEM_TIMEOUT : 0;
	mask |= ti->mem_isolation ? TI_CTRL_MEM_ISO : 0;
	mask |= ti->mem_link_down ? TI_CTRL_MEM_ISO_LD : 0;
	mask |= ti->err_cor ? TI_CTRL_ERR_COR : 0;
	mask |= ti->interrupt ? TI_CTRL_INTERRUPT : 0;
	return mask;
}

static void check_writes(struct test *t, const struct topo_ti *ti, const char *what)
{
	struct target_access access[256];
	uint32_t count = tc_trace(t, t->port, access, 256);

	for (uint32_t i = 0; i < count; i++)
		tc_check(t,
			 !access[i].write || access[i].offset != TI_CTRL ||
				 !(access[i].value & TI_CTRL_DEFINED & ~enables_of(ti)),
			 "%s: CTRL was written 0x%08x, supported are 0x%08x", what, access[i].value,
			 enables_of(ti));
}

/* Armed with exactly that, or refused as not supported and nothing enabled. */
static void try_config(struct test *t, const struct topo_ti *ti,
		       const struct isotap_arm_config *config)
{
	bool can = ti->mem_isolation && (!config->timeout || ti->mem_timeout) &&
		   (!config->link_down || ti->mem_link_down) && (!config->err_cor || ti->err_cor);
	char what[64];
	uint32_t ctrl;
	int rc;

	snprintf(what, sizeof(what), "arm(timeout %d, link down %d, ERR_COR %d)", config->timeout,
		 config->link_down, config->err_cor);
	tc_trace_clear(t, t->port);
	rc = t->impl->arm(t->instance, t->port, config);
	check_writes(t, ti, what);
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	if (rc) {
		/* An implementation may do without ERR_COR, or insist on an interrupt; what is
		 * supported otherwise has to be had. */
		tc_check(t, !can || config->err_cor || !ti->interrupt,
			 "%s: %d, all of it is supported", what, rc);
		tc_check(t, rc == -EOPNOTSUPP, "%s: %d, expected -EOPNOTSUPP", what, rc);
		tc_expect_bits(t, t->port, "CTRL after a refusal", ctrl, 0xffffffff, 0);
		return;
	}
	tc_check(t, can, "%s: accepted, CTRL reads 0x%08x", what, ctrl);
	tc_expect_bits(t, t->port, "CTRL", ctrl,
		       TI_CTRL_MEM_ISO | TI_CTRL_MEM_TIMEOUT | TI_CTRL_MEM_ISO_LD | TI_CTRL_ERR_COR,
		       TI_CTRL_MEM_ISO | (config->timeout ? TI_CTRL_MEM_TIMEOUT : 0) |
			       (config->link_down ? TI_CTRL_MEM_ISO_LD : 0) |
			       (config->err_cor ? TI_CTRL_ERR_COR : 0));
	tc_expect_rc(t, "disarm", t->impl->disarm(t->instance, t->port), 0);
	check_writes(t, ti, "disarm");
	tc_expect_bits(t, t->port, "CTRL after disarming", tc_ti_read(t, t->port, TI_CTRL),
		       TI_CTRL_DEFINED & ~TI_CTRL_MEM_VALUE, 0);
}

static void run(struct test *t)
{
	struct topo_ti ti = offered(t->tc->variant, t->target->topo->ports[t->port].ti);

	tc_setup(t, "give the port this capability",
		 t->target->ops->port_configure(t->target, t->port, &ti));
	tc_reprobe(t);
	for (uint32_t i = 0; i < 8; i++) {
		struct isotap_arm_config config = {
			.size = sizeof(config),
			.timeout = i & 1,
			.link_down = i >> 1 & 1,
			.err_cor = i >> 2 & 1,
		};

		try_config(t, &ti, &config);
	}
}

ISOTAP_CASE(arm_with_supported) = {
	.id = "arm-with-supported",
	.area = "control",
	.claim = "Whatever a port supports, arming enables what was asked for or refuses, and "
		 "writes no other enable",
	.reqs = "TI-CTL-07 TI-CCH-02 SW-DAX-07",
	.needs = {.ports = 1,
		  .target_caps = TARGET_REFORM | TARGET_TRACE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT},
	.family = &family,
	.run = run,
};
