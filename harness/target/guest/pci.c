// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * PCI functions through sysfs: capabilities in configuration space, component registers through the
 * register locator (CXL r3.2 8.1.9). Below a root port those of switches and devices, read only.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/sysfs.h"

#define PCI_CAP_PTR 0x34
#define PCI_CAP_EXP 0x10
#define PCI_EXT_CAPS 0x100
#define PCI_EXT_DVSEC 0x23
#define DVSEC_VENDOR_CXL 0x1e98
#define DVSEC_REGISTER_LOCATOR 8
#define LOCATOR_COMPONENT 1
#define CACHEMEM 0x1000u
#define CACHEMEM_SIZE 0x1000u

int guest_config_read(int fd, uint32_t offset, uint32_t width, uint32_t *value)
{
	*value = 0;
	return pread(fd, value, width, offset) == (ssize_t)width ? 0 : -EIO;
}

uint32_t guest_find_pcie(int fd)
{
	uint32_t at, header;

	if (guest_config_read(fd, PCI_CAP_PTR, 1, &at))
		return 0;
	for (int i = 0; at >= 0x40 && i < 48; i++) {
		if (guest_config_read(fd, at, 4, &header))
			return 0;
		if ((header & 0xff) == PCI_CAP_EXP)
			return at;
		at = header >> 8 & 0xfc;
	}
	return 0;
}

/* The locator's entry for the component registers: BAR and offset in it. */
int guest_find_block(int fd, uint32_t *bar, uint64_t *offset)
{
	uint32_t at = PCI_EXT_CAPS, header, vendor, id, low, high;

	for (int i = 0; at && i < 96; i++, at = header >> 20) {
		if (guest_config_read(fd, at, 4, &header) || !header || header == ~0u)
			return -ENOENT;
		if ((header & 0xffff) != PCI_EXT_DVSEC ||
		    guest_config_read(fd, at + 4, 4, &vendor) ||
		    guest_config_read(fd, at + 8, 2, &id) ||
		    (vendor & 0xffff) != DVSEC_VENDOR_CXL || id != DVSEC_REGISTER_LOCATOR)
			continue;
		for (uint32_t entry = 0xc; entry + 8 <= vendor >> 20; entry += 8) {
			if (guest_config_read(fd, at + entry, 4, &low) ||
			    guest_config_read(fd, at + entry + 4, 4, &high))
				return -EIO;
			if ((low >> 8 & 0xff) != LOCATOR_COMPONENT)
				continue;
			*bar = low & 7;
			*offset = (uint64_t)high << 32 | (low & 0xffff0000u);
			return 0;
		}
	}
	return -ENOENT;
}

int guest_map_block(const char *bdf, int config, volatile uint32_t **block)
{
	char path[128];
	uint64_t offset;
	uint32_t bar;
	void *map;
	int fd, rc;

	rc = guest_find_block(config, &bar, &offset);
	if (rc)
		return rc;
	snprintf(path, sizeof(path), PCI_DEVICES "/%s/resource%u", bdf, bar);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	map = mmap(NULL, GUEST_BLOCK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
	rc = map == MAP_FAILED ? -errno : 0;
	close(fd);
	if (!rc)
		*block = map;
	return rc;
}

/* .../pci0000:0c/0000:0c:00.0[/upstream/downstream]/device/mem0: so many folders above the last. */
static int function_above(const char *memdev, int above, char *bdf, size_t size)
{
	char link[PATH_MAX], *name;
	int rc = sys_link(link, sizeof(link), CXL_DEVICES "/%s", memdev);

	for (int i = 0; !rc && i <= above; i++) {
		name = strrchr(link, '/');
		if (!name)
			return -ENOENT;
		*name = 0;
	}
	name = rc ? NULL : strrchr(link, '/');
	if (!name)
		return rc ? rc : -ENOENT;
	snprintf(bdf, size, "%s", name + 1);
	return 0;
}

static int read_register(const char *bdf, uint32_t offset, uint32_t *value)
{
	volatile uint32_t *block;
	char path[128];
	int config, rc;

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/config", bdf);
	config = open(path, O_RDONLY | O_CLOEXEC);
	if (config < 0)
		return -ENXIO;
	rc = guest_map_block(bdf, config, &block);
	close(config);
	if (rc)
		return rc == -ENOENT ? -ENXIO : rc;
	*value = block[(CACHEMEM + offset) / 4];
	munmap((void *)block, GUEST_BLOCK_SIZE);
	return 0;
}

int guest_below_read(struct target *t, uint32_t device, enum target_below what, uint32_t offset,
		     uint32_t *value)
{
	static const int above[] = {
		[TARGET_BELOW_DEVICE] = 0,
		[TARGET_BELOW_DOWNSTREAM] = 1,
		[TARGET_BELOW_UPSTREAM] = 2,
	};
	struct guest *g = guest_of(t);
	char bdf[ISOTAP_NAME_MAX];

	guest_run_due(g);
	if (device >= (uint32_t)g->topo->device_count)
		return -ENODEV;
	if (offset & 3 || offset >= CACHEMEM_SIZE)
		return -EINVAL;
	if (!g->memdev[device][0] ||
	    (what != TARGET_BELOW_DEVICE && g->topo->devices[device].sw < 0) ||
	    function_above(g->memdev[device], above[what], bdf, sizeof(bdf)))
		return -ENXIO;
	return read_register(bdf, offset, value);
}
