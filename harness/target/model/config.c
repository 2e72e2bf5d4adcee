// SPDX-License-Identifier: GPL-2.0-or-later
/* Configuration space of a root port: PCIe r6.2 7.5, 7.7.1, 7.8.4; CXL r3.2 8.1. */
#include "target/model/model.h"

#include <errno.h>
#include <string.h>

#include "regs/dvsec.h"

#define DVSEC_PORT 0x150u
#define DVSEC_GPF 0x180u
#define DVSEC_FLEX 0x190u
#define DVSEC_LOCATOR 0x1b0u
/* No device ID is assigned to a model: the consortium's vendor ID marks it as one. */
#define MODEL_VENDOR DVSEC_VENDOR_CXL
#define MODEL_DEVICE 0x7031u
#define BAR_FIRST 0xfe000000u

/* Bus numbers leave room for what is below each bridge. */
uint32_t config_bus(uint32_t bridge)
{
	return 12 + 28 * bridge;
}

static void ext_header(struct model_cfg *c, uint32_t at, uint32_t id, uint32_t version,
		       uint32_t next)
{
	c->value[at / 4] = id | version << 16 | next << 20;
}

static void dvsec(struct model_cfg *c, uint32_t at, uint32_t id, uint32_t revision, uint32_t length,
		  uint32_t next)
{
	ext_header(c, at, DVSEC_CAP_ID, 1, next);
	c->value[(at + DVSEC_HDR1) / 4] = DVSEC_VENDOR_CXL | revision << DVSEC_HDR1_REVISION_SHIFT |
					  length << DVSEC_HDR1_LENGTH_SHIFT;
	c->value[(at + DVSEC_HDR2) / 4] = id;
}

static void build_header(struct model *m, struct model_port *p)
{
	struct model_cfg *c = p->cfg;
	uint32_t id = model_port_id(m, p), bus = config_bus(p->bridge);

	c->value[PCI_HDR_ID / 4] = MODEL_VENDOR | MODEL_DEVICE << 16;
	c->value[PCI_HDR_COMMAND / 4] = PCI_STATUS_CAP_LIST << 16;
	c->rw[PCI_HDR_COMMAND / 4] = 0x0547;
	c->rw1c[PCI_HDR_COMMAND / 4] = 0xf9000000;
	c->value[PCI_HDR_CLASS / 4] = PCI_CLASS_PCI_BRIDGE << 8;
	c->value[PCI_HDR_TYPE / 4] = 0x00010000;
	/* 64 KiB, 64-bit: the bits below the size are RO. */
	c->value[PCI_HDR_BAR0 / 4] = (BAR_FIRST + id * COMP_BLOCK_SIZE) | PCI_BAR_MEM64;
	c->rw[PCI_HDR_BAR0 / 4] = ~(COMP_BLOCK_SIZE - 1);
	c->rw[PCI_HDR_BAR1 / 4] = 0xffffffff;
	c->value[PCI_HDR_BUSES / 4] =
		bus | (bus + 1u + p->number) << 8 | (bus + 1u + p->number) << 16;
	c->rw[PCI_HDR_BUSES / 4] = 0x00ffffff;
	c->value[PCI_HDR_CAP_PTR / 4] = CONFIG_PCIE;
	c->rw[PCI_HDR_BRIDGE / 4] = 0x00ff00ff | (uint32_t)PCI_BRIDGE_SBR << 16;
}

static void build_pcie(struct model_port *p)
{
	uint32_t *value = &p->cfg->value[CONFIG_PCIE / 4], *rw = &p->cfg->rw[CONFIG_PCIE / 4];
	uint32_t *rw1c = &p->cfg->rw1c[CONFIG_PCIE / 4];
	uint32_t flags = 2 | PCIE_FLAGS_TYPE_ROOT_PORT | (p->hotplug ? PCIE_FLAGS_SLOT : 0);

	value[0] = PCI_CAP_ID_EXP | CONFIG_MSI << 8 | flags << 16;
	rw[PCIE_DEVCTL / 4] = 0xf; /* error reporting enables */
	value[PCIE_LNKCAP / 4] =
		5 | 8 << 4 | PCIE_LNKCAP_DLLLARC | (uint32_t)p->number << PCIE_LNKCAP_PORT_SHIFT;
	/* Link status in the upper half: 32 GT/s, x8. */
	value[PCIE_LNKCTL / 4] = (5u | 8u << 4) << 16;
	rw[PCIE_LNKCTL / 4] = PCIE_LNKCTL_RW;
	if (!p->hotplug)
		return;
	value[PCIE_SLTCAP / 4] = PCIE_SLTCAP_HPS | PCIE_SLTCAP_HPC;
	value[PCIE_SLTCTL / 4] = p->device_count ? PCIE_SLTSTA_PDS << 16 : 0;
	rw[PCIE_SLTCTL / 4] = 0x1fff;
	rw1c[PCIE_SLTCTL / 4] = (PCIE_SLTSTA_PDC | PCIE_SLTSTA_DLLSC) << 16;
}

