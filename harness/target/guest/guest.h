/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's side of a VM, from the inside: ports through their BAR and configuration space, the
 * rest through the kernel's sysfs. Private to this folder, except guest_refresh() for the agent.
 */
#ifndef ISOTAP_GUEST_H
#define ISOTAP_GUEST_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "target/target.h"

#define CXL_DEVICES "/sys/bus/cxl/devices"
#define PCI_DEVICES "/sys/bus/pci/devices"
#define DAX_DEVICES "/sys/bus/dax/devices"
#define DAX_DRIVERS "/sys/bus/dax/drivers"

#define GUEST_MAX_WORK 64
#define GUEST_MAX_EVENTS 64
#define GUEST_MAX_KILLS 256
#define GUEST_MAX_USERS 64

struct guest_port {
	char bdf[ISOTAP_NAME_MAX];
	volatile uint32_t *block; /* component register block */
	uint32_t block_size;
	int cfg;       /* the config file */
	uint32_t pcie; /* offset of the PCI Express capability */
	uint32_t ti;   /* offset of the T&I structure in the block, 0: none */
	uint32_t ctrl; /* what its control register held when the machine was opened */
	bool instr;    /* has the instrumentation page */
	uint32_t features;
	uint32_t traced;         /* INSTR_TRACE_COUNT at the last trace_clear() */
	uint32_t irq;            /* Linux interrupt number of its MSI, 0: none */
	uint64_t last_unclaimed; /* when the kernel saw nobody claim it, as it counts */
	uint32_t unclaimed;      /* how often that was seen to have moved */
	uint64_t fault_tsc;      /* of the last injection, for ports without stamps of their own */
};

struct guest_region {
	char name[ISOTAP_NAME_MAX]; /* "region0", "" if there is none */
	char dax[ISOTAP_NAME_MAX];  /* "dax0.0", "" */
	uint64_t base, size;
	uint64_t dax_size; /* of the dax device: metadata take some of a persistent region */
	bool persistent;
	/* the mapping of region_open(), or one made for an access */
	int fd;
	volatile uint8_t *map;
	bool held;
	uint32_t exceptions; /* read exceptions of its ports when last looked at */
};

struct guest_work {
	uint64_t time;
	isotap_work_fn fn;
	void *arg;
};

struct guest_user_state; /* shared with the process */

struct guest_user {
	pid_t pid; /* 0: it has ended and was waited for */
	int status;
	bool stuck; /* had to be killed */
	struct guest_user_state *state;
};

struct guest_event {
	struct isotap_event event;
	uint64_t time; /* when it arrived */
};

struct guest {
	struct target *target;
	const struct topo *topo;
	uint64_t tsc_khz;
	struct guest_port ports[TARGET_MAX_PORTS];
	struct guest_region regions[TARGET_MAX_REGIONS];
	char memdev[TOPO_MAX_DEVICES][ISOTAP_NAME_MAX]; /* "mem0" of each device, "" if gone */

	struct guest_work work[GUEST_MAX_WORK];
	uint32_t work_count;
	bool locked, working;
	bool ran; /* deferred work, since the last wait() */

	struct guest_user users[GUEST_MAX_USERS];
	uint32_t user_count;

	/* what user space was told, filled by the listener thread and notify() */
	pthread_mutex_t event_lock;
	pthread_cond_t event_ready;
	struct guest_event events[GUEST_MAX_EVENTS];
	uint32_t event_first, event_count;
	uint64_t notified[TARGET_MAX_PORTS];
	int uevent_fd;
	bool listening;

	/* tracefs instance */
	int trace_pipe;
	bool tracing;
	uint64_t irq_tsc[TARGET_MAX_PORTS];  /* first handler entry since the fault */
	uint64_t mark_tsc[TARGET_MAX_PORTS]; /* first mark after that */
	struct {
		uint64_t tsc, device;
	} kills[GUEST_MAX_KILLS];
	uint32_t kill_count;
	uint32_t regions_at_fault[TARGET_MAX_PORTS];
};

