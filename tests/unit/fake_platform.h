/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A platform table over a few variables, for tests of the reference implementation: it does what
 * it is told, counts, and allows states that no conforming port has. The model is not needed.
 */
#ifndef FAKE_PLATFORM_H
#define FAKE_PLATFORM_H

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "impl/isotap_impl.h"
#include "regs/ti.h"

#define FAKE_PORTS 2
#define FAKE_REGIONS 3
#define FAKE_WORKS 8
#define FAKE_TI 0x1100u /* offset of the T&I structure in the block */

struct fake_port {
	uint32_t array[8]; /* header and elements */
	uint32_t cap, ctrl, status;
	uint32_t ctrl_stuck;     /* bits of CTRL that cannot be set */
	uint32_t message_on_msi; /* message number once a handler is registered, if not 0 */
	uint32_t busy_reads;     /* RP Busy is shown for so many reads */
	bool busy_forever, link_up, link_stuck, level;
	uint32_t irq_message; /* allocated message, UINT32_MAX: none */
	isotap_irq_fn irq;
	void *irq_arg;
	uint32_t keeps; /* ISOTAP_FW_* */
	uint32_t ctrl_writes, status_writes, last_status_write, status_writes_busy;
	uint32_t link_downs;
};

struct fake_region {
	uint64_t ports;
	enum isotap_mode mode;
	int users;
	bool gone, system_ram;
	bool online_fails;
	bool online_isolates; /* its first port isolates once more as soon as it is on line */
	int onlines, offlines;
};

struct fake_work {
	isotap_work_fn fn;
	void *arg;
	uint64_t time;
};

struct fake {
	struct isotap_platform plat;
	struct fake_port ports[FAKE_PORTS];
	struct fake_region regions[FAKE_REGIONS];
	struct fake_work works[FAKE_WORKS];
	uint64_t clock;
	bool locked;
	struct isotap_event told[32];
	int told_count;
	int invalidations;
	char order[256]; /* one letter a step: d link down, u link up, c clear, s rescan, o online
			  */
};

static inline void fake_step(struct fake *f, char letter)
{
	size_t n = strlen(f->order);

	if (n + 1 < sizeof(f->order))
		f->order[n] = letter;
}

/* Runs what is due; returns whether anything ran. */
static inline bool fake_run(struct fake *f)
{
	bool any = false;

	if (f->locked)
		return false;
	for (int i = 0; i < FAKE_WORKS; i++) {
		struct fake_work w = f->works[i];

		if (!w.fn || w.time > f->clock)
			continue;
		f->works[i].fn = NULL;
		w.fn(w.arg);
		any = true;
	}
	return any;
}

static inline int fake_port_count(void *ctx)
{
	(void)ctx;
	return FAKE_PORTS;
}

static inline int fake_port_info(void *ctx, uint32_t port, struct isotap_port_info *out)
{
	(void)ctx;
	*out = (struct isotap_port_info){.id = port, .block_size = 0x10000};
	snprintf(out->name, sizeof(out->name), "0000:%02x:00.0", port);
	return 0;
}

static inline int fake_reg_read(void *ctx, uint32_t port, uint32_t offset, uint32_t *value)
{
	struct fake *f = ctx;
	struct fake_port *p = &f->ports[port];

	assert(port < FAKE_PORTS && !(offset & 3));
	*value = 0;
	if (offset >= 0x1000 && offset < 0x1000 + sizeof(p->array))
		*value = p->array[(offset - 0x1000) / 4];
	else if (offset == FAKE_TI + TI_CAP)
		*value = p->irq && p->message_on_msi
				 ? (p->cap & ~TI_CAP_MESSAGE) | p->message_on_msi
									<< TI_CAP_MESSAGE_SHIFT
				 : p->cap;
	else if (offset == FAKE_TI + TI_CTRL)
		*value = p->ctrl;
	else if (offset == FAKE_TI + TI_STATUS)
		*value = p->status | (p->busy_forever || p->busy_reads ? TI_STATUS_RP_BUSY : 0);
	if (offset == FAKE_TI + TI_STATUS && p->busy_reads)
		p->busy_reads--;
	return 0;
}

static inline void fake_isolate(struct fake *f, uint32_t port, uint32_t status)
{
	struct fake_port *p = &f->ports[port];

	if (!(p->ctrl & TI_CTRL_MEM_ISO) || p->status & TI_STATUS_MEM_ISO)
		return;
	p->status |= status | TI_STATUS_MEM_ISO;
	if (p->ctrl & TI_CTRL_INTERRUPT && p->irq)
		p->irq(p->irq_arg);
}

