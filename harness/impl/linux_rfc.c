// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Linux series of 2024 as an implementation: two files on a service device of a root port. It
 * arms at boot and has no switch; when a port isolates, the regions below its host bridge are
 * removed, and that they go is all that user space is told.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/sysfs.h"
#include "agent/uevent.h"
#include "impl/adapter.h"
#include "impl/impl.h"
#include "regs/ti.h"

#define SERVICES "/sys/bus/pci_express/devices"
#define WAIT_STEP_NS 5000000ull

struct rfc {
	const struct isotap_platform *plat;
	int uevents;
	char service[ADAPTER_PORTS][48]; /* "0000:0c:00.0:pcie020", "" */
	uint64_t below[ADAPTER_PORTS];   /* regions that were seen below each port */
	uint64_t told;                   /* ports whose isolation was an event already */
	uint8_t value[ADAPTER_PORTS];    /* the timeout value as probe() found it */
};

/* ---- files ---- */

static int find_service(void *ctx, const char *name)
{
	struct rfc *rfc = ctx;
	char port[ISOTAP_NAME_MAX];
	size_t length = strcspn(name, "p"); /* "DDDD:BB:DD.F:pcieXXX" */
	uint32_t index;

	if (length < 2 || length > sizeof(port) || !sys_exists(SERVICES "/%s/timeout_range", name))
		return 0;
	snprintf(port, sizeof(port), "%.*s", (int)length - 1, name);
	if (!adapter_port_by_name(rfc->plat, port, &index))
		snprintf(rfc->service[index], sizeof(rfc->service[index]), "%s", name);
	return 0;
}

static const char *service_of(const struct rfc *rfc, uint32_t port)
{
	return port < ADAPTER_PORTS ? rfc->service[port] : "";
}

/* Decimal, where the file takes hexadecimal. */
static int read_value(const struct rfc *rfc, uint32_t port, uint8_t *out)
{
	uint64_t value;
	int rc = sys_read_u64(&value, SERVICES "/%s/timeout_range", service_of(rfc, port));

	if (!rc && value > 15)
		rc = -EIO;
	*out = rc ? 0 : (uint8_t)value;
	return rc;
}

static int write_value(const struct rfc *rfc, uint32_t port, uint8_t value)
{
	char text[8];

	if (!*service_of(rfc, port))
		return -EOPNOTSUPP;
	snprintf(text, sizeof(text), "%x", value);
	return adapter_error(sys_write(text, SERVICES "/%s/timeout_range", service_of(rfc, port)));
}

/* "0x6\tRange B (65ms-210ms)", a line for each */
static int read_available(const struct rfc *rfc, uint32_t port, uint16_t *out)
{
	char path[128], text[1024], *line, *next;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), SERVICES "/%s/available_timeout_ranges",
		 service_of(rfc, port));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n < 0)
		return -EIO;
	text[n] = '\0';
	*out = 0;
	for (line = strtok_r(text, "\n", &next); line; line = strtok_r(NULL, "\n", &next)) {
		unsigned long encoding = strtoul(line, NULL, 16);

		if (encoding < 16)
			*out |= (uint16_t)(1u << encoding);
	}
	return 0;
}

/* ---- the instance ---- */

static int rfc_probe(const struct isotap_platform *platform, void **instance)
{
	int count = platform->port_count(platform->ctx), rc;
	struct rfc *rfc = calloc(1, sizeof(*rfc));

	if (!rfc)
		return -ENOMEM;
	rfc->plat = platform;
	rfc->uevents = uevent_open();
	if (rfc->uevents < 0 || fcntl(rfc->uevents, F_SETFL, O_NONBLOCK)) {
		rc = rfc->uevents < 0 ? rfc->uevents : -errno;
		free(rfc);
		return rc;
	}
	sys_each(SERVICES, find_service, rfc);
	for (int i = 0; i < count && i < ADAPTER_PORTS; i++) {
		adapter_look_below(platform, (uint32_t)i, rfc->below);
		read_value(rfc, (uint32_t)i, &rfc->value[i]);
	}
	*instance = rfc;
	return 0;
}

static void rfc_remove(void *instance)
{
	struct rfc *rfc = instance;
	uint8_t value;

	for (uint32_t i = 0; i < ADAPTER_PORTS; i++)
		if (rfc->service[i][0] && !read_value(rfc, i, &value) && value != rfc->value[i])
			write_value(rfc, i, rfc->value[i]);
	close(rfc->uevents);
	free(rfc);
}

/* There is no switch: what is on stays on, what is off stays off. */
static int check_switch(const struct rfc *rfc, uint32_t port, uint32_t bit, int on)
{
	uint32_t ctrl;
	int rc = adapter_ti_read(rfc->plat, port, TI_CTRL, &ctrl);

	if (rc)
		return adapter_error(rc);
	return !(ctrl & bit) == !on ? 0 : -EOPNOTSUPP;
}