static void build_msi(struct model_port *p, const struct topo_ti *ti)
{
	uint32_t *value = &p->cfg->value[CONFIG_MSI / 4], *rw = &p->cfg->rw[CONFIG_MSI / 4];
	uint32_t capable = 0;

	while (capable < 5 && 2u << capable <= ti->vectors)
		capable++;
	value[0] = PCI_CAP_ID_MSI | (MSI_CONTROL_64BIT | capable << MSI_CONTROL_MMC_SHIFT) << 16;
	rw[0] = (uint32_t)(MSI_CONTROL_ENABLE | MSI_CONTROL_MME) << 16;
	rw[MSI_ADDRESS / 4] = 0xfffffffc;
	rw[MSI_ADDRESS / 4 + 1] = 0xffffffff;
	rw[MSI_DATA / 4] = 0xffff;
}

static void build_extended(struct model_port *p)
{
	struct model_cfg *c = p->cfg;
	uint32_t locator = (DVSEC_LOCATOR + LOCATOR_ENTRY) / 4;

	ext_header(c, CONFIG_AER, PCI_EXT_CAP_ID_AER, 2, DVSEC_PORT);
	c->rw1c[(CONFIG_AER + AER_UNCOR_STATUS) / 4] = 0x07fff030;
	c->rw[(CONFIG_AER + AER_UNCOR_MASK) / 4] = 0x07fff030;
	c->rw[(CONFIG_AER + AER_UNCOR_SEVERITY) / 4] = 0x07fff030;
	c->rw1c[(CONFIG_AER + AER_COR_STATUS) / 4] = 0x0000f1c1;
	c->rw[(CONFIG_AER + AER_COR_MASK) / 4] = 0x0000f1c1;
	c->rw[(CONFIG_AER + AER_ROOT_COMMAND) / 4] = 0x7;
	c->rw1c[(CONFIG_AER + AER_ROOT_STATUS) / 4] = 0x7f;
	c->value[(CONFIG_AER + AER_ERROR_SOURCE) / 4] =
		config_bus(p->bridge) << 8 | (uint32_t)p->number << 3;
	dvsec(c, DVSEC_PORT, DVSEC_ID_PORT_EXTENSIONS, 0, DVSEC_LEN_PORT_EXTENSIONS, DVSEC_GPF);
	dvsec(c, DVSEC_GPF, DVSEC_ID_GPF_PORT, 0, DVSEC_LEN_GPF_PORT, DVSEC_FLEX);
	dvsec(c, DVSEC_FLEX, DVSEC_ID_FLEX_BUS, 2, DVSEC_LEN_FLEX_BUS, DVSEC_LOCATOR);
	c->value[(DVSEC_FLEX + FLEX_BUS_CAP) / 4] |=
		(FLEX_BUS_CACHE | FLEX_BUS_IO | FLEX_BUS_MEM | FLEX_BUS_68B) << 16;
	c->value[(DVSEC_FLEX + FLEX_BUS_STATUS) / 4] |= (FLEX_BUS_IO | FLEX_BUS_MEM | FLEX_BUS_68B)
							<< 16;
	dvsec(c, DVSEC_LOCATOR, DVSEC_ID_REGISTER_LOCATOR, 0, LOCATOR_ENTRY + LOCATOR_ENTRY_SIZE,
	      0);
	c->value[locator] = LOCATOR_BLOCK_COMPONENT << LOCATOR_BLOCK_ID_SHIFT; /* BAR 0, +0 */
}

void config_build(struct model *m, struct model_port *p, const struct topo_ti *ti)
{
	memset(p->cfg, 0, sizeof(*p->cfg));
	build_header(m, p);
	build_pcie(p);
	build_msi(p, ti);
	build_extended(p);
	p->messages = 0;
}

static void msi_changed(struct model_port *p)
{
	uint32_t control = p->cfg->value[CONFIG_MSI / 4] >> 16;
	uint32_t capable = (control & MSI_CONTROL_MMC) >> MSI_CONTROL_MMC_SHIFT;
	uint32_t enabled = (control & MSI_CONTROL_MME) >> MSI_CONTROL_MME_SHIFT;

	/* More than the port asked for, or a reserved value, is as much as it asked for. */
	if (enabled > capable)
		enabled = capable;
	p->messages = control & MSI_CONTROL_ENABLE ? (uint8_t)(1u << enabled) : 0;
	ti_update_message(p);
}

