// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The reference kernel module as an implementation: its sysfs files are the operations, its uevents
 * the notifications. What Linux leaves to an administrator after a recovery, creating the regions
 * again, is done here.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/module.h"
#include "agent/protocol.h"
#include "agent/sysfs.h"
#include "agent/uevent.h"
#include "impl/adapter.h"
#include "impl/impl.h"
#include "impl/kmod.h"

#define PORT_FILE "/sys/bus/pci/devices/%s/cxl_ti/%s"
#define REGION_FILE "/sys/bus/cxl/devices/%s/error_isolation"
#define PARAMETER "/sys/module/" AGENT_KMOD "/parameters/%s"
#define WAIT_STEP_NS 5000000ull

struct kmod {
	const struct isotap_platform *plat;
	int uevents;
	uint64_t below[ADAPTER_PORTS]; /* regions that were seen below each port */
};

static char variant[16]; /* "": the reference */
static const char *parameters = "";

int kmod_variant(const char *what, char *out, size_t size)
{
	size_t length;

	if (strncmp(what, "kmod-", 5))
		return -EINVAL;
	length = strcspn(what + 5, "-");
	if (!length || length >= size ||
	    strspn(what + 5, "abcdefghijklmnopqrstuvwxyz0123456789") < length)
		return -EINVAL;
	snprintf(out, size, "%.*s", (int)length, what + 5);
	return 0;
}

int kmod_load(const char *text)
{
	char file[64];

	if (!variant[0])
		return module_load(AGENT_KMOD, text);
	snprintf(file, sizeof(file), AGENT_PLUGINS "/%s.ko", variant);
	return module_load_file(AGENT_KMOD, file, text);
}

int kmod_unload(void)
{
	return module_unload(AGENT_KMOD);
}

void kmod_set_parameters(const char *text)
{
	parameters = text;
}

static int bind_bridge(void *ctx, const char *name)
{
	char class[32];

	(void)ctx;
	if (!sys_read(class, sizeof(class), "/sys/bus/pci/devices/%s/class", name) &&
	    !strncmp(class, "0x0604", 6) && !sys_exists("/sys/bus/pci/devices/%s/driver", name))
		sys_write(name, "/sys/bus/pci/drivers/pcieport/bind");
	return 0;
}

static int is_dax(void *ctx, const char *name)
{
	(void)ctx;
	return !strncmp(name, "dax", 3);
}

void kmod_tidy(void)
{
	module_unload(AGENT_BUSY);
	/* while it is loaded it takes every new dax device of a region */
	if (!sys_each("/sys/bus/dax/drivers/kmem", is_dax, NULL))
		module_unload("kmem");
	sys_each("/sys/bus/pci/devices", bind_bridge, NULL);
}

int kmod_refusal(const char *port)
{
	char text[4096], *line, *next;
	ssize_t n;
	int fd = open("/sys/module/" AGENT_KMOD "/parameters/ports", O_RDONLY | O_CLOEXEC);

	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	for (line = strtok_r(text, "\n", &next); line; line = strtok_r(NULL, "\n", &next)) {
		size_t length = strlen(port);

		if (!strncmp(line, port, length) && line[length] == ' ')
			return atoi(line + length + 1);
	}
	return -ENODEV;
}

/* A port without isolation has no files: why, the module knows. */
static int port_write(const struct kmod *k, uint32_t port, const char *file, const char *text)
{
	char name[ISOTAP_NAME_MAX];
	int rc = adapter_port_name(k->plat, port, name);

	if (!rc)
		rc = sys_write(text, PORT_FILE, name, file);
	if (rc != -ENOENT)
		return rc;
	rc = kmod_refusal(name);
	return rc == -ENOENT || rc >= 0 ? -EOPNOTSUPP : rc;
}

static int port_read(const struct kmod *k, uint32_t port, const char *file, char *out, size_t size)
{
	char name[ISOTAP_NAME_MAX];
	int rc = adapter_port_name(k->plat, port, name);

	return rc ? rc : sys_read(out, size, PORT_FILE, name, file);
}

