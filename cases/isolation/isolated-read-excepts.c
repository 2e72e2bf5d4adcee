// SPDX-License-Identifier: GPL-2.0-or-later
/* A port that answers an isolated read with plain data hands garbage to a program that cannot know.
 * Whether the link is down, still up, or up again, whoever took it down, makes no difference. */
#include <stdio.h>

#include "case/port.h"

#define GOOD 0x1507a91507a90001ull

enum row { LINK_DOWN, LINK_UP, LINK_UP_AGAIN, LINK_CYCLED, ROW_COUNT };

static void name_row(uint32_t row, char *out, size_t size)
{
	static const char *const names[ROW_COUNT] = {"link-down", "link-up", "link-up-again",
						     "link-cycled"};

	snprintf(out, size, "%s", names[row]);
}

/* The link is up, and in the last row software takes it down and up again. */
static bool by_timeout(uint32_t row)
{
	return row == LINK_UP || row == LINK_CYCLED;
}

static void row_needs(uint32_t row, struct case_needs *needs)
{
	port_loss_needs(by_timeout(row) ? LOSS_TIMEOUT : LOSS_LINK_DOWN, needs);
}

static bool everywhere(uint32_t row)
{
	return row == LINK_DOWN || row == LINK_UP;
}
static const char *const machine_check[] = {
	"^mce: Uncorrected hardware memory error in user-access at %ADDR%$",
	NULL,
};

static void run(struct test *t)
{
	uint64_t value = 0, offset = tc_offset_on_port(t, t->region, t->port);
	bool timeout = by_timeout(t->tc->variant);

	sc_hold(t, t->region);
	sc_fill(t, t->region, offset, GOOD);
	sc_arm_bare(t, t->port, timeout ? TI_CTRL_MEM_TIMEOUT : 0);
	port_lose(t, timeout ? LOSS_TIMEOUT : LOSS_LINK_DOWN);
	port_expect_isolated(t, TI_STATUS_MEM_ISO);
	if (t->tc->variant != LINK_DOWN)
		port_mend(t, timeout ? LOSS_TIMEOUT : LOSS_LINK_DOWN);
	if (t->tc->variant == LINK_CYCLED) {
		port_lose(t, LOSS_LINK_DISABLED);
		port_mend(t, LOSS_LINK_DISABLED);
	}
	if (t->tc->variant >= LINK_UP_AGAIN)
		sc_await_link(t, t->port);
	for (unsigned int i = 0; i < 4; i++)
		tc_check(t, tc_load(t, t->region, offset + 8u * i, &value) == ACCESS_EXCEPTION,
			 "read %u through the isolated port returned 0x%llx, expected a "
			 "synchronous exception",
			 i, (unsigned long long)value);
}

static const struct case_family rows = {
	.count = ROW_COUNT, .name = name_row, .needs = row_needs, .everywhere = everywhere};

ISOTAP_CASE(isolated_read_excepts) = {
	.id = "isolated-read-excepts",
	.area = "isolation",
	.claim = "A read through an isolated port gets a synchronous exception, never plain data",
	.reqs = "TI-ISO-04",
	.needs = {.ports = 1, .regions = 1, .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_RIG | CASE_DESTRUCTIVE,
	.timeout_ms = 30000,
	.family = &rows,
	.log_expected = machine_check,
	.run = run,
};
