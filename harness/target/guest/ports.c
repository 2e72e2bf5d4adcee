// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Root ports: found by their place above the topology's devices, their component register block
 * through the register locator (CXL r3.2 8.1.9), their configuration space through sysfs.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/sysfs.h"
#include "regs/instr.h"
#include "regs/ti.h"

#define PCI_EXP_TYPE_ROOT 4
#define PCI_EXP_LNKCTL 0x10
#define PCI_EXP_LNKCTL_LD 0x10
#define PCI_EXP_LNKSTA 0x12
#define PCI_EXP_LNKSTA_DLLLA 0x2000

#define CACHEMEM 0x1000u
#define CAPABILITY_MAX 63

/* The capability array of CXL.cachemem (8.2.4): null elements do not end it. */
static uint32_t find_ti(const struct guest_port *port)
{
	uint32_t header = port->block[CACHEMEM / 4], count = header >> 24;

	if ((header & 0xffff) != 1)
		return 0;
	for (uint32_t i = 1; i <= count && i <= CAPABILITY_MAX; i++) {
		uint32_t element = port->block[CACHEMEM / 4 + i], at = element >> 20;

		if ((element & 0xffff) == TI_CAP_ID && at && at + TI_SIZE <= 0x1000)
			return CACHEMEM + at;
	}
	return 0;
}

static int find_irq(void *ctx, const char *name)
{
	struct guest_port *port = ctx;

	port->irq = (uint32_t)strtoul(name, NULL, 10);
	return 1;
}

void guest_find_irq(struct guest_port *port)
{
	char path[128];

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/msi_irqs", port->bdf);
	port->irq = 0;
	sys_each(path, find_irq, port);
}

static int port_open(struct guest_port *port, char *error, size_t size)
{
	char path[128];
	int rc;

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/config", port->bdf);
	port->cfg = open(path, O_RDWR | O_CLOEXEC);
	if (port->cfg < 0) {
		rc = -errno;
		snprintf(error, size, "%s: %s", path, strerror(-rc));
		return rc;
	}
	port->pcie = guest_find_pcie(port->cfg);
	rc = port->pcie ? guest_map_block(port->bdf, port->cfg, &port->block) : -ENOENT;
	if (rc) {
		snprintf(error, size, "port %s: no component registers: %s", port->bdf,
			 strerror(-rc));
		return rc;
	}
	port->block_size = GUEST_BLOCK_SIZE;
	port->ti = find_ti(port);
	if (port->ti)
		port->ctrl = port->block[(port->ti + TI_CTRL) / 4] & TI_CTRL_DEFINED;
	port->instr = guest_instr(port, INSTR_MAGIC) == INSTR_MAGIC_VALUE;
	port->features = port->instr ? guest_instr(port, INSTR_FEATURES) : 0;
	if (port->instr)
		guest_instr_write(port, INSTR_TRACE_CTL, 1);
	guest_find_irq(port);
	return 0;
}

/* ---- which root port is which ---- */

struct port_list {
	char bdf[TARGET_MAX_PORTS][ISOTAP_NAME_MAX];
	uint32_t count;
};

static bool is_cxl_root_port(const char *bdf)
{
	char path[128];
	uint32_t pcie, flags, bar;
	uint64_t offset;
	bool yes;
	int fd;

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/config", bdf);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	pcie = guest_find_pcie(fd);
	yes = pcie && !guest_config_read(fd, pcie + 2, 2, &flags) &&
	      (flags >> 4 & 0xf) == PCI_EXP_TYPE_ROOT && !guest_find_block(fd, &bar, &offset);
	close(fd);
	return yes;
}

static int collect_port(void *ctx, const char *name)
{
	struct port_list *list = ctx;
	char class[32];

	if (list->count == TARGET_MAX_PORTS ||
	    sys_read(class, sizeof(class), PCI_DEVICES "/%s/class", name) ||
	    strncmp(class, "0x0604", 6) || !is_cxl_root_port(name))
		return 0;
	snprintf(list->bdf[list->count++], ISOTAP_NAME_MAX, "%.31s", name);
	return 0;
}

static bool port_listed(const struct port_list *list, const char *bdf)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!strcmp(list->bdf[i], bdf))
			return true;
	return false;
}

/* A port that has a device of the topology below it is known by that, any other by the address that
 * the emulator's arguments give it. */
static int name_ports(struct guest *g, const struct port_list *list, char *error, size_t size)
{
	char bdf[ISOTAP_NAME_MAX];

	for (int i = 0; i < g->topo->device_count; i++) {
		struct guest_port *port = &g->ports[g->topo->devices[i].port];

		if (!g->memdev[i][0] || guest_device_port(g->memdev[i], bdf, sizeof(bdf)))
			continue;
		if (port->bdf[0] && strcmp(port->bdf, bdf)) {
			snprintf(error, size, "device %s lies below %s, expected below %s",
				 g->topo->devices[i].name, bdf, port->bdf);
			return -EXDEV;
		}
		memcpy(port->bdf, bdf, sizeof(bdf));
	}
	for (int i = 0; i < g->topo->port_count; i++) {
		if (g->ports[i].bdf[0])
			continue;
		topo_qemu_bdf(g->topo, i, bdf, sizeof(bdf));
		if (!port_listed(list, bdf)) {
			snprintf(error, size, "no root port %s at %s", g->topo->ports[i].name, bdf);
			return -ENODEV;
		}
		memcpy(g->ports[i].bdf, bdf, sizeof(bdf));
	}
	return 0;
}

