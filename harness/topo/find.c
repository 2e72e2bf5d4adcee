// SPDX-License-Identifier: GPL-2.0-or-later
/* Where topologies are, and which ports a region's data passes. */
#include "topo/topo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef ISOTAP_DATADIR
#define ISOTAP_DATADIR "/usr/local/share/isotap"
#endif

uint64_t topo_region_ports(const struct topo *topo, int region)
{
	const struct topo_region *r = &topo->regions[region];
	uint64_t ports = 0;

	for (int i = 0; i < r->ways; i++)
		ports |= 1ull << topo->devices[r->devices[i]].port;
	return ports;
}

int topo_find(const char *name, char *path, size_t size)
{
	const char *folders[] = {getenv("ISOTAP_TOPOLOGIES"), "topologies",
				 ISOTAP_DATADIR "/topologies"};
	const char *dot = strrchr(name, '.');
	bool is_path = strchr(name, '/') || (dot && !strcmp(dot, ".yaml"));
	int n;

	if (is_path) {
		n = snprintf(path, size, "%s", name);
		if (n > 0 && (size_t)n < size && !access(path, R_OK))
			return 0;
		if (strchr(name, '/'))
			return -ENOENT;
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (!folders[i] || !*folders[i])
			continue;
		n = snprintf(path, size, "%s/%s%s", folders[i], name, is_path ? "" : ".yaml");
		if (n > 0 && (size_t)n < size && !access(path, R_OK))
			return 0;
	}
	return -ENOENT;
}
