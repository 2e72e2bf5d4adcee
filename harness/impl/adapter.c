// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports by name, and what their registers say where the software's own files say nothing. */
#include "impl/adapter.h"

#include <errno.h>
#include <string.h>

#include "regs/ti.h"

/* CXL r3.2 8.2.3: CXL.cachemem registers start at 1000h; 8.2.4: array of capability headers. */
#define CACHEMEM 0x1000u
#define CACHEMEM_SIZE 0x1000u
#define ARRAY_ID 0x0001u

int adapter_port_name(const struct isotap_platform *plat, uint32_t port, char *out)
{
	struct isotap_port_info info;
	int rc = plat->port_info(plat->ctx, port, &info);

	if (!rc)
		memcpy(out, info.name, ISOTAP_NAME_MAX);
	return rc;
}

int adapter_port_by_name(const struct isotap_platform *plat, const char *name, uint32_t *out)
{
	int count = plat->port_count(plat->ctx);
	char other[ISOTAP_NAME_MAX];

	for (int i = 0; i < count && i < ADAPTER_PORTS; i++) {
		if (adapter_port_name(plat, (uint32_t)i, other) || strcmp(other, name))
			continue;
		*out = (uint32_t)i;
		return 0;
	}
	return -ENODEV;
}

void adapter_look_below(const struct isotap_platform *plat, uint32_t port, uint64_t *below)
{
	struct isotap_range ranges[ADAPTER_REGIONS];
	int count = plat->ranges(plat->ctx, port, ranges, ADAPTER_REGIONS);

	for (int i = 0; port < ADAPTER_PORTS && i < count && i < ADAPTER_REGIONS; i++)
		if (ranges[i].region < ADAPTER_REGIONS)
			below[port] |= 1ull << ranges[i].region;
}

static int find_ti(const struct isotap_platform *plat, uint32_t port, uint32_t *offset)
{
	uint32_t header, element;
	int rc = plat->reg_read(plat->ctx, port, CACHEMEM, &header);

	if (rc || (header & 0xffffu) != ARRAY_ID)
		return rc ? rc : -ENOENT;
	for (uint32_t i = 1; i <= header >> 24; i++) {
		rc = plat->reg_read(plat->ctx, port, CACHEMEM + 4 * i, &element);
		if (rc)
			return rc;
		if ((element & 0xffffu) != TI_CAP_ID || element >> 20 > CACHEMEM_SIZE - TI_SIZE)
			continue;
		*offset = CACHEMEM + (element >> 20);
		return 0;
	}
	return -ENOENT;
}

int adapter_ti_read(const struct isotap_platform *plat, uint32_t port, uint32_t reg,
		    uint32_t *value)
{
	uint32_t offset;
	int rc = find_ti(plat, port, &offset);

	return rc ? rc : plat->reg_read(plat->ctx, port, offset + reg, value);
}

int adapter_ti_state(const struct isotap_platform *plat, uint32_t port,
		     struct isotap_port_state *out)
{
	uint32_t cap, ctrl, status;
	int rc = adapter_ti_read(plat, port, TI_CAP, &cap);

	memset(out, 0, sizeof(*out));
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	rc = adapter_ti_read(plat, port, TI_CTRL, &ctrl);
	if (!rc)
		rc = adapter_ti_read(plat, port, TI_STATUS, &status);
	if (rc)
		return rc;
	out->mode = ctrl & TI_CTRL_MEM_ISO ? ISOTAP_PORT_ARMED : ISOTAP_PORT_DISARMED;
	if (status & TI_STATUS_MEM_ISO)
		out->mode = ISOTAP_PORT_ISOLATED;
	out->timeouts = ti_ranges_encodings(cap & TI_CAP_MEM_RANGES);
	out->timeout = !!(ctrl & TI_CTRL_MEM_TIMEOUT);
	out->timeout_value = ctrl & TI_CTRL_MEM_VALUE;
	out->isolation = !!(ctrl & TI_CTRL_MEM_ISO);
	out->link_down = !!(ctrl & TI_CTRL_MEM_ISO_LD);
	out->interrupt = !!(ctrl & TI_CTRL_INTERRUPT);
	return 0;
}

int adapter_error(int rc)
{
	return rc == -ENOENT || rc == -ENXIO || rc == -ENODEV ? -EOPNOTSUPP : rc;
}