static void link_control(struct model *m, struct model_port *p)
{
	uint32_t now = p->cfg->value[(CONFIG_PCIE + PCIE_LNKCTL) / 4] & 0xffff;

	if (now & PCIE_LNKCTL_LD)
		p->down |= DOWN_DISABLED;
	else
		p->down &= ~DOWN_DISABLED;
	port_link_update(m, p);
}

static void bridge_control(struct model *m, struct model_port *p)
{
	uint32_t now = p->cfg->value[PCI_HDR_BRIDGE / 4] >> 16;

	if (now & PCI_BRIDGE_SBR)
		p->down |= DOWN_SBR;
	else
		p->down &= ~DOWN_SBR;
	port_link_update(m, p);
	if (now & PCI_BRIDGE_SBR)
		p->ctrl = wrong_bus_reset_control(p);
}

static void write_word(struct model *m, struct model_port *p, uint32_t word, uint32_t value,
		       uint32_t mask)
{
	uint32_t *reg = &p->cfg->value[word], old = *reg;
	uint32_t rw = p->cfg->rw[word] & mask;

	*reg = ((old & ~rw) | (value & rw)) & ~(value & mask & p->cfg->rw1c[word]);
	if (word == (CONFIG_PCIE + PCIE_LNKCTL) / 4 && mask & 0xffff)
		link_control(m, p);
	else if (word == CONFIG_MSI / 4)
		msi_changed(p);
	else if (word == PCI_HDR_BRIDGE / 4)
		bridge_control(m, p);
}

void config_setup(struct model *m, struct model_port *p)
{
	struct model_cfg *c = p->cfg;
	uint32_t capable = c->value[CONFIG_MSI / 4] >> (16 + MSI_CONTROL_MMC_SHIFT) & 7;

	write_word(m, p, PCI_HDR_COMMAND / 4, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 0xffff);
	write_word(m, p, (CONFIG_MSI + MSI_ADDRESS) / 4, 0xfee00000, 0xffffffff);
	write_word(m, p, CONFIG_MSI / 4,
		   (MSI_CONTROL_ENABLE | capable << MSI_CONTROL_MME_SHIFT) << 16, 0xffff0000);
	write_word(m, p, (CONFIG_PCIE + PCIE_SLTCTL) / 4,
		   PCIE_SLTCTL_HPIE | PCIE_SLTCTL_DLLSCE | PCIE_SLTCTL_PDCE, 0xffff);
}

/* Shape of an access: its mask in the word, already shifted. 0: not aligned or out of range. */
static uint32_t access_mask(uint32_t offset, uint32_t width)
{
	if ((width != 1 && width != 2 && width != 4) || offset & (width - 1) ||
	    offset >= PCIE_CFG_SIZE)
		return 0;
	return (width == 4 ? 0xffffffff : (1u << 8 * width) - 1) << 8 * (offset & 3);
}

int model_cfg_read(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		   uint32_t *value)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint32_t mask = access_mask(offset, width), word;

	clock_enter(m, MODEL_COST_REG);
	if (!p || !mask)
		return -EINVAL;
	word = p->cfg->value[offset / 4];
	if (unlikely(wrong_config_lost(p)))
		word = UINT32_MAX;
	if (offset / 4 == (CONFIG_PCIE + PCIE_LNKCTL) / 4)
		word |= (p->link_up ? PCIE_LNKSTA_DLLLA << 16 : 0) |
			(p->training ? PCIE_LNKSTA_LT << 16 : 0);
	*value = (word & mask) >> 8 * (offset & 3);
	return 0;
}

int model_cfg_write(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		    uint32_t value)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint32_t mask = access_mask(offset, width);

	clock_enter(m, MODEL_COST_REG);
	if (m->dead)
		return -EHOSTDOWN;
	if (!p || !mask)
		return -EINVAL;
	write_word(m, p, offset / 4, value << 8 * (offset & 3), mask);
	return 0;
}

int model_link_set(struct target *t, uint32_t port, int up)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);
	uint32_t word = (CONFIG_PCIE + PCIE_LNKCTL) / 4;

	clock_enter(m, MODEL_COST_REG);
	if (m->dead)
		return -EHOSTDOWN;
	if (!p)
		return -EINVAL;
	write_word(m, p, word, up ? 0 : PCIE_LNKCTL_LD, PCIE_LNKCTL_LD);
	return 0;
}

int model_link_state(struct target *t, uint32_t port)
{
	struct model *m = model_of(t);
	struct model_port *p = model_port(m, port);

	clock_enter(m, MODEL_COST_REG);
	if (!p)
		return -EINVAL;
	return p->link_up;
}
