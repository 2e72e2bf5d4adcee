// SPDX-License-Identifier: GPL-2.0-or-later
/* Switches of regions and the arming of ports overlap: whoever counts them wrong leaves memory
 * unprotected that says it is, or a port armed for nobody. All sequences of four operations,
 * against a few lines of arithmetic. */
#include <stdio.h>

#include "case/scenario.h"
#include "case/strike.h"

/* Two regions below one port, or one region over two ports. */
enum setting { TWO_REGIONS, TWO_PORTS, SETTINGS };
#define OPS 6u
#define PAIRS (OPS * OPS)

struct world {
	enum setting setting;
	uint32_t regions[2], region_count;
	uint32_t ports[2], port_count;
	uint32_t on;     /* bit n: the switch of regions[n] */
	uint32_t direct; /* bit n: ports[n] was armed itself */
};

/* TWO_REGIONS: a on, a off, b on, b off, arm, disarm; TWO_PORTS: a on, a off, then per port. */
static const char *const op_names[SETTINGS][OPS] = {
	{"a-on", "a-off", "b-on", "b-off", "arm", "disarm"},
	{"on", "off", "arm-1", "disarm-1", "arm-2", "disarm-2"},
};

static void name(uint32_t row, char *out, size_t size)
{
	enum setting setting = row / PAIRS;

	snprintf(out, size, "%s-%s-%s", setting == TWO_REGIONS ? "below" : "over",
		 op_names[setting][row % PAIRS / OPS], op_names[setting][row % OPS]);
}

static void needs(uint32_t row, struct case_needs *needs)
{
	if (row / PAIRS == TWO_REGIONS) {
		needs->behind_switch = true;
		needs->regions = 2;
	} else {
		needs->interleaved = true;
		needs->ports = 2;
	}
}

static bool everywhere(uint32_t row)
{
	return row == 0 * OPS + 2 || row == PAIRS + 2 * OPS; /* a on, b on; arm 1, on */
}

static const struct case_family family = {
	.count = SETTINGS * PAIRS,
	.name = name,
	.needs = needs,
	.everywhere = everywhere,
};

static void look_around(struct test *t, struct world *w)
{
	*w = (struct world){.setting = t->tc->variant / PAIRS};
	w->regions[w->region_count++] = t->region;
	for (uint32_t i = 0; w->setting == TWO_REGIONS && i < t->target->region_count; i++)
		if (i != t->region && w->region_count < 2 &&
		    t->target->regions[i].ports == t->target->regions[t->region].ports)
			w->regions[w->region_count++] = i;
	for (uint32_t i = 0; i < t->target->port_count && w->port_count < 2; i++)
		if (t->target->regions[t->region].ports >> i & 1)
			w->ports[w->port_count++] = i;
	if (w->region_count + w->port_count != 3)
		tc_broken(t, "the topology has %u regions and %u ports for this", w->region_count,
			  w->port_count);
}

/* Every region passes every port here. */
static bool armed(const struct world *w, uint32_t port)
{
	return w->on || w->direct >> port & 1;
}

static void switch_it(struct test *t, struct world *w, uint32_t region, int on)
{
	tc_expect_rc(t, on ? "switch on" : "switch off",
		     t->impl->region_switch(t->instance, w->regions[region], on), 0);
	w->on = on ? w->on | 1u << region : w->on & ~(1u << region);
}

static void arm_it(struct test *t, struct world *w, uint32_t port, bool on)
{
	struct isotap_arm_config config = tc_arm_config(t, w->ports[port]);
	int rc = on ? t->impl->arm(t->instance, w->ports[port], &config)
		    : t->impl->disarm(t->instance, w->ports[port]);

	/* Disarming a port that a region wants is refused, or it is for the regions as well. */
	if (rc && !on && w->on)
		return;
	tc_expect_rc(t, on ? "arm" : "disarm", rc, 0);
	w->direct = on ? w->direct | 1u << port : w->direct & ~(1u << port);
	if (!on)
		w->on = 0;
}

static void perform(struct test *t, struct world *w, uint32_t op)
{
	uint32_t switches = w->setting == TWO_REGIONS ? 4 : 2;

	if (op < switches)
		switch_it(t, w, op / 2, !(op & 1));
	else
		arm_it(t, w, (op - switches) / 2, !(op & 1));
}

static void check(struct test *t, const struct world *w, const uint32_t ops[4], uint32_t last)
{
	const char *const *names = op_names[w->setting];
	char text[96];

	snprintf(text, sizeof(text), "%s, %s, %s, %s after step %u", names[ops[0]], names[ops[1]],
		 names[ops[2]], names[ops[3]], last + 1);
	for (uint32_t i = 0; i < w->port_count; i++) {
		uint32_t ctrl = tc_ti_read(t, w->ports[i], TI_CTRL);

		tc_check(t, !!(ctrl & TI_CTRL_MEM_ISO) == armed(w, i),
			 "%s: CTRL of port %u reads 0x%08x", text, i + 1, ctrl);
	}
	for (uint32_t i = 0; i < w->region_count; i++) {
		int rc = t->impl->region_armed(t->instance, w->regions[i]);

		tc_check(t, rc == (int)(w->on >> i & 1), "%s: region switch %c reads %d", text,
			 'a' + (char)i, rc);
	}
}

static void sequence(struct test *t, const uint32_t ops[4])
{
	struct world w;

	look_around(t, &w);
	for (uint32_t i = 0; i < 4; i++) {
		perform(t, &w, ops[i]);
		check(t, &w, ops, i);
	}
}

static void run(struct test *t)
{
	uint32_t row = t->tc->variant % PAIRS;
	uint32_t ops[4] = {row / OPS, row % OPS, 1, 3};

	if (!(t->target->caps & TARGET_VIRTUAL_CLOCK)) {
		sequence(t, ops);
		return;
	}
	for (uint32_t i = 0; i < PAIRS; i++) {
		ops[2] = i / OPS;
		ops[3] = i % OPS;
		if (i)
			tc_start_over(t);
		sequence(t, ops);
	}
}

ISOTAP_CASE(switch_sequences) = {
	.id = "switch-sequences",
	.area = "safeguard",
	.claim =
		"After any sequence of switches and arming, a port is armed exactly when something "
		"wants it",
	.reqs = "SW-DAX-05 SW-DAX-07",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_REGION_SWITCH,
		  .cap_bits = TI_CAP_MEM_ISO},
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
