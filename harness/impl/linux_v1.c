// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Linux series of 2025 as an implementation: three files in the folder cxl_isolation of a root
 * port's PCI device. It arms at boot, tells user space nothing, knows no recovery, and panics if
 * type-3 memory is isolated.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/sysfs.h"
#include "impl/adapter.h"
#include "impl/impl.h"

#define FOLDER "/sys/bus/pci/devices/%s/cxl_isolation"

/* A port's controls as probe() found them. */
struct found {
	char isolation[16], timeout[16], range[16];
};

struct v1 {
	const struct isotap_platform *plat;
	struct found found[ADAPTER_PORTS];
};

/* Letters stand for the halves of the ranges; the default has none. */
static const char *const letters[16] = {
	[0x1] = "a", [0x2] = "a2", [0x5] = "b", [0x6] = "b2",
	[0x9] = "c", [0xa] = "c2", [0xd] = "d", [0xe] = "d2",
};

static int port_write(const struct v1 *v1, uint32_t port, const char *file, const char *text)
{
	char name[ISOTAP_NAME_MAX];
	int rc = adapter_port_name(v1->plat, port, name);

	return rc ? rc : adapter_error(sys_write(text, FOLDER "/%s", name, file));
}

static int port_read(const struct v1 *v1, uint32_t port, const char *file, char *out, size_t size)
{
	char name[ISOTAP_NAME_MAX];
	int rc = adapter_port_name(v1->plat, port, name);

	return rc ? rc : sys_read(out, size, FOLDER "/%s", name, file);
}

static void look(const struct v1 *v1, uint32_t port, struct found *out)
{
	const struct {
		const char *file;
		char *text;
	} files[] = {{"isolation_ctrl", out->isolation},
		     {"timeout_ctrl", out->timeout},
		     {"timeout_range", out->range}};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (port_read(v1, port, files[i].file, files[i].text, sizeof(out->range)))
			files[i].text[0] = '\0';
}

static int v1_probe(const struct isotap_platform *platform, void **instance)
{
	int count = platform->port_count(platform->ctx);
	struct v1 *v1 = calloc(1, sizeof(*v1));

	if (!v1)
		return -ENOMEM;
	v1->plat = platform;
	for (int i = 0; i < count && i < ADAPTER_PORTS; i++)
		look(v1, (uint32_t)i, &v1->found[i]);
	*instance = v1;
	return 0;
}

static void put_back(const struct v1 *v1, uint32_t port, const char *file, const char *then,
		     const char *now)
{
	if (*then && strcmp(then, now))
		port_write(v1, port, file, then);
}

/* The software stays: what is on goes off first, what was on comes last. */
static void v1_remove(void *instance)
{
	struct v1 *v1 = instance;
	int count = v1->plat->port_count(v1->plat->ctx);

	for (int i = 0; i < count && i < ADAPTER_PORTS; i++) {
		const struct found *then = &v1->found[i];
		struct found now;

		look(v1, (uint32_t)i, &now);
		put_back(v1, (uint32_t)i, "timeout_range", then->range, now.range);
		put_back(v1, (uint32_t)i, "timeout_ctrl", then->timeout, now.timeout);
		put_back(v1, (uint32_t)i, "isolation_ctrl", then->isolation, now.isolation);
	}
	free(v1);
}

static int set_range(const struct v1 *v1, uint32_t port, uint8_t value)
{
	char number[8];

	snprintf(number, sizeof(number), "0x%x", value);
	return port_write(v1, port, "timeout_range",
			  value < 16 && letters[value] ? letters[value] : number);
}

/* The switch first, so that what it does on a port without the timeout is seen as well. */
static int v1_set_timeout(void *instance, uint32_t port, int enable, uint8_t value)
{
	struct v1 *v1 = instance;
	struct found before;
	int rc;

	look(v1, port, &before);
	rc = port_write(v1, port, "timeout_ctrl", enable ? "1" : "0");
	if (rc)
		return rc;
	rc = set_range(v1, port, value);
	if (rc && *before.timeout)
		port_write(v1, port, "timeout_ctrl", before.timeout);
	return rc;
}