static inline int fake_reg_write(void *ctx, uint32_t port, uint32_t offset, uint32_t value)
{
	struct fake *f = ctx;
	struct fake_port *p = &f->ports[port];

	assert(port < FAKE_PORTS && !(offset & 3));
	if (offset == FAKE_TI + TI_CTRL) {
		p->ctrl = value & ~p->ctrl_stuck;
		p->ctrl_writes++;
	} else if (offset == FAKE_TI + TI_STATUS) {
		fake_step(f, 'c');
		if (p->busy_forever || p->busy_reads)
			p->status_writes_busy++;
		p->status &= ~(value & TI_STATUS_RW1CS);
		p->status_writes++;
		p->last_status_write = value;
		if (p->level && !p->link_up)
			fake_isolate(f, port, TI_STATUS_MEM_ISO_LD);
	}
	return 0;
}

static inline int fake_cfg_read(void *ctx, uint32_t port, uint32_t offset, uint32_t width,
				uint32_t *value)
{
	(void)ctx, (void)port, (void)offset, (void)width;
	*value = UINT32_MAX;
	return 0;
}

static inline int fake_cfg_write(void *ctx, uint32_t port, uint32_t offset, uint32_t width,
				 uint32_t value)
{
	(void)ctx, (void)port, (void)offset, (void)width, (void)value;
	return 0;
}

static inline uint64_t fake_now(void *ctx)
{
	struct fake *f = ctx;

	return ++f->clock;
}

static inline int fake_delay_until(void *ctx, uint64_t time)
{
	struct fake *f = ctx;

	assert(!f->locked);
	if (f->clock < time)
		f->clock = time;
	fake_run(f);
	return 0;
}

static inline int fake_wait(void *ctx, uint64_t deadline)
{
	struct fake *f = ctx;
	uint64_t next = deadline;

	for (int i = 0; i < FAKE_WORKS; i++)
		if (f->works[i].fn && f->works[i].time < next)
			next = f->works[i].time;
	if (f->clock < next)
		f->clock = next;
	return fake_run(f) ? 0 : -ETIMEDOUT;
}

static inline void fake_lock(void *ctx)
{
	struct fake *f = ctx;

	assert(!f->locked);
	f->locked = true;
}

static inline void fake_unlock(void *ctx)
{
	struct fake *f = ctx;

	assert(f->locked);
	f->locked = false;
}

static inline void fake_cancel(void *ctx, isotap_work_fn fn, void *arg)
{
	struct fake *f = ctx;

	for (int i = 0; i < FAKE_WORKS; i++)
		if (f->works[i].fn == fn && f->works[i].arg == arg)
			f->works[i].fn = NULL;
}

static inline int fake_defer(void *ctx, uint64_t time, isotap_work_fn fn, void *arg)
{
	struct fake *f = ctx;

	fake_cancel(ctx, fn, arg);
	for (int i = 0; i < FAKE_WORKS; i++) {
		if (f->works[i].fn)
			continue;
		f->works[i] = (struct fake_work){fn, arg, time};
		return 0;
	}
	return -ENOMEM;
}

static inline int fake_irq_register(void *ctx, uint32_t port, uint32_t message, isotap_irq_fn fn,
				    void *arg)
{
	struct fake *f = ctx;
	struct fake_port *p = &f->ports[port];

	assert(!f->locked);
	if (p->irq_message == UINT32_MAX)
		return -ENOENT;
	p->irq_message = message;
	p->irq = fn;
	p->irq_arg = arg;
	return 0;
}

static inline void fake_irq_unregister(void *ctx, uint32_t port, uint32_t message, isotap_irq_fn fn,
				       void *arg)
{
	struct fake *f = ctx;
	struct fake_port *p = &f->ports[port];

	assert(!f->locked && p->irq == fn && p->irq_arg == arg && p->irq_message == message);
	p->irq = NULL;
}

static inline int fake_ranges(void *ctx, uint32_t port, struct isotap_range *out, uint32_t max)
{
	struct fake *f = ctx;
	uint32_t count = 0;

	for (uint32_t i = 0; i < FAKE_REGIONS; i++) {
		struct fake_region *r = &f->regions[i];

		if (r->gone || !(r->ports >> port & 1))
			continue;
		if (count < max)
			out[count] = (struct isotap_range){.base = (i + 1ull) << 32,
							   .size = 1u << 28,
							   .region = i,
							   .system_ram = r->system_ram};
		count++;
	}
	return (int)count;
}

static inline int fake_region_info(void *ctx, uint32_t region, struct isotap_region_info *out)
{
	struct fake *f = ctx;
	struct fake_region *r = &f->regions[region];

	if (region >= FAKE_REGIONS || r->gone)
		return -ENOENT;
	*out = (struct isotap_region_info){.id = region,
					   .base = (region + 1ull) << 32,
					   .size = 1u << 28,
					   .ports = r->ports,
					   .mode = r->mode,
					   .users = r->users,
					   .usable = r->mode != ISOTAP_MODE_NONE};
	snprintf(out->name, sizeof(out->name), "region%u", region);
	return 0;
}

