/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of the model target: root ports, host bridges, switches and type-3 devices with their
 * registers, the memory behind them, a virtual clock, and the little of an operating system that
 * enumerates devices, programs HDM decoders and binds drivers.
 *
 * Times are nanoseconds of the virtual clock. Nothing here reads a wall clock, an address or a
 * random source other than the seeded one: two runs with one seed are identical.
 *
 * An access to lost memory that no isolation contains kills the modelled host, and so does an
 * isolation or a lost link of System RAM. From then on no interrupt is handled, and calls that do
 * something return -EHOSTDOWN until restore() starts the host again; registers, stamps, counters
 * and the trace can still be read.
 */
#ifndef ISOTAP_MODEL_H
#define ISOTAP_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "regs/cachemem.h"
#include "regs/hdm.h"
#include "regs/pcie.h"
#include "regs/ti.h"
#include "target/model/sched.h"
#include "target/target.h"

#define unlikely(x) __builtin_expect(!!(x), 0)

/* What a call costs on the virtual clock, so that stamps are strictly ordered. */
#define MODEL_COST_CALL 20u
#define MODEL_COST_REG 50u
#define MODEL_COST_ACCESS 100u
#define MODEL_COST_DRIVER 5000u /* bind, unbind, create */
#define MODEL_COST_RESCAN 20000u
/* What hardware and kernel take. */
#define MODEL_ISOLATE_NS 40u              /* link loss to status bit */
#define MODEL_DRAIN_NS 800u               /* RP Busy after entering isolation */
#define MODEL_IRQ_NS 1200u                /* message sent to handler entered */
#define MODEL_WORK_NS 2500u               /* deferred to running */
#define MODEL_TRAIN_NS 50000u             /* link training */
#define MODEL_PATIENCE_NS 100000000000ull /* a stalled load that nothing ends: the host dies */
#define MODEL_MAX_WAIT_NS 86400000000000ull

#define MODEL_EVENTS 64
#define MODEL_HANDLERS 8 /* per port */
#define MODEL_DECODERS 16
#define MODEL_LOG_LINES 32
#define MODEL_USER_EVENTS 256
#define MODEL_USERS 16
#define MODEL_USER_PLACES 32 /* that a process loads from or stores to */
#define MODEL_PAGE_SHIFT 12
#define MODEL_PAGE_WORDS (1u << (MODEL_PAGE_SHIFT - 3))
#define MODEL_MAX_PAGES 16384u /* 64 MiB of memory that holds something */

/* ---- clock and queues ---- */

enum model_queue { QUEUE_HW, QUEUE_IRQ, QUEUE_WORK, QUEUE_COUNT };
enum model_hw { HW_FAULT, HW_LINK_UP, HW_USER, HW_ISOLATE };

struct model_event {
	uint64_t time, latest; /* latest: only where schedules are free */
	uint64_t seq;          /* order among equal times */
	isotap_work_fn fn;     /* QUEUE_WORK */
	void *arg;
	uint8_t port;    /* HW_USER: number of the process */
	uint8_t kind;    /* QUEUE_HW: enum model_hw */
	uint8_t detail;  /* HW_FAULT: fault kind; HW_ISOLATE: isolation.c; QUEUE_IRQ: message
			    number */
	uint8_t claimed; /* QUEUE_IRQ: a service of the port itself claims it */
};

struct model_queue_state {
	uint32_t count;
	struct model_event events[MODEL_EVENTS];
};

struct model_clock {
	uint64_t now, next; /* next: nothing is due before */
	uint64_t seq;
	uint64_t ran; /* interrupts handled and deferred work run so far */
	bool locked, in_irq, in_work;
	struct model_queue_state queues[QUEUE_COUNT];
};

/* ---- decoders ---- */

/* A committed decoder, unpacked from its registers when it is committed. */
struct hdm_live {
	uint64_t base, size;
	uint64_t dpa;  /* devices: DPA of offset 0 */
	uint8_t shift; /* log2 of the granularity */
	uint8_t ways, ways_log2;
	uint8_t decoder;
	bool power2;
	uint8_t targets[HDM_MAX_TARGETS];
};

struct hdm {
	bool device; /* skip instead of targets */
	uint8_t live_count;
	uint8_t last_count; /* live entries before the last reset: where stale data would go */
	uint8_t used;       /* decoders that were programmed since the last reset */
	uint64_t capacity;  /* devices: DPA bytes */
	struct hdm_live live[MODEL_DECODERS];
	uint64_t dpa[MODEL_DECODERS]; /* latched when committed */
	uint64_t dpa_end[MODEL_DECODERS];
	uint32_t regs[(HDM_DECODER(MODEL_DECODERS)) / 4];
};

