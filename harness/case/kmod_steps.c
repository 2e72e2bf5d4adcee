// SPDX-License-Identifier: GPL-2.0-or-later
/* Steps of cases about the reference module as a driver. */
#include "case/kmod_steps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "regs/cachemem.h"
#include "target/guest/guest.h"

#define BLOCK_CACHEMEM 0x1000u
#define POLL_NS (TC_MS / 2)

const char *const km_files[] = {
	"state",
	"cause",
	"last_error",
	"timeout_ranges",
	"timeout",
	"timeout_enable",
	"link_down_enable",
	"isolation",
	"recover",
	NULL,
};

static const char *port_name(struct test *t, uint32_t port)
{
	return t->target->ports[port].name;
}

int km_write(struct test *t, uint32_t port, const char *file, const char *text)
{
	return sys_write(text, KM_PCI "/%s/cxl_ti/%s", port_name(t, port), file);
}

ssize_t km_write_bytes(const char *path, const void *data, size_t length)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, data, length);
	if (n < 0)
		n = -errno;
	close(fd);
	return n;
}

void km_read(struct test *t, uint32_t port, const char *file, char *out, size_t size)
{
	int rc = sys_read(out, size, KM_PCI "/%s/cxl_ti/%s", port_name(t, port), file);

	tc_check(t, !rc, "%s/cxl_ti/%s cannot be read: %s", port_name(t, port), file,
		 strerror(-rc));
}

bool km_has_files(struct test *t, uint32_t port)
{
	return sys_exists(KM_PCI "/%s/cxl_ti", port_name(t, port));
}

void km_region_file(struct test *t, uint32_t region, char *path, size_t size)
{
	struct isotap_region_info info = tc_region(t, region);

	snprintf(path, size, "/sys/bus/cxl/devices/%s/error_isolation", info.name);
}

void km_load(struct test *t, const char *parameters)
{
	int rc = kmod_load(parameters);

	tc_check(t, !rc, "the module does not load: %s", strerror(-rc));
}

void km_unload(struct test *t)
{
	int rc = kmod_unload();

	tc_check(t, !rc, "the module does not unload: %s", strerror(-rc));
}

void km_bind(struct test *t, const char *driver, const char *function)
{
	tc_setup(t, "bind a driver", sys_write(function, "/sys/bus/pci/drivers/%s/bind", driver));
}

void km_unbind(struct test *t, const char *driver, const char *function)
{
	tc_setup(t, "unbind a driver",
		 sys_write(function, "/sys/bus/pci/drivers/%s/unbind", driver));
}

struct search {
	char folder[PATH_MAX / 2];
	char found[ISOTAP_NAME_MAX];
};

/* Depth first, through the folders of the functions below. */
static int search_endpoint(void *ctx, const char *name)
{
	struct search *search = ctx, below;
	unsigned int domain, bus, device, function;
	char class[32];
	int rc;

	if (sscanf(name, "%x:%x:%x.%x", &domain, &bus, &device, &function) != 4)
		return 0;
	if (!sys_read(class, sizeof(class), KM_PCI "/%s/class", name) &&
	    !strncmp(class, "0x0502", 6)) {
		snprintf(search->found, sizeof(search->found), "%.31s", name);
		return 1;
	}
	snprintf(below.folder, sizeof(below.folder), KM_PCI "/%.31s", name);
	rc = sys_each(below.folder, search_endpoint, &below);
	if (rc == 1)
		memcpy(search->found, below.found, sizeof(below.found));
	return rc == 1;
}

void km_endpoint(struct test *t, uint32_t port, char *out, size_t size)
{
	struct search search = {0};

	snprintf(search.folder, sizeof(search.folder), KM_PCI "/%s", port_name(t, port));
	if (sys_each(search.folder, search_endpoint, &search) != 1)
		tc_broken(t, "no memory device below %s", port_name(t, port));
	snprintf(out, size, "%s", search.found);
}