static inline int fake_region_offline(void *ctx, uint32_t region)
{
	struct fake *f = ctx;

	f->regions[region].mode = ISOTAP_MODE_NONE;
	f->regions[region].users = 0;
	f->regions[region].offlines++;
	return 0;
}

static inline int fake_region_online(void *ctx, uint32_t region)
{
	struct fake *f = ctx;

	fake_step(f, 'o');
	if (f->regions[region].online_fails)
		return -EIO;
	f->regions[region].mode = ISOTAP_MODE_DEVDAX;
	f->regions[region].onlines++;
	if (f->regions[region].online_isolates) {
		f->regions[region].online_isolates = false;
		fake_isolate(f, 0, TI_STATUS_MEM_ISO_LD);
	}
	return 0;
}

static inline int fake_link_set(void *ctx, uint32_t port, int up)
{
	struct fake *f = ctx;
	struct fake_port *p = &f->ports[port];

	fake_step(f, up ? 'u' : 'd');
	if (!up && p->link_up) {
		p->link_downs++;
		fake_isolate(f, port, TI_STATUS_MEM_ISO_LD);
	}
	p->link_up = up && !p->link_stuck &&
		     !(p->status & TI_STATUS_MEM_ISO && p->ctrl & TI_CTRL_MEM_ISO_LD);
	return 0;
}

static inline int fake_link_state(void *ctx, uint32_t port)
{
	struct fake *f = ctx;

	return f->ports[port].link_up;
}

static inline int fake_rescan(void *ctx, uint32_t port)
{
	(void)port;
	fake_step(ctx, 's');
	return 0;
}

static inline int fake_cache_invalidate(void *ctx, uint64_t base, uint64_t size)
{
	struct fake *f = ctx;

	assert(base && size);
	f->invalidations++;
	fake_step(f, 'i');
	return 0;
}

static inline uint32_t fake_firmware_control(void *ctx, uint32_t port)
{
	struct fake *f = ctx;

	return f->ports[port].keeps;
}

static inline int fake_notify(void *ctx, const struct isotap_event *event)
{
	struct fake *f = ctx;

	f->told[f->told_count++ % 32] = *event;
	return 0;
}

static inline void fake_log(void *ctx, enum isotap_log_level level, const char *text)
{
	(void)ctx, (void)level, (void)text;
}

/* Two ports that offer everything; region 0 below port 0, region 1 below both, region 2 below
 * port 1. Regions 1 and 2 are gone until a test wants them. */
static inline void fake_init(struct fake *f)
{
	memset(f, 0, sizeof(*f));
	f->plat = (struct isotap_platform){
		.abi = ISOTAP_IMPL_ABI,
		.size = sizeof(f->plat),
		.caps = ISOTAP_PLAT_IRQ | ISOTAP_PLAT_CACHE_INV | ISOTAP_PLAT_FIRMWARE,
		.ctx = f,
		.port_count = fake_port_count,
		.port_info = fake_port_info,
		.reg_read = fake_reg_read,
		.reg_write = fake_reg_write,
		.cfg_read = fake_cfg_read,
		.cfg_write = fake_cfg_write,
		.now = fake_now,
		.delay_until = fake_delay_until,
		.wait = fake_wait,
		.lock = fake_lock,
		.unlock = fake_unlock,
		.defer = fake_defer,
		.cancel = fake_cancel,
		.irq_register = fake_irq_register,
		.irq_unregister = fake_irq_unregister,
		.ranges = fake_ranges,
		.region_info = fake_region_info,
		.region_offline = fake_region_offline,
		.region_online = fake_region_online,
		.link_set = fake_link_set,
		.link_state = fake_link_state,
		.rescan = fake_rescan,
		.cache_invalidate = fake_cache_invalidate,
		.firmware_control = fake_firmware_control,
		.notify = fake_notify,
		.log = fake_log,
	};
	for (int i = 0; i < FAKE_PORTS; i++) {
		struct fake_port *p = &f->ports[i];

		/* A null element stands before it, as a left-out HDM decoder does. */
		p->array[0] = 0x04110001;
		p->array[1] = 0x20010002;
		p->array[2] = 0;
		p->array[3] = (FAKE_TI - 0x1000) << 20 | 1u << 16 | TI_CAP_ID;
		p->cap = 0xf | TI_CAP_MEM_TIMEOUT | TI_CAP_MEM_ISO | TI_CAP_MEM_ISO_LD |
			 TI_CAP_ERR_COR | TI_CAP_INTERRUPT | 3u << TI_CAP_MESSAGE_SHIFT;
		p->link_up = true;
	}
	f->regions[0] = (struct fake_region){.ports = 1, .mode = ISOTAP_MODE_DEVDAX};
	f->regions[1] = (struct fake_region){.ports = 3, .mode = ISOTAP_MODE_DEVDAX, .gone = true};
	f->regions[2] = (struct fake_region){.ports = 2, .mode = ISOTAP_MODE_DEVDAX, .gone = true};
}

#endif