int guest_count_ports(void)
{
	struct port_list list = {0};

	sys_each(PCI_DEVICES, collect_port, &list);
	return (int)list.count;
}

int guest_ports_open(struct guest *g, char *error, size_t size)
{
	struct port_list list = {0};
	int rc;

	sys_each(PCI_DEVICES, collect_port, &list);
	if (list.count != (uint32_t)g->topo->port_count) {
		snprintf(error, size, "%u CXL root ports, expected %d", list.count,
			 g->topo->port_count);
		return -ENODEV;
	}
	rc = name_ports(g, &list, error, size);
	for (int i = 0; !rc && i < g->topo->port_count; i++)
		rc = port_open(&g->ports[i], error, size);
	return rc;
}

/* ---- access ---- */

uint32_t guest_instr(const struct guest_port *port, uint32_t reg)
{
	return port->block[(INSTR_BASE + reg) / 4];
}

void guest_instr_write(const struct guest_port *port, uint32_t reg, uint32_t value)
{
	port->block[(INSTR_BASE + reg) / 4] = value;
}

static int reg_pointer(struct target *t, enum origin who, uint32_t index, uint32_t offset,
		       volatile uint32_t **out)
{
	struct guest_port *port;

	if (index >= t->port_count)
		return -ENODEV;
	port = &guest_of(t)->ports[index];
	if (offset & 3 || offset >= port->block_size)
		return -EINVAL;
	/* the access trace tells the harness's own accesses by the alias they take */
	if (who == ORIGIN_HARNESS && port->instr && port->ti && offset >= port->ti &&
	    offset < port->ti + TI_SIZE)
		offset = INSTR_BASE + INSTR_ALIAS + offset - port->ti;
	*out = &port->block[offset / 4];
	return 0;
}

int guest_reg_read(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		   uint32_t *value)
{
	volatile uint32_t *reg;
	int rc;

	guest_run_due(guest_of(t));
	rc = reg_pointer(t, who, port, offset, &reg);
	if (!rc)
		*value = *reg;
	return rc;
}

int guest_reg_write(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		    uint32_t value)
{
	volatile uint32_t *reg;
	int rc;

	guest_run_due(guest_of(t));
	rc = reg_pointer(t, who, port, offset, &reg);
	if (!rc)
		*reg = value;
	return rc;
}

static bool cfg_fits(uint32_t offset, uint32_t width)
{
	return (width == 1 || width == 2 || width == 4) && !(offset & (width - 1)) &&
	       offset + width <= 4096;
}

int guest_cfg_read(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		   uint32_t *value)
{
	guest_run_due(guest_of(t));
	if (port >= t->port_count)
		return -ENODEV;
	if (!cfg_fits(offset, width))
		return -EINVAL;
	return guest_config_read(guest_of(t)->ports[port].cfg, offset, width, value);
}

int guest_cfg_write(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		    uint32_t value)
{
	guest_run_due(guest_of(t));
	if (port >= t->port_count)
		return -ENODEV;
	if (!cfg_fits(offset, width))
		return -EINVAL;
	return pwrite(guest_of(t)->ports[port].cfg, &value, width, offset) == (ssize_t)width ? 0
											     : -EIO;
}

int guest_link_set(struct target *t, uint32_t port, int up)
{
	uint32_t control, at;
	int rc;

	if (port >= t->port_count)
		return -ENODEV;
	at = guest_of(t)->ports[port].pcie + PCI_EXP_LNKCTL;
	rc = guest_cfg_read(t, port, at, 2, &control);
	if (rc)
		return rc;
	control = up ? control & ~PCI_EXP_LNKCTL_LD : control | PCI_EXP_LNKCTL_LD;
	rc = guest_cfg_write(t, port, at, 2, control);
	/* the kernel switches a hot-plug slot off whose link went down */
	if (!rc && up && guest_slot_is_off(guest_of(t), port))
		guest_slot_power(guest_of(t), port, true);
	return rc;
}

int guest_link_state(struct target *t, uint32_t port)
{
	uint32_t status;
	int rc;

	if (port >= t->port_count)
		return -ENODEV;
	rc = guest_cfg_read(t, port, guest_of(t)->ports[port].pcie + PCI_EXP_LNKSTA, 2, &status);
	return rc ? rc : !!(status & PCI_EXP_LNKSTA_DLLLA);
}