struct model_bridge {
	bool passthrough; /* no decoders: everything goes to its one port */
	uint8_t first_port;
	uint8_t port_of[TOPO_MAX_PORTS]; /* by port number; UINT8_MAX: none */
	struct hdm hdm;
};

struct model_switch {
	uint8_t device_of[TOPO_MAX_DOWNSTREAM]; /* UINT8_MAX: none */
	struct hdm hdm;
};

struct model_device {
	bool enumerated; /* found and configured since its last reset */
	bool present;
	uint64_t volatile_size;
	struct hdm hdm;
};

/* ---- root ports ---- */

/* Beyond every offset in the block, also when 16 bytes are added. */
#define TI_NONE 0xffff0000u

/* Why a link is down; it trains when none is left. */
#define DOWN_FAULT 0x01u /* lost, until FAULT_LINK_RESTORE */
#define DOWN_REMOVED 0x02u
#define DOWN_DISABLED 0x04u /* Link Disable */
#define DOWN_HELD 0x08u     /* Isolation Link Down Enable, while isolated */
#define DOWN_SBR 0x10u      /* secondary bus reset */
#define DOWN_EMPTY 0x20u    /* nothing is plugged in: nobody to train with */

struct model_handler {
	isotap_irq_fn fn;
	void *arg;
	uint8_t message;
};

struct model_cfg {
	uint32_t value[PCIE_CFG_SIZE / 4], rw[PCIE_CFG_SIZE / 4], rw1c[PCIE_CFG_SIZE / 4];
};

struct model_port {
	/* T&I: ti_offset is that of the structure in the block, or TI_NONE. */
	uint32_t ti_offset, offered, cap, ctrl, ctrl_rw, status;
	uint32_t reserved_word, reserved_status, reserved_ctrl; /* as struct topo_ti says */
	uint32_t down;                                          /* DOWN_* */
	bool link_up, training, stuck, hang;
	bool busy_stuck, busy_undefined, level, conforming, hotplug, trace_on;
	uint32_t hidden;       /* status bits that read 0 although they are in force */
	uint8_t first_value;   /* timeout value when the timeout was enabled */
	uint8_t first_message; /* message number when the interrupt was enabled */
	bool timed_out;        /* since the structure was last set up */
	uint8_t personality, bridge, number, sw, device; /* UINT8_MAX: none */
	uint8_t device_count;
	uint8_t devices[TOPO_MAX_DEVICES];
	uint32_t regions;    /* bit n: region n passes this port */
	uint64_t busy_until; /* end of draining after an isolation */
	uint32_t isolating;  /* isolations triggered and not yet entered: their status bits */

	/* MSI, unpacked from configuration space. */
	uint8_t messages; /* how many are enabled, 0: MSI off */
	uint8_t message;  /* effective T&I message number */
	uint8_t preferred;
	uint8_t handler_count;
	struct model_handler handlers[MODEL_HANDLERS];

	struct target_stamps stamps;
	struct target_counters counters;
	uint32_t instr_delay, firmware;
	uint64_t trace_count;
	struct target_access *trace;

	/* 32-bit words of CXL.cachemem outside the T&I structure. */
	uint32_t comp[CACHEMEM_SIZE / 4 / 4];
	struct model_cfg *cfg;
};

/* ---- windows and regions ---- */

struct model_window {
	uint64_t base, size;
	uint8_t shift, ways;
	bool power2;
	uint8_t bridges[TOPO_MAX_WAYS];
};

/* One decoder that a region needs somewhere. */
struct model_hop {
	struct hdm *hdm;
	uint8_t decoder;
	uint8_t device;     /* UINT8_MAX: bridge or switch */
	uint8_t owner;      /* port above; UINT8_MAX: bridge */
	uint8_t ig, iw;     /* encoded */
	uint32_t low, high; /* targets of a bridge or switch */
	uint64_t dpa;       /* devices: where its part lies */
};
#define MODEL_HOPS (TOPO_MAX_WAYS * 2 + TOPO_MAX_BRIDGES)

struct model_region {
	uint64_t base, size;
	uint32_t ports;
	bool created; /* the kernel knows it */
	bool bound;   /* a driver is bound */
	enum isotap_mode mode, declared;
	int32_t users, stale; /* holders of the live device, and of one that is gone */
	uint32_t generation;  /* of the device: mappings of an earlier one lead nowhere */
	uint32_t hop_count;
	struct model_hop hops[MODEL_HOPS];
};

/* ---- other processes ---- */

