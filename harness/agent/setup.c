// SPDX-License-Identifier: GPL-2.0-or-later
/* From the first instruction of init to a machine with its regions: as little as possible. */
#include "agent/agent.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "agent/module.h"
#include "agent/protocol.h"
#include "agent/sysfs.h"
#include "target/guest/guest.h"

#define PORT_TIMEOUT_MS 3000

int agent_mount(void)
{
	if (mount("dev", "/dev", "devtmpfs", 0, NULL) && errno != EBUSY)
		return -errno;
	if (mount("sys", "/sys", "sysfs", 0, NULL) && errno != EBUSY)
		return -errno;
	if (mount("proc", "/proc", "proc", 0, NULL) && errno != EBUSY)
		return -errno;
	return 0;
}

static int try_port(void *ctx, const char *device)
{
	char name[64], path[64];
	int *fd = ctx;

	if (sys_read(name, sizeof(name), "/sys/class/virtio-ports/%s/name", device) ||
	    strcmp(name, AGENT_PORT))
		return 0;
	snprintf(path, sizeof(path), "/dev/%.50s", device);
	*fd = open(path, O_RDWR | O_CLOEXEC);
	return *fd >= 0;
}

static int try_ports(void *ctx)
{
	return sys_each("/sys/class/virtio-ports", try_port, ctx) > 0;
}

int agent_find_port(void)
{
	int fd = -1;

	if (try_ports(&fd) > 0)
		return fd;
	/* where the kernel has them not built in */
	module_load("virtio_pci", "");
	module_load("virtio_console", "");
	return sys_await(try_ports, &fd, PORT_TIMEOUT_MS) > 0 ? fd : -ENODEV;
}

int agent_load_modules(char *error, size_t size)
{
	static const char *const names[] = {"cxl_acpi", "cxl_port", "cxl_mem",
					    "cxl_pci",  "dax_cxl",  "device_dax"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int rc = module_load(names[i], "");

		if (rc) {
			snprintf(error, size, "module %s: %s", names[i], strerror(-rc));
			return rc;
		}
	}
	return 0;
}

/* What the user brought, in the user's order. */
int agent_load_extra(char *error, size_t size)
{
	FILE *list = fopen(AGENT_LOAD, "re");
	char name[80];
	int rc = 0;

	while (list && !rc && fgets(name, sizeof(name), list)) {
		name[strcspn(name, "\n")] = 0;
		rc = module_load(name, "");
		if (rc)
			snprintf(error, size,
				 "module %s cannot be loaded: %s (the kernel's reason is in its "
				 "log, console-*.log)",
				 name, strerror(-rc));
	}
	if (list)
		fclose(list);
	return rc;
}

static int read_topology(struct topo *topo)
{
	int fd = open(AGENT_TOPOLOGY, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, topo, sizeof(*topo));
	close(fd);
	return n == sizeof(*topo) ? 0 : -EBADMSG;
}

int agent_setup(struct agent *agent, char *error, size_t size)
{
	int rc = agent->ordinary ? 0 : read_topology(&agent->topo);

	if (rc) {
		snprintf(error, size, "%s: %s", AGENT_TOPOLOGY, strerror(-rc));
		return rc;
	}
	rc = target_guest_open(&agent->target, &agent->topo, error, size);
	if (!rc && agent->scripted)
		agent->target.caps |= TARGET_COUNTED;
	return rc;
}

void agent_power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	for (;;) /* init must not end */
		pause();
}