/* Which port has what, is the software's to say; that it has no file for a thing, is known. */
static int v1_arm(void *instance, uint32_t port, const struct isotap_arm_config *config)
{
	struct v1 *v1 = instance;
	struct found before;
	int rc = 0;

	if (config->size < sizeof(*config))
		return -EINVAL;
	if (config->link_down || config->err_cor)
		return -EOPNOTSUPP;
	look(v1, port, &before);
	if (config->timeout)
		rc = v1_set_timeout(v1, port, 1, config->timeout_value);
	else if (!strcmp(before.timeout, "1"))
		rc = port_write(v1, port, "timeout_ctrl", "0");
	if (!rc)
		rc = port_write(v1, port, "isolation_ctrl", "1");
	if (rc && *before.timeout)
		port_write(v1, port, "timeout_ctrl", before.timeout);
	return rc;
}

static int v1_disarm(void *instance, uint32_t port)
{
	struct v1 *v1 = instance;
	char timeout[16];
	int rc = port_write(v1, port, "isolation_ctrl", "0");

	if (!rc && !port_read(v1, port, "timeout_ctrl", timeout, sizeof(timeout)) &&
	    strcmp(timeout, "0"))
		rc = port_write(v1, port, "timeout_ctrl", "0");
	return rc;
}

/* "b2", or a number. */
static int parse_range(const char *text, uint8_t *out)
{
	unsigned long value;
	char *end;

	for (uint8_t i = 0; i < 16; i++) {
		if (!letters[i] || strcasecmp(letters[i], text))
			continue;
		*out = i;
		return 0;
	}
	value = strtoul(text, &end, 0);
	if (end == text || *end || value > 15)
		return -EIO;
	*out = (uint8_t)value;
	return 0;
}

/* The files say what is on; that a port is isolated, and what it offers, the registers. */
static int v1_port_state(void *instance, uint32_t port, struct isotap_port_state *out)
{
	struct v1 *v1 = instance;
	char text[16];
	int rc = port_read(v1, port, "isolation_ctrl", text, sizeof(text));

	if (rc == -ENOENT) {
		memset(out, 0, sizeof(*out));
		return 0; /* ISOTAP_PORT_ABSENT */
	}
	if (!rc)
		rc = adapter_ti_state(v1->plat, port, out);
	if (rc)
		return rc;
	out->isolation = !strcmp(text, "1");
	if (out->mode != ISOTAP_PORT_ISOLATED)
		out->mode = out->isolation ? ISOTAP_PORT_ARMED : ISOTAP_PORT_DISARMED;
	rc = port_read(v1, port, "timeout_ctrl", text, sizeof(text));
	out->timeout = !strcmp(text, "1");
	if (!rc)
		rc = port_read(v1, port, "timeout_range", text, sizeof(text));
	return rc ? rc : parse_range(text, &out->timeout_value);
}

static int v1_wait_event(void *instance, uint64_t deadline, struct isotap_event *out)
{
	const struct v1 *v1 = instance;
	int rc = v1->plat->delay_until(v1->plat->ctx, deadline);

	(void)out;
	return rc ? rc : -ETIMEDOUT;
}

const struct isotap_impl_ops impl_linux_v1 = {
	.abi = ISOTAP_IMPL_ABI,
	.size = sizeof(struct isotap_impl_ops),
	.name = "linux-v1",
	.version = "cxl_isolation files, Linux series of 2025",
	.caps = ISOTAP_IMPL_TIMEOUT | ISOTAP_IMPL_RESIDENT | ISOTAP_IMPL_NO_LINK_DOWN,
	.probe = v1_probe,
	.remove = v1_remove,
	.arm = v1_arm,
	.disarm = v1_disarm,
	.port_state = v1_port_state,
	.wait_event = v1_wait_event,
	.set_timeout = v1_set_timeout,
};