struct model_user {
	enum target_user_kind kind;
	uint32_t region, generation; /* of the device it opened */
	uint64_t turn;               /* accesses made so far */
	uint64_t limit;              /* an access waits until then at most; 0: none does */
	uint64_t first[MODEL_USER_PLACES];
	struct target_user_report report;
};

/* ---- memory ---- */

struct model_page {
	uint64_t key; /* device and page number, plus 1; 0: free slot */
	uint64_t *words;
};

struct model {
	struct model_clock clock;
	struct sched sched;
	uint64_t rng;
	uint32_t system_ram; /* bit n: region n is System RAM now */
	bool dead;           /* the host is: see above */
	uint32_t trace_mask; /* slots - 1 */
	uint32_t port_count, region_count, window_count, device_count;
	struct model_port ports[TOPO_MAX_PORTS];
	struct model_window windows[TOPO_MAX_WINDOWS];
	struct model_region regions[TOPO_MAX_REGIONS];
	struct model_bridge bridges[TOPO_MAX_BRIDGES];
	struct model_switch switches[TOPO_MAX_SWITCHES];
	struct model_device devices[TOPO_MAX_DEVICES];
	const struct topo *topo;
	struct target_ops ops;

	uint32_t process_count;
	struct model_user processes[MODEL_USERS];

	uint32_t user_head, user_count;
	struct isotap_event user_events[MODEL_USER_EVENTS];
	uint32_t log_count;
	char log[MODEL_LOG_LINES][ISOTAP_TEXT_MAX];

	uint32_t page_count;
	uint16_t page_slots[MODEL_MAX_PAGES];         /* where they are, in order of use */
	struct model_page pages[MODEL_MAX_PAGES * 2]; /* open addressing */
	struct model_cfg cfg[TOPO_MAX_PORTS];
};

static inline struct model *model_of(struct target *t)
{
	return t->priv;
}

/* NULL: no such port. */
static inline struct model_port *model_port(struct model *m, uint32_t port)
{
	return port < m->port_count ? &m->ports[port] : NULL;
}

static inline uint32_t model_port_id(const struct model *m, const struct model_port *p)
{
	return (uint32_t)(p - m->ports);
}

/* ---- clock.c ---- */
void clock_run_due(struct model *m);
/* Time goes on by `cost`, and what became due happens. Every call of the target starts with it. */
static inline void clock_enter(struct model *m, uint32_t cost)
{
	m->clock.now += cost;
	if (unlikely(m->clock.now >= m->clock.next))
		clock_run_due(m);
}
bool clock_before(const struct model_event *a, const struct model_event *b);
/* How many of the queues may run now: they are ordered by how easily they are held up. */
int clock_open_queues(const struct model_clock *c);
/* Runs the next thing due at or before `limit`; false if there is none. */
bool clock_run_one(struct model *m, uint64_t limit);
/* -ENOSPC: the queue is full. */
int clock_add(struct model *m, enum model_queue queue, struct model_event event);
/* Drops hardware events of a kind on a port; UINT8_MAX: every kind. */
void clock_drop_hw(struct model *m, uint32_t port, uint8_t kind);
void clock_drop_irqs(struct model *m);
uint64_t model_random(struct model *m, uint64_t low, uint64_t high);
uint64_t model_now(struct target *t);
uint64_t model_look(struct target *t);
int model_delay_until(struct target *t, uint64_t time);
int model_wait(struct target *t, uint64_t deadline);
void model_lock(struct target *t);
void model_unlock(struct target *t);
int model_defer(struct target *t, uint64_t time, isotap_work_fn fn, void *arg);
void model_cancel(struct target *t, isotap_work_fn fn, void *arg);

/* ---- irq.c ---- */
void irq_send(struct model *m, struct model_port *p, uint32_t message, uint32_t delay,
	      bool claimed);
void irq_deliver(struct model *m, const struct model_event *event);
/* A change of hot-plug slot status; no-op for a port without a slot. */
void irq_slot(struct model *m, struct model_port *p, uint32_t status_bits);
int model_irq_register(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
		       void *arg);
void model_irq_unregister(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
			  void *arg);

