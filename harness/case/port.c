// SPDX-License-Identifier: GPL-2.0-or-later
/* Steps of cases about the port alone. */
#include "case/port.h"

#include <stdio.h>
#include <string.h>

#include "regs/pcie.h"

const uint8_t port_ranges[PORT_RANGES] = {0x0, 0x1, 0x2, 0x3, 0x6, 0x7, 0xe, 0xf};

uint32_t port_set(uint32_t index)
{
	static const uint32_t mem[] = {0, TI_CTRL_MEM_ISO, TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD};
	static const uint32_t cache[] = {0, TI_CTRL_CACHE_ISO,
					 TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_ISO_LD};
	static const uint32_t rest[] = {TI_CTRL_MEM_TIMEOUT, TI_CTRL_CACHE_TIMEOUT, TI_CTRL_ERR_COR,
					TI_CTRL_INTERRUPT};
	uint32_t bits = mem[index % 3] | cache[index / 3 % 3];

	for (unsigned int i = 0; i < 4; i++)
		if (index / 9 >> i & 1)
			bits |= rest[i];
	return bits;
}

void port_set_name(uint32_t bits, char *out, size_t size)
{
	static const struct {
		uint32_t bit;
		const char *word;
	} words[] = {
		{TI_CTRL_MEM_TIMEOUT, "mt"}, {TI_CTRL_CACHE_TIMEOUT, "ct"},
		{TI_CTRL_MEM_ISO, "mi"},     {TI_CTRL_MEM_ISO_LD, "ml"},
		{TI_CTRL_CACHE_ISO, "ci"},   {TI_CTRL_CACHE_ISO_LD, "cl"},
		{TI_CTRL_ERR_COR, "ec"},     {TI_CTRL_INTERRUPT, "ir"},
	};
	size_t used = 0;

	snprintf(out, size, "none");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (bits & words[i].bit && used < size)
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? "-" : "",
						 words[i].word);
}

bool port_model_only(uint32_t row)
{
	(void)row;
	return false;
}

struct topo_ti port_offering(struct test *t, uint32_t bits)
{
	struct topo_ti ti = t->target->topo->ports[t->port].ti;

	ti.mem_timeout = bits & TI_CTRL_MEM_TIMEOUT;
	ti.mem_ranges = ti.mem_timeout ? 0xf : 0;
	ti.cache_timeout = bits & TI_CTRL_CACHE_TIMEOUT;
	ti.cache_ranges = ti.cache_timeout ? 0xf : 0;
	ti.mem_isolation = bits & TI_CTRL_MEM_ISO;
	ti.mem_link_down = bits & TI_CTRL_MEM_ISO_LD;
	ti.cache_isolation = bits & TI_CTRL_CACHE_ISO;
	ti.cache_link_down = bits & TI_CTRL_CACHE_ISO_LD;
	ti.err_cor = bits & TI_CTRL_ERR_COR;
	ti.interrupt = bits & TI_CTRL_INTERRUPT;
	ti.conforming = true;
	return ti;
}

void port_reform(struct test *t, const struct topo_ti *ti)
{
	tc_setup(t, "give the port another capability",
		 t->target->ops->port_configure(t->target, t->port, ti));
}

void port_enable(struct test *t, uint32_t bits)
{
	uint32_t seen;

	tc_ti_write(t, t->port, TI_CTRL, bits);
	seen = tc_ti_read(t, t->port, TI_CTRL);
	tc_check(t, (seen & bits) == bits, "%s: CTRL reads 0x%08x after 0x%08x was written to it",
		 t->target->ports[t->port].name, seen, bits);
}

struct target_counters port_counters(struct test *t, uint32_t port)
{
	struct target_counters counters;

	tc_setup(t, "read the port's counters",
		 t->target->ops->counters(t->target, port, &counters));
	return counters;
}

bool port_link_up(struct test *t, uint32_t port)
{
	int state = t->target->ops->link_state(t->target, port);

	tc_setup(t, "link state", state);
	return state == 1;
}