static int kmod_probe(const struct isotap_platform *platform, void **instance)
{
	struct kmod *k;
	int rc;

	rc = kmod_load(parameters);
	if (rc)
		return rc;
	if (!sys_exists("/sys/module/" AGENT_KMOD))
		return -ENOENT;
	k = calloc(1, sizeof(*k));
	if (!k)
		return -ENOMEM;
	k->plat = platform;
	k->uevents = uevent_open();
	if (k->uevents < 0 || fcntl(k->uevents, F_SETFL, O_NONBLOCK)) {
		rc = k->uevents < 0 ? k->uevents : -errno;
		free(k);
		return rc;
	}
	*instance = k;
	return 0;
}

/* Unloading disarms every port. */
static void kmod_remove(void *instance)
{
	struct kmod *k = instance;
	int rc = kmod_unload();

	if (rc)
		k->plat->log(k->plat->ctx, ISOTAP_LOG_ERR, "the module cannot be unloaded");
	kmod_tidy();
	close(k->uevents);
	free(k);
}

static int kmod_set_timeout(void *instance, uint32_t port, int enable, uint8_t value)
{
	char text[16];
	int rc;

	snprintf(text, sizeof(text), "0x%x", value);
	rc = port_write(instance, port, "timeout", text);
	return rc ? rc : port_write(instance, port, "timeout_enable", enable ? "1" : "0");
}

/* What the configuration leaves off is switched off, where the port has it at all. */
static int set_or_clear(struct kmod *k, uint32_t port, const char *file, int on)
{
	int rc = port_write(k, port, file, on ? "1" : "0");

	return rc == -EOPNOTSUPP && !on ? 0 : rc;
}

static int kmod_arm(void *instance, uint32_t port, const struct isotap_arm_config *config)
{
	struct kmod *k = instance;
	int rc = 0;

	if (config->size < sizeof(*config))
		return -EINVAL;
	if (config->err_cor) /* the module has no file for it */
		return -EOPNOTSUPP;
	if (config->timeout)
		rc = kmod_set_timeout(k, port, 1, config->timeout_value);
	else
		rc = set_or_clear(k, port, "timeout_enable", 0);
	if (!rc)
		rc = set_or_clear(k, port, "link_down_enable", config->link_down);
	if (!rc)
		rc = port_write(k, port, "isolation", "1");
	if (!rc)
		adapter_look_below(k->plat, port, k->below);
	if (rc) {
		set_or_clear(k, port, "timeout_enable", 0);
		set_or_clear(k, port, "link_down_enable", 0);
	}
	return rc;
}

static int kmod_disarm(void *instance, uint32_t port)
{
	struct kmod *k = instance;
	int rc = port_write(k, port, "isolation", "0");

	if (!rc)
		rc = set_or_clear(k, port, "timeout_enable", 0);
	if (!rc)
		rc = set_or_clear(k, port, "link_down_enable", 0);
	return rc;
}

static enum isotap_port_mode mode_of(const char *text)
{
	static const char *const names[] = {
		[ISOTAP_PORT_DISARMED] = "disarmed", [ISOTAP_PORT_ARMED] = "armed",
		[ISOTAP_PORT_ISOLATED] = "isolated", [ISOTAP_PORT_RECOVERING] = "recovering",
		[ISOTAP_PORT_FAILED] = "failed",
	};

	for (int i = ISOTAP_PORT_DISARMED; i <= ISOTAP_PORT_FAILED; i++)
		if (!strcmp(text, names[i]))
			return i;
	return ISOTAP_PORT_FAILED;
}

static enum isotap_cause cause_of(const char *text)
{
	if (!strcmp(text, "timeout"))
		return ISOTAP_CAUSE_TIMEOUT;
	if (!strcmp(text, "link-down"))
		return ISOTAP_CAUSE_LINK_DOWN;
	return strcmp(text, "none") ? ISOTAP_CAUSE_UNKNOWN : ISOTAP_CAUSE_NONE;
}

