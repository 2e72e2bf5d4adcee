/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the adapters share that drive software in a kernel through its files. */
#ifndef ISOTAP_IMPL_ADAPTER_H
#define ISOTAP_IMPL_ADAPTER_H

#include <stdint.h>

#include "impl/isotap_impl.h"

#define ADAPTER_PORTS 64
#define ADAPTER_REGIONS 64

/* `out` has ISOTAP_NAME_MAX bytes. 0 or -ENODEV. */
int adapter_port_name(const struct isotap_platform *plat, uint32_t port, char *out);
int adapter_port_by_name(const struct isotap_platform *plat, const char *name, uint32_t *out);
/* Adds the regions below the port to below[port]: one that an isolation took away can no longer be
 * asked which ports it lay behind. */
void adapter_look_below(const struct isotap_platform *plat, uint32_t port, uint64_t *below);
/* A register of the port's T&I structure, for what no file of the software tells. 0, -ENODEV, or
 * -ENOENT without the capability. */
int adapter_ti_read(const struct isotap_platform *plat, uint32_t port, uint32_t reg,
		    uint32_t *value);
/* Fills what the registers tell: mode, cause left out; 0 also without the capability. */
int adapter_ti_state(const struct isotap_platform *plat, uint32_t port,
		     struct isotap_port_state *out);
/* What a file's error means for a port that is there. */
int adapter_error(int rc);

#endif