static int rfc_set_timeout(void *instance, uint32_t port, int enable, uint8_t value)
{
	struct rfc *rfc = instance;
	char name[ISOTAP_NAME_MAX];
	int rc = adapter_port_name(rfc->plat, port, name);

	if (!rc)
		rc = check_switch(rfc, port, TI_CTRL_MEM_TIMEOUT, enable);
	return rc ? rc : write_value(rfc, port, value);
}

static int rfc_arm(void *instance, uint32_t port, const struct isotap_arm_config *config)
{
	struct rfc *rfc = instance;
	char name[ISOTAP_NAME_MAX];
	int rc = adapter_port_name(rfc->plat, port, name);

	if (rc)
		return rc;
	if (config->size < sizeof(*config))
		return -EINVAL;
	if (config->link_down || config->err_cor)
		return -EOPNOTSUPP;
	rc = check_switch(rfc, port, TI_CTRL_MEM_ISO, 1);
	if (!rc)
		rc = check_switch(rfc, port, TI_CTRL_MEM_TIMEOUT, config->timeout);
	if (!rc && config->timeout)
		rc = write_value(rfc, port, config->timeout_value);
	if (!rc)
		adapter_look_below(rfc->plat, port, rfc->below);
	return rc;
}

static int rfc_disarm(void *instance, uint32_t port)
{
	struct rfc *rfc = instance;
	char name[ISOTAP_NAME_MAX];
	int rc = adapter_port_name(rfc->plat, port, name);

	return rc ? rc : check_switch(rfc, port, TI_CTRL_MEM_ISO, 0);
}

/* The files say which timeouts there are and which is in force, the registers the rest. */
static int rfc_port_state(void *instance, uint32_t port, struct isotap_port_state *out)
{
	struct rfc *rfc = instance;
	uint8_t value;
	int rc = adapter_ti_state(rfc->plat, port, out);

	if (rc || !*service_of(rfc, port))
		return rc;
	rc = read_available(rfc, port, &out->timeouts);
	if (!rc)
		rc = read_value(rfc, port, &value);
	if (!rc)
		out->timeout_value = value;
	return rc;
}

/* ---- events ---- */

static bool all_gone(const struct rfc *rfc, uint32_t port)
{
	struct isotap_region_info info;

	for (uint32_t i = 0; i < ADAPTER_REGIONS; i++)
		if (rfc->below[port] >> i & 1 &&
		    !rfc->plat->region_info(rfc->plat->ctx, i, &info) && info.usable)
			return false;
	return true;
}

/* Something below a region went: if a port has isolated and all that lay below it is gone, that was
 * the software. */
static bool isolated(struct rfc *rfc, struct isotap_event *out)
{
	int count = rfc->plat->port_count(rfc->plat->ctx);

	for (uint32_t i = 0; i < (uint32_t)count && i < ADAPTER_PORTS; i++) {
		uint32_t status;

		if (!rfc->service[i][0] || adapter_ti_read(rfc->plat, i, TI_STATUS, &status))
			continue;
		if (!(status & TI_STATUS_MEM_ISO)) {
			rfc->told &= ~(1ull << i);
		} else if (!(rfc->told >> i & 1) && rfc->below[i] && all_gone(rfc, i)) {
			rfc->told |= 1ull << i;
			*out = (struct isotap_event){.kind = ISOTAP_EVENT_ISOLATED,
						     .cause = ISOTAP_CAUSE_UNKNOWN,
						     .port = i};
			return true;
		}
	}
	return false;
}

static int rfc_wait_event(void *instance, uint64_t deadline, struct isotap_event *out)
{
	struct rfc *rfc = instance;
	bool removed = false;

	for (;;) {
		struct pollfd ready = {.fd = rfc->uevents, .events = POLLIN};
		uint64_t now = rfc->plat->now(rfc->plat->ctx);
		uint64_t left = now < deadline ? deadline - now : 0;
		int rc = uevent_region_removed(rfc->uevents);

		if (rc >= 0) {
			removed |= rc;
			continue;
		}
		if (rc != -EAGAIN)
			return rc;
		if (removed && isolated(rfc, out))
			return 0;
		if (!left)
			return -ETIMEDOUT;
		if (left > WAIT_STEP_NS)
			left = WAIT_STEP_NS;
		poll(&ready, 1, (int)(left / 1000000u) + 1);
	}
}

const struct isotap_impl_ops impl_linux_rfc = {
	.abi = ISOTAP_IMPL_ABI,
	.size = sizeof(struct isotap_impl_ops),
	.name = "linux-rfc",
	.version = "pcie service files, Linux series of 2024",
	.caps = ISOTAP_IMPL_TIMEOUT | ISOTAP_IMPL_RESIDENT | ISOTAP_IMPL_NO_LINK_DOWN,
	.probe = rfc_probe,
	.remove = rfc_remove,
	.arm = rfc_arm,
	.disarm = rfc_disarm,
	.port_state = rfc_port_state,
	.wait_event = rfc_wait_event,
	.set_timeout = rfc_set_timeout,
};