static inline struct guest *guest_of(struct target *t)
{
	return t->priv;
}

/* A process that inherited the target by fork() calls this before it uses it. */
int guest_refresh(struct target *t);

/* clock.c */
uint64_t guest_tsc(void);
uint64_t guest_ns(const struct guest *g, uint64_t tsc); /* 0 stays 0 */
int guest_clock_open(struct guest *g);
uint64_t guest_now(struct target *t);
int guest_delay_until(struct target *t, uint64_t time);
int guest_wait(struct target *t, uint64_t deadline);
void guest_lock(struct target *t);
void guest_unlock(struct target *t);
int guest_defer(struct target *t, uint64_t time, isotap_work_fn fn, void *arg);
void guest_cancel(struct target *t, isotap_work_fn fn, void *arg);
/* A scheduling point: runs what is due. Returns how many ran. */
int guest_run_due(struct guest *g);

/* pci.c */
#define GUEST_BLOCK_SIZE 0x10000u /* of component registers, CXL r3.2 8.2.3 */
/* `config` is a function's config file. */
int guest_config_read(int config, uint32_t offset, uint32_t width, uint32_t *value);
/* Offset of the PCI Express capability, 0: none. */
uint32_t guest_find_pcie(int config);
/* BAR and offset in it of the component registers. */
int guest_find_block(int config, uint32_t *bar, uint64_t *offset);
/* Maps GUEST_BLOCK_SIZE of them. */
int guest_map_block(const char *bdf, int config, volatile uint32_t **block);
int guest_below_read(struct target *t, uint32_t device, enum target_below what, uint32_t offset,
		     uint32_t *value);

/* ports.c */
/* A driver that was bound again may have another interrupt. */
void guest_find_irq(struct guest_port *port);
int guest_ports_open(struct guest *g, char *error, size_t size);
/* CXL root ports of this machine. Nothing but configuration space is looked at. */
int guest_count_ports(void);
int guest_reg_read(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		   uint32_t *value);
int guest_reg_write(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		    uint32_t value);
int guest_cfg_read(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		   uint32_t *value);
int guest_cfg_write(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
		    uint32_t value);
int guest_link_set(struct target *t, uint32_t port, int up);
int guest_link_state(struct target *t, uint32_t port);
uint32_t guest_instr(const struct guest_port *port, uint32_t reg);
void guest_instr_write(const struct guest_port *port, uint32_t reg, uint32_t value);

/* slot.c */
/* Switches a hot-plug slot as an administrator does, and waits until the kernel is done. -ENOENT:
 * the port has none. */
int guest_slot_power(struct guest *g, uint32_t port, bool on);
bool guest_slot_is_off(struct guest *g, uint32_t port);
/* Lets the kernel's hot-plug driver finish what it does, and switches the slot on. Nothing where
 * there is no slot. */
void guest_slot_settle(struct guest *g, uint32_t port);

/* devices.c */
/* Finds the memory devices by serial number. Returns how many of the topology's are there. */
int guest_find_devices(struct guest *g);
/* Root port (BDF) above a memory device. */
int guest_device_port(const char *memdev, char *bdf, size_t size);
/* "endpoint3" of a memory device. */
int guest_endpoint(const char *memdev, char *out, size_t size);
/* A device below the port was reset and not enumerated again. */
bool guest_port_stale(struct guest *g, uint32_t port);
int guest_rescan(struct target *t, uint32_t port);

/* regions.c */
int guest_regions_find(struct guest *g);
int guest_region_create(struct guest *g, uint32_t region, char *error, size_t size);
int guest_region_delete(struct guest *g, uint32_t region);
/* Deletes what is left of regions whose devices have gone. */
void guest_regions_sweep(struct guest *g);
bool guest_region_committed(struct guest *g, uint32_t region);
int guest_region_info(struct target *t, uint32_t region, struct isotap_region_info *out);
int guest_ranges(struct target *t, uint32_t port, struct isotap_range *out, uint32_t max);
int guest_region_offline(struct target *t, uint32_t region);
int guest_region_online(struct target *t, uint32_t region);

