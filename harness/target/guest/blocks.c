// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory blocks of a region that is System RAM. A page that a machine check refused to a reader is
 * taken out of the kernel's own map and not put back, also when the memory was removed and added
 * since (6.12): the first use of such a page would kill the kernel. The block that holds one stays
 * off line; the region is System RAM all the same.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/sysfs.h"

#define MEMORY "/sys/devices/system/memory"
#define LOST_MAX 64 /* blocks; more are taken for all */
#define PAGE_SHIFT 12

struct lost {
	uint64_t block; /* bytes in one */
	uint64_t numbers[LOST_MAX];
	uint32_t count;
	bool all; /* not known which */
};

static void lose_address(struct lost *lost, uint64_t address)
{
	uint64_t number = address / lost->block;

	for (uint32_t i = 0; i < lost->count; i++)
		if (lost->numbers[i] == number)
			return;
	if (lost->count == LOST_MAX)
		lost->all = true;
	else
		lost->numbers[lost->count++] = number;
}

static void lose_line(struct lost *lost, const char *line)
{
	static const char failure[] = "Memory failure: 0x", access[] = "user-access at ";
	const char *at = strstr(line, failure);

	if (at)
		lose_address(lost, strtoull(at + strlen(failure), NULL, 16) << PAGE_SHIFT);
	at = strstr(line, access);
	if (at)
		lose_address(lost, strtoull(at + strlen(access), NULL, 16));
}

/* The kernel keeps no list that outlives the memory map of a region: its log is what there is. */
static int find_lost(struct lost *lost)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[2048], *comma, text[32];
	bool first = true;
	ssize_t n;

	memset(lost, 0, sizeof(*lost));
	/* hexadecimal, without a prefix */
	if (fd < 0 || sys_read(text, sizeof(text), MEMORY "/block_size_bytes")) {
		if (fd >= 0)
			close(fd);
		return -ENOTSUP;
	}
	lost->block = strtoull(text, NULL, 16);
	if (!lost->block) {
		close(fd);
		return -ENOTSUP;
	}
	while ((n = read(fd, record, sizeof(record) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		record[n > 0 ? n : 0] = 0;
		comma = strchr(record, ',');
		/* numbered from 0: what is missing may have told of a page */
		if (n < 0 || (first && comma && strtoull(comma + 1, NULL, 10)))
			lost->all = true;
		first = false;
		lose_line(lost, record);
	}
	close(fd);
	return 0;
}

static bool is_lost(const struct lost *lost, uint64_t number)
{
	if (lost->all)
		return true;
	for (uint32_t i = 0; i < lost->count; i++)
		if (lost->numbers[i] == number)
			return true;
	return false;
}

bool guest_blocks_lost(const struct guest *g)
{
	struct lost lost;

	if (find_lost(&lost))
		return true;
	for (int i = 0; i < g->topo->region_count; i++) {
		uint64_t first = g->regions[i].base / lost.block;
		uint64_t end = (g->regions[i].base + g->regions[i].size) / lost.block;
		bool any = first == end;

		for (; first < end; first++)
			any |= !is_lost(&lost, first);
		if (!any)
			return true;
	}
	return false;
}

struct block_search {
	uint64_t base, size;
	struct lost lost;
	bool online;
	uint32_t on_line;
	int rc;
};

static int block_set(void *ctx, const char *name)
{
	struct block_search *search = ctx;
	uint64_t first = search->base / search->lost.block, number;
	char state[32];
	int rc = 0;

	if (strncmp(name, "memory", 6) || name[6] < '0' || name[6] > '9')
		return 0;
	number = strtoull(name + 6, NULL, 10);
	if (number < first || number >= (search->base + search->size) / search->lost.block ||
	    (search->online && is_lost(&search->lost, number)) ||
	    sys_read(state, sizeof(state), MEMORY "/%s/state", name))
		return 0;
	if (strcmp(state, search->online ? "online" : "offline"))
		rc = sys_write(search->online ? "online_movable" : "offline", MEMORY "/%s/state",
			       name);
	if (rc)
		search->rc = rc;
	else
		search->on_line += search->online;
	return 0;
}

int guest_blocks_set(const struct guest_region *region, bool online)
{
	struct block_search search = {.base = region->base, .size = region->size, .online = online};
	int rc = find_lost(&search.lost);

	if (rc)
		return rc;
	sys_each(MEMORY, block_set, &search);
	if (!search.rc && online && !search.on_line)
		return -ENOTRECOVERABLE;
	return search.rc;
}
