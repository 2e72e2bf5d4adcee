/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Topologies built by hand and short forms of target calls, for the tests of the model. */
#ifndef ISOTAP_TEST_MODEL_FIXTURE_H
#define ISOTAP_TEST_MODEL_FIXTURE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "regs/cachemem.h"
#include "regs/instr.h"
#include "regs/pcie.h"
#include "regs/ti.h"
#include "target/model/model.h"

#define MIB 0x100000ull
#define NO_SWITCH (-1)

struct fixture {
	struct topo topo;
	struct target target;
};

static const struct topo_ti full_ti = {
	.present = true,
	.mem_ranges = 0xf,
	.mem_timeout = true,
	.mem_isolation = true,
	.mem_link_down = true,
	.err_cor = true,
	.interrupt = true,
	.vectors = 1,
	.conforming = true,
};

static inline int add_port(struct topo *topo, int bridge)
{
	topo->ports[topo->port_count] = (struct topo_port){.bridge = bridge, .ti = full_ti};
	snprintf(topo->ports[topo->port_count].name, TOPO_NAME_MAX, "port%d", topo->port_count);
	return topo->port_count++;
}

static inline int add_device(struct topo *topo, int port, int sw, int downstream, uint64_t mib)
{
	topo->devices[topo->device_count] = (struct topo_device){
		.port = port,
		.sw = sw,
		.downstream = downstream,
		.volatile_size = mib * MIB,
	};
	return topo->device_count++;
}

static inline int add_window(struct topo *topo, uint64_t mib, uint32_t granularity, int ways, ...)
{
	struct topo_window *w = &topo->windows[topo->window_count];
	va_list list;

	*w = (struct topo_window){.size = mib * MIB, .ways = ways, .granularity = granularity};
	va_start(list, ways);
	for (int i = 0; i < ways; i++)
		w->bridges[i] = va_arg(list, int);
	va_end(list);
	return topo->window_count++;
}

static inline int add_region(struct topo *topo, int window, uint64_t mib, uint32_t granularity,
			     int ways, ...)
{
	struct topo_region *r = &topo->regions[topo->region_count];
	va_list list;

	*r = (struct topo_region){.window = window,
				  .size = mib * MIB,
				  .ways = ways,
				  .granularity = granularity,
				  .mode = TOPO_MODE_DEVDAX};
	va_start(list, ways);
	for (int i = 0; i < ways; i++)
		r->devices[i] = va_arg(list, int);
	va_end(list);
	return topo->region_count++;
}

/* One bridge with one port, one device, one region of 512 MiB. */
static inline void one_port(struct topo *topo)
{
	memset(topo, 0, sizeof(*topo));
	topo->bridge_count = 1;
	add_port(topo, 0);
	add_device(topo, 0, NO_SWITCH, -1, 512);
	add_window(topo, 1024, 256, 1, 0);
	add_region(topo, 0, 512, 256, 1, 0);
}

/* One bridge, two ports, a device and a region each. */
static inline void two_ports(struct topo *topo)
{
	one_port(topo);
	add_port(topo, 0);
	add_device(topo, 1, NO_SWITCH, -1, 512);
	add_region(topo, 0, 512, 256, 1, 1);
}

static inline void open_model(struct fixture *f, bool trace)
{
	struct target_model_config config = {.seed = 7, .trace = trace};

	assert_int_equal(target_model_open(&f->target, &f->topo, &config), 0);
}

static inline int setup_one_port(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	one_port(&f->topo);
	open_model(f, true);
	*state = f;
	return 0;
}

static inline int setup_two_ports(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	two_ports(&f->topo);
	open_model(f, true);
	*state = f;
	return 0;
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;

	if (f->target.priv)
		f->target.ops->close(&f->target);
	free(f);
	return 0;
}

/* Closes the model and builds it again from the topology as it is now. */
static inline void reopen(struct fixture *f)
{
	f->target.ops->close(&f->target);
	open_model(f, true);
}

static inline uint32_t reg(struct target *t, uint32_t port, uint32_t offset)
{
	uint32_t value = 0xdeadbeef;

	assert_int_equal(t->ops->reg_read(t, ORIGIN_HARNESS, port, offset, &value), 0);
	return value;
}

static inline void set_reg(struct target *t, uint32_t port, uint32_t offset, uint32_t value)
{
	assert_int_equal(t->ops->reg_write(t, ORIGIN_HARNESS, port, offset, value), 0);
}

/* The T&I structure, found as software finds it; 0: none. */
static inline uint32_t find_ti(struct target *t, uint32_t port)
{
	uint32_t count = reg(t, port, CACHEMEM_BASE) >> CACHEMEM_HDR_ARRAY_SIZE_SHIFT;

	for (uint32_t i = 1; i <= count; i++) {
		uint32_t element = reg(t, port, CACHEMEM_BASE + 4 * i);

		if ((element & CACHEMEM_ELEM_ID) == CACHEMEM_ID_TI)
			return CACHEMEM_BASE + (element >> CACHEMEM_ELEM_POINTER_SHIFT);
	}
	return 0;
}

static inline uint32_t ti_get(struct target *t, uint32_t port, uint32_t which)
{
	return reg(t, port, find_ti(t, port) + which);
}

static inline void ti_set(struct target *t, uint32_t port, uint32_t which, uint32_t value)
{
	set_reg(t, port, find_ti(t, port) + which, value);
}

static inline uint32_t instr(struct target *t, uint32_t port, uint32_t offset)
{
	return reg(t, port, INSTR_BASE + offset);
}

static inline uint32_t cfg(struct target *t, uint32_t port, uint32_t offset, uint32_t width)
{
	uint32_t value = 0xdeadbeef;

	assert_int_equal(t->ops->cfg_read(t, port, offset, width, &value), 0);
	return value;
}

static inline void set_cfg(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
			   uint32_t value)
{
	assert_int_equal(t->ops->cfg_write(t, port, offset, width, value), 0);
}

static inline void inject(struct target *t, uint32_t port, enum fault_kind kind)
{
	struct fault fault = {.kind = kind, .port = port};

	assert_int_equal(t->ops->inject(t, &fault), 0);
}

static inline enum access_result load(struct target *t, uint32_t region, uint64_t offset,
				      uint64_t *value)
{
	enum access_result result;

	assert_int_equal(t->ops->load(t, region, offset, value, &result), 0);
	return result;
}

static inline enum access_result store(struct target *t, uint32_t region, uint64_t offset,
				       uint64_t value)
{
	enum access_result result;

	assert_int_equal(t->ops->store(t, region, offset, value, &result), 0);
	return result;
}

static inline struct target_counters counters(struct target *t, uint32_t port)
{
	struct target_counters c;

	assert_int_equal(t->ops->counters(t, port, &c), 0);
	return c;
}

static inline struct target_stamps stamps(struct target *t, uint32_t port)
{
	struct target_stamps s;

	assert_int_equal(t->ops->stamps(t, port, &s), 0);
	return s;
}

static inline void let_pass(struct target *t, uint64_t ns)
{
	assert_int_equal(t->ops->delay_until(t, t->ops->now(t) + ns), 0);
}

/* Links train within this. */
#define TRAINED (2 * MODEL_TRAIN_NS)

#endif