/* ---- isolation.c: T&I structure, isolation, link ---- */
void ti_configure(struct model *m, struct model_port *p, const struct topo_ti *ti);
/* What the port offers and keeps, as its personality has it. */
void ti_shape(struct model_port *p);
/* The message number follows the number of messages that are enabled. */
void ti_update_message(struct model_port *p);
uint32_t ti_read(const struct model *m, const struct model_port *p, uint32_t offset);
void ti_write(struct model *m, struct model_port *p, uint32_t offset, uint32_t value);
/* Enters CXL.mem isolation because a transaction timed out. */
void port_timed_out(struct model *m, struct model_port *p);
void port_link_update(struct model *m, struct model_port *p);
/* The port itself was reset: the link goes down and, if nothing keeps it down, trains. */
void port_link_reset(struct model *m, struct model_port *p);
void port_link_trained(struct model *m, struct model_port *p);
/* The second step of an isolation where schedules are free: HW_ISOLATE's detail. */
void port_isolate(struct model *m, struct model_port *p, uint8_t detail);
void port_fault(struct model *m, struct model_port *p, enum fault_kind kind);
/* Timeout of the value in force, or 0 while the timeout is off. */
uint64_t port_timeout(struct model *m, struct model_port *p);
void model_die(struct model *m, const char *why);
int model_inject(struct target *t, const struct fault *fault);

/* ---- block.c: component register block, instrumentation page, trace ---- */
void block_build(struct model_port *p);
void block_elements(struct model_port *p);
int model_reg_read(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		   uint32_t *value);
int model_reg_write(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		    uint32_t value);
int model_trace_read(struct target *t, uint32_t port, uint32_t skip, struct target_access *out,
		     uint32_t max);
int model_trace_clear(struct target *t, uint32_t port);

/* ---- config.c ---- */
void config_build(struct model *m, struct model_port *p, const struct topo_ti *ti);
/* As the kernel leaves a port after enumeration: memory decode, MSI and hot-plug interrupt on. */
void config_setup(struct model *m, struct model_port *p);
uint32_t config_bus(uint32_t bridge);
int model_cfg_read(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		   uint32_t *value);
int model_cfg_write(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		    uint32_t value);
int model_link_set(struct target *t, uint32_t port, int up);
int model_link_state(struct target *t, uint32_t port);
#define CONFIG_PCIE 0x40u
#define CONFIG_MSI 0x80u
#define CONFIG_AER 0x100u

/* ---- decoder.c ---- */
void hdm_init(struct hdm *h, bool device, uint64_t capacity);
void hdm_reset(struct hdm *h);
uint32_t hdm_read(const struct hdm *h, uint32_t offset);
void hdm_write(struct hdm *h, uint32_t offset, uint32_t value);
/* Programs and commits a decoder as an operating system does. 0, or -EIO: error not committed. */
int hdm_program(struct hdm *h, const struct model_hop *hop, uint64_t base, uint64_t size);
void hdm_release(struct hdm *h, unsigned int decoder);
/* Ways of an encoded IW field, 0 if reserved. And back: encoded, or -1. */
unsigned int hdm_ways(unsigned int iw);
int hdm_encode_ways(unsigned int ways);
int hdm_encode_granularity(uint64_t bytes);

/* ---- memory.c ---- */
int model_load(struct target *t, uint32_t region, uint64_t offset, uint64_t *value,
	       enum access_result *result);
int model_store(struct target *t, uint32_t region, uint64_t offset, uint64_t value,
		enum access_result *result);
/* Volatile memory of a device loses what it holds. */
void memory_power_off(struct model *m, uint32_t device);
void memory_free(struct model *m);
/* Follows an address to a device: 0 with *device and *dpa, or -ENXIO. Touches nothing. */
int memory_route(struct model *m, uint64_t hpa, uint32_t *device, uint64_t *dpa);
/* An access by a process other than the caller's. -EAGAIN: no answer yet, at *limit there will be
 * an end to it; *limit is 0 at the first try. */
int memory_try(struct model *m, uint32_t region, uint64_t offset, bool write, uint64_t *value,
	       uint64_t *limit, enum access_result *result);

/* ---- users.c: other processes ---- */
void user_step(struct model *m, uint32_t user);
/* Something has happened: whoever sleeps goes on now. */
void users_stir(struct model *m);
void users_drop(struct model *m);
int model_user_start(struct target *t, uint32_t region, enum target_user_kind kind);
int model_user_report(struct target *t, uint32_t user, struct target_user_report *out);
int model_user_stop(struct target *t, uint32_t user, struct target_user_report *out);

/* ---- plan.c: addresses, decoders and DPA that regions will use ---- */
int plan_windows(struct model *m);
int plan_regions(struct model *m);