/* "0x0 0x1 ... ; remark" */
static void parse_ranges(char *text, struct isotap_port_state *out)
{
	char *remark = strchr(text, ';'), *next, *word;

	if (remark) {
		*remark++ = 0;
		snprintf(out->text, sizeof(out->text), "%s", remark + strspn(remark, " "));
	}
	for (word = strtok_r(text, " ", &next); word; word = strtok_r(NULL, " ", &next)) {
		unsigned long encoding = strtoul(word, NULL, 16);

		if (encoding < 16)
			out->timeouts |= (uint16_t)(1u << encoding);
	}
}

static int read_number(const struct kmod *k, uint32_t port, const char *file, uint8_t *out)
{
	char text[32];
	int rc = port_read(k, port, file, text, sizeof(text));

	*out = rc ? 0 : (uint8_t)strtoul(text, NULL, 0);
	return rc;
}

static int kmod_port_state(void *instance, uint32_t port, struct isotap_port_state *out)
{
	struct kmod *k = instance;
	char text[512];
	int rc;

	memset(out, 0, sizeof(*out));
	rc = port_read(k, port, "state", text, sizeof(text));
	if (rc == -ENOENT)
		return 0; /* ISOTAP_PORT_ABSENT */
	if (rc)
		return rc;
	out->mode = mode_of(text);
	out->interrupt = 1; /* the module arms nothing without one */
	if (!port_read(k, port, "cause", text, sizeof(text)))
		out->cause = cause_of(text);
	if (!port_read(k, port, "timeout_ranges", text, sizeof(text)))
		parse_ranges(text, out);
	if (!port_read(k, port, "last_error", text, sizeof(text)) && strcmp(text, "none"))
		snprintf(out->text, sizeof(out->text), "%.*s", ISOTAP_TEXT_MAX - 1, text);
	rc = read_number(k, port, "timeout", &out->timeout_value);
	if (!rc)
		rc = read_number(k, port, "timeout_enable", &out->timeout);
	if (!rc)
		rc = read_number(k, port, "link_down_enable", &out->link_down);
	return rc ? rc : read_number(k, port, "isolation", &out->isolation);
}

static int kmod_wait_event(void *instance, uint64_t deadline, struct isotap_event *out)
{
	struct kmod *k = instance;
	char name[ISOTAP_NAME_MAX];

	for (;;) {
		struct pollfd ready = {.fd = k->uevents, .events = POLLIN};
		uint64_t now = k->plat->now(k->plat->ctx);
		uint64_t left = now < deadline ? deadline - now : 0;
		int rc;

		rc = uevent_receive(k->uevents, out, name, sizeof(name));
		if (rc == 1 && !adapter_port_by_name(k->plat, name, &out->port))
			return 0;
		if (rc >= 0)
			continue; /* of something else */
		if (rc != -EAGAIN)
			return rc;
		if (!left)
			return -ETIMEDOUT;
		if (left > WAIT_STEP_NS)
			left = WAIT_STEP_NS;
		poll(&ready, 1, (int)(left / 1000000u) + 1);
	}
}

/* By its name now: a region that was created again has another one. */
static int region_name(struct kmod *k, uint32_t region, char *out)
{
	struct isotap_region_info info;
	int rc = k->plat->region_info(k->plat->ctx, region, &info);

	if (rc)
		return rc;
	memcpy(out, info.name, ISOTAP_NAME_MAX);
	for (uint32_t port = 0; port < ADAPTER_PORTS && region < ADAPTER_REGIONS; port++)
		if (info.ports >> port & 1)
			k->below[port] |= 1ull << region;
	return 0;
}