uint32_t port_config(struct test *t, uint32_t offset, uint32_t width)
{
	uint32_t value = 0;

	tc_setup(t, "read configuration space",
		 t->target->ops->cfg_read(t->target, t->port, offset, width, &value));
	return value;
}

void port_report_correctable(struct test *t)
{
	uint32_t at = port_config(t, PCI_HDR_CAP_PTR, 1), control;

	for (int i = 0; at && i < 48 && port_config(t, at, 1) != PCI_CAP_ID_EXP; i++)
		at = port_config(t, at + 1, 1);
	if (!at)
		tc_broken(t, "no PCI Express capability");
	control = port_config(t, at + PCIE_DEVCTL, 2) | PCIE_DEVCTL_COR;
	tc_setup(t, "enable correctable error reporting",
		 t->target->ops->cfg_write(t->target, t->port, at + PCIE_DEVCTL, 2, control));
}

const char *port_loss_name(enum port_loss loss)
{
	static const char *const names[LOSS_COUNT] = {
		[LOSS_LINK_DOWN] = "link-down",
		[LOSS_REMOVAL] = "removal",
		[LOSS_LINK_DISABLED] = "link-disabled",
		[LOSS_TIMEOUT] = "timeout",
	};

	return names[loss];
}

void port_loss_needs(enum port_loss loss, struct case_needs *needs)
{
	static const uint32_t faults[LOSS_COUNT] = {
		[LOSS_LINK_DOWN] = FAULT_BIT(FAULT_LINK_DOWN) | FAULT_BIT(FAULT_LINK_RESTORE),
		[LOSS_REMOVAL] = FAULT_BIT(FAULT_SURPRISE_REMOVE) | FAULT_BIT(FAULT_LINK_RESTORE),
		[LOSS_TIMEOUT] = FAULT_BIT(FAULT_HANG) | FAULT_BIT(FAULT_HANG_CLEAR),
	};

	needs->faults |= faults[loss];
	needs->regions = needs->regions ? needs->regions : 1;
	if (loss == LOSS_TIMEOUT)
		needs->cap_bits |= TI_CAP_MEM_TIMEOUT;
}

void port_lose(struct test *t, enum port_loss loss)
{
	switch (loss) {
	case LOSS_LINK_DOWN:
		tc_inject(t, FAULT_LINK_DOWN, t->port);
		break;
	case LOSS_REMOVAL:
		tc_inject(t, FAULT_SURPRISE_REMOVE, t->port);
		break;
	case LOSS_LINK_DISABLED:
		tc_setup(t, "disable the link", t->target->ops->link_set(t->target, t->port, 0));
		break;
	default:
		tc_inject(t, FAULT_HANG, t->port);
		tc_store(t, t->region, tc_offset_on_port(t, t->region, t->port), 0);
		break;
	}
}

void port_mend(struct test *t, enum port_loss loss)
{
	switch (loss) {
	case LOSS_LINK_DOWN:
	case LOSS_REMOVAL:
		tc_inject(t, FAULT_LINK_RESTORE, t->port);
		break;
	case LOSS_LINK_DISABLED:
		tc_setup(t, "enable the link", t->target->ops->link_set(t->target, t->port, 1));
		break;
	default:
		tc_inject(t, FAULT_HANG_CLEAR, t->port);
		break;
	}
}

void port_expect_isolated(struct test *t, uint32_t bits)
{
	tc_check(t, sc_await_status(t, t->port, bits, bits, TC_SECOND),
		 "%s: STATUS 0x%08x, expected bits 0x%08x set", t->target->ports[t->port].name,
		 tc_ti_read(t, t->port, TI_STATUS), bits);
	tc_expect_bits(t, t->port, "STATUS", tc_ti_read(t, t->port, TI_STATUS), PORT_ISOLATED,
		       bits & PORT_ISOLATED);
}