/* ---- region.c ---- */
/* Binds a driver, or with ISOTAP_MODE_NONE takes it away. */
void region_bind(struct model *m, struct model_region *r, enum isotap_mode mode);
/* The kernel's drivers let go of what is below the port, as for an orderly removal. */
void region_drivers_leave(struct model *m, struct model_port *p);
bool region_system_ram_below(const struct model *m, const struct model_port *p);
/* Programs every decoder of a region. -ENXIO: a device is not there or not enumerated. */
int region_create(struct model *m, struct model_region *r);
/* As the target's members, without a scheduling point. */
int region_online(struct model *m, uint32_t region);
int region_set_mode(struct model *m, uint32_t region, enum isotap_mode mode);
int model_region_open(struct target *t, uint32_t region);
int model_region_close(struct target *t, uint32_t region);
int model_ranges(struct target *t, uint32_t port, struct isotap_range *out, uint32_t max);
int model_region_info(struct target *t, uint32_t region, struct isotap_region_info *out);
int model_region_offline(struct target *t, uint32_t region);
int model_region_online(struct target *t, uint32_t region);
int model_region_set_mode(struct target *t, uint32_t region, enum isotap_mode mode);
int model_rescan(struct target *t, uint32_t port);

/* ---- below.c ---- */
int model_below_read(struct target *t, uint32_t device, enum target_below what, uint32_t offset,
		     uint32_t *value);

/* ---- personality.c: what a wrong port makes of what a right one does ---- */
uint32_t wrong_element(const struct model_port *p, uint32_t element);
uint32_t wrong_capability(const struct model_port *p, uint32_t cap);
uint32_t wrong_control_rw(const struct model_port *p, uint32_t rw);
uint8_t wrong_message(const struct model_port *p, uint8_t message);
uint32_t wrong_control(const struct model_port *p, uint32_t value);
uint32_t wrong_write_to_cap(const struct model_port *p, uint32_t value);
bool wrong_busy_written(const struct model_port *p, uint32_t value);
uint32_t wrong_bus_reset_control(const struct model_port *p);
uint32_t wrong_hidden(const struct model_port *p, uint32_t clear);
uint32_t wrong_clear(const struct model_port *p, uint32_t clear);
uint32_t wrong_reset_control(const struct model_port *p);
uint32_t wrong_reset_status(const struct model_port *p);
bool wrong_busy(const struct model_port *p, bool isolated, bool busy);
bool wrong_enters(const struct model_port *p, bool enabled, bool cache, bool by_link);
uint32_t wrong_cause(const struct model_port *p, uint32_t status);
uint32_t wrong_timeout_status(const struct model_port *p);
bool wrong_timeout_lost(const struct model_port *p);
bool wrong_timeout_spreads(const struct model_port *p);
bool wrong_hold(const struct model_port *p, bool mem, bool cache);
struct model_port *wrong_neighbour(struct model *m, const struct model_port *p);
struct model_port *wrong_cleared_too(struct model *m, const struct model_port *p);
bool wrong_signals(const struct model_port *p, uint32_t before, bool by_link);
bool wrong_end_signalled(const struct model_port *p, uint32_t clear);
unsigned int wrong_messages(const struct model_port *p);
uint8_t wrong_message_sent(const struct model_port *p);
bool wrong_err_cor(const struct model_port *p);
bool wrong_signals_again(const struct model_port *p);
bool wrong_timeout_on(const struct model_port *p);
bool wrong_timer_runs_on(const struct model_port *p);
uint32_t wrong_encoding(const struct model_port *p, uint32_t encoding);
uint64_t wrong_timeout(const struct model_port *p, const struct ti_timeout *in_force, uint64_t ns);
bool wrong_pending_waits(const struct model_port *p);
uint32_t wrong_delay(const struct model_port *p);
bool wrong_isolated(const struct model *m, const struct model_port *p, uint64_t hpa);
bool wrong_config_lost(const struct model_port *p);
bool wrong_below(const struct model_port *p);

/* ---- admin.c: resets, personalities, stamps, user space, restore ---- */
int model_restore(struct target *t);
int model_port_reset(struct target *t, uint32_t port);
int model_port_configure(struct target *t, uint32_t port, const struct topo_ti *ti);
int port_personality(struct model_port *p, uint32_t personality);
int model_personality(struct target *t, uint32_t port, uint32_t personality);
int model_firmware_set(struct target *t, uint32_t port, uint32_t keeps);
uint32_t model_firmware_control(struct target *t, uint32_t port);
int model_cache_invalidate(struct target *t, uint64_t base, uint64_t size);
int model_notify(struct target *t, const struct isotap_event *event);
int model_user_event(struct target *t, uint64_t deadline, struct isotap_event *out);
void model_log(struct target *t, enum isotap_log_level level, const char *text);
int model_stamps(struct target *t, uint32_t port, struct target_stamps *out);
int model_counters(struct target *t, uint32_t port, struct target_counters *out);

#endif