static int kmod_region_switch(void *instance, uint32_t region, int on)
{
	char name[ISOTAP_NAME_MAX];
	int rc = region_name(instance, region, name);

	if (!rc)
		rc = sys_write(on ? "1" : "0", REGION_FILE, name);
	return rc == -ENOENT || rc == -ENXIO ? -EOPNOTSUPP : rc;
}

static int kmod_region_armed(void *instance, uint32_t region)
{
	char name[ISOTAP_NAME_MAX];
	uint64_t on;
	int rc = region_name(instance, region, name);

	if (!rc)
		rc = sys_read_u64(&on, REGION_FILE, name);
	if (rc == -ENOENT)
		return 0;
	return rc ? rc : on == 1;
}

/* A region over several ports comes back with the last of them. */
static bool other_way_lost(const struct kmod *k, uint32_t region, uint32_t port)
{
	char text[32];

	for (uint32_t i = 0; i < ADAPTER_PORTS; i++) {
		enum isotap_port_mode mode;

		if (i == port || !(k->below[i] >> region & 1) ||
		    port_read(k, i, "state", text, sizeof(text)))
			continue;
		mode = mode_of(text);
		if (mode != ISOTAP_PORT_ARMED && mode != ISOTAP_PORT_DISARMED)
			return true;
	}
	return false;
}

static int bring_regions_back(struct kmod *k, uint32_t port)
{
	int first = 0;

	for (uint32_t i = 0; i < ADAPTER_REGIONS; i++) {
		int rc;

		if (!(k->below[port] >> i & 1) || other_way_lost(k, i, port))
			continue;
		rc = k->plat->region_online(k->plat->ctx, i);
		if (rc && !first)
			first = rc;
	}
	return first;
}

static int kmod_recover(void *instance, uint32_t port, uint64_t deadline)
{
	struct kmod *k = instance;
	uint64_t now = k->plat->now(k->plat->ctx), bound, left;
	char text[32];
	int rc;

	if (port >= ADAPTER_PORTS)
		return -ENODEV;
	adapter_look_below(k->plat, port, k->below);
	/* the module's own bound of each of its waits, or less if there is less time */
	left = deadline > now ? (deadline - now) / 1000000u + 1 : 1;
	if (!sys_read_u64(&bound, PARAMETER, "recover_timeout_ms") && left < bound) {
		snprintf(text, sizeof(text), "%llu", (unsigned long long)left);
		sys_write(text, PARAMETER, "recover_timeout_ms");
	}
	rc = port_write(k, port, "recover", "1");
	return rc ? rc : bring_regions_back(k, port);
}

const struct isotap_impl_ops impl_kmod = {
	.abi = ISOTAP_IMPL_ABI,
	.size = sizeof(struct isotap_impl_ops),
	.name = "kmod",
	.version = "isotap_ti kernel module",
	.caps = ISOTAP_IMPL_TIMEOUT | ISOTAP_IMPL_REGION_SWITCH | ISOTAP_IMPL_RECOVER |
		ISOTAP_IMPL_REFUSES_RAM | ISOTAP_IMPL_REFUSES_REGIONS | ISOTAP_IMPL_DEFAULT_DEVDAX |
		ISOTAP_IMPL_MODULE,
	.probe = kmod_probe,
	.remove = kmod_remove,
	.arm = kmod_arm,
	.disarm = kmod_disarm,
	.port_state = kmod_port_state,
	.wait_event = kmod_wait_event,
	.set_timeout = kmod_set_timeout,
	.region_switch = kmod_region_switch,
	.region_armed = kmod_region_armed,
	.recover = kmod_recover,
};

const struct isotap_impl_ops *impl_kmod_variant(const char *what)
{
	static struct isotap_impl_ops ops;
	static char name[ISOTAP_NAME_MAX];

	if (kmod_variant(what, variant, sizeof(variant)))
		return NULL;
	if (strlen(what) >= sizeof(name))
		return NULL;
	strcpy(name, what);
	ops = impl_kmod;
	ops.name = name;
	ops.version = "isotap_ti kernel module with one defect";
	return &ops;
}