void km_driver_of(const char *function, char *out, size_t size)
{
	if (sys_link_name(out, size, KM_PCI "/%s/driver", function))
		out[0] = 0;
}

/* Where the structure lies in the component block, as the capability array says. */
static uint32_t structure_offset(struct test *t, uint32_t port)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t header = 0, element = 0;

	tc_setup(t, "read the capability array",
		 ops->reg_read(t->target, ORIGIN_HARNESS, port, BLOCK_CACHEMEM, &header));
	for (uint32_t i = 1; i <= header >> 24; i++) {
		tc_setup(t, "read the capability array",
			 ops->reg_read(t->target, ORIGIN_HARNESS, port, BLOCK_CACHEMEM + 4 * i,
				       &element));
		if ((element & 0xffff) == TI_CAP_ID)
			return BLOCK_CACHEMEM + (element >> 20);
	}
	tc_broken(t, "%s has no T&I structure", port_name(t, port));
}

static uint64_t block_address(struct test *t, uint32_t port)
{
	char path[128], line[128];
	uint64_t offset = 0, start = 0;
	uint32_t bar = 0;
	FILE *file;
	int fd, rc;

	snprintf(path, sizeof(path), KM_PCI "/%s/config", port_name(t, port));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	rc = fd < 0 ? -errno : guest_find_block(fd, &bar, &offset);
	if (fd >= 0)
		close(fd);
	tc_setup(t, "find the component registers", rc);
	/* "0x... 0x... 0x...", a line for each BAR */
	snprintf(path, sizeof(path), KM_PCI "/%s/resource", port_name(t, port));
	file = fopen(path, "re");
	for (uint32_t i = 0; file && i <= bar && fgets(line, sizeof(line), file); i++)
		start = strtoull(line, NULL, 16);
	if (file)
		fclose(file);
	if (!start)
		tc_broken(t, "%s has no BAR %u", port_name(t, port), bar);
	return start + offset;
}

void km_claim(struct test *t, uint32_t port)
{
	char parameters[64];

	snprintf(parameters, sizeof(parameters), "claim=0x%llx,%u",
		 (unsigned long long)block_address(t, port) + structure_offset(t, port), TI_SIZE);
	tc_setup(t, "claim the structure", module_load(AGENT_BUSY, parameters));
	if (!sys_exists("/sys/module/" AGENT_BUSY))
		tc_broken(t, "the guest has no " AGENT_BUSY);
}

void km_let_go(struct test *t)
{
	tc_setup(t, "let go of what was claimed", module_unload(AGENT_BUSY));
}

pid_t km_spawn(struct test *t, int (*fn)(void *arg), void *arg)
{
	pid_t pid = fork();

	if (pid < 0)
		tc_broken(t, "fork: %s", strerror(errno));
	if (!pid) {
		int rc = fn(arg);

		_exit(rc < 0 && rc > -255 ? -rc : rc ? 255 : 0);
	}
	return pid;
}

int km_join(struct test *t, pid_t pid)
{
	const struct target_ops *ops = t->target->ops;
	uint64_t deadline = ops->now(t->target) + 2 * SC_REACTION;
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		if (ops->now(t->target) >= deadline) {
			kill(pid, SIGKILL);
			tc_fail(t, "another process is stuck");
		}
		tc_setup(t, "wait", ops->delay_until(t->target, ops->now(t->target) + POLL_NS));
	}
	tc_check(t, WIFEXITED(status), "another process was killed by signal %d", WTERMSIG(status));
	return -WEXITSTATUS(status);
}

struct write_job {
	char path[128], text[32];
};

static int write_once(void *arg)
{
	struct write_job *job = arg;

	return sys_write(job->text, "%s", job->path);
}

pid_t km_spawn_write(struct test *t, uint32_t port, const char *file, const char *text)
{
	struct write_job job;

	snprintf(job.path, sizeof(job.path), KM_PCI "/%s/cxl_ti/%s", port_name(t, port), file);
	snprintf(job.text, sizeof(job.text), "%s", text);
	return km_spawn(t, write_once, &job);
}