/* pmem.c */
/* Loads what persistent regions need beyond the others, if there is one. */
int guest_pmem_open(const struct guest *g);
void guest_pmem_uuid(uint32_t region, char *out, size_t size);
/* A namespace on a committed region and a dax device on that. */
int guest_pmem_make_dax(struct guest *g, uint32_t region, char *error, size_t size);
/* Where the dax device of a persistent region hangs. */
int guest_pmem_dax_folder(const struct guest_region *region, char *out, size_t size);

/* dax.c */
enum isotap_mode guest_dax_mode(const struct guest *g, uint32_t region);
int guest_dax_bind(struct guest *g, uint32_t region);
int guest_dax_unbind(struct guest *g, uint32_t region);
int guest_region_set_mode(struct target *t, uint32_t region, enum isotap_mode mode);
int guest_dax_users(const struct guest *g, uint32_t region);
bool guest_range_is_ram(uint64_t base, uint64_t size);

/* blocks.c */
/* Takes the memory blocks of a region that kmem holds on line or off line. -ENOTRECOVERABLE: none
 * of them can be used in this boot. */
int guest_blocks_set(const struct guest_region *region, bool online);
/* Some region has no block that could be System RAM in this boot. */
bool guest_blocks_lost(const struct guest *g);

/* memory.c */
int guest_memory_open(struct guest *g);
/* Lets go of what region_open() holds, of every region: for a process that was forked off. */
void guest_memory_drop(struct guest *g);
int guest_region_open(struct target *t, uint32_t region);
int guest_region_close(struct target *t, uint32_t region);
int guest_load(struct target *t, uint32_t region, uint64_t offset, uint64_t *value,
	       enum access_result *result);
int guest_store(struct target *t, uint32_t region, uint64_t offset, uint64_t value,
		enum access_result *result);

/* user.c */
int guest_user_start(struct target *t, uint32_t region, enum target_user_kind kind);
int guest_user_report(struct target *t, uint32_t user, struct target_user_report *out);
int guest_user_stop(struct target *t, uint32_t user, struct target_user_report *out);
/* Ends all that are left. */
void guest_users_end(struct target *t);

/* user_work.c */
/* What such a process does until it is told to stop; in the process itself. */
_Noreturn void guest_user_work(struct guest *g, uint32_t region, enum target_user_kind kind,
			       struct guest_user_state *state);

/* events.c */
int guest_listen(struct guest *g);
void guest_unlisten(struct guest *g);
/* When user space was told of the last isolation of that port, 0 if it was not within so long. */
uint64_t guest_notified(struct guest *g, uint32_t port, unsigned int wait_ms);
int guest_notify(struct target *t, const struct isotap_event *event);
int guest_user_event(struct target *t, uint64_t deadline, struct isotap_event *out);

/* stamps.c */
int guest_trace_open(struct guest *g);
void guest_trace_close(struct guest *g);
/* Forgets what was seen before a fault on that port. */
void guest_stamps_reset(struct guest *g, uint32_t port);
int guest_stamps(struct target *t, uint32_t port, struct target_stamps *out);

/* faults.c */
int guest_inject(struct target *t, const struct fault *fault);
uint32_t guest_faults(const struct guest *g);
int guest_personality(struct target *t, uint32_t port, uint32_t personality);
int guest_port_reset(struct target *t, uint32_t port);
int guest_port_configure(struct target *t, uint32_t port, const struct topo_ti *ti);
bool guest_can_configure(const struct guest *g);
int guest_counters(struct target *t, uint32_t port, struct target_counters *out);
int guest_trace_read(struct target *t, uint32_t port, uint32_t skip, struct target_access *out,
		     uint32_t max);
int guest_trace_clear(struct target *t, uint32_t port);

/* restore.c */
int guest_restore(struct target *t);

#endif
