/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Target ops: where a topology lives. Implemented by the model (in-process, virtual clock) and by
 * the in-guest side of a VM; decorated by the recording shim. Members return 0 or a negative errno
 * unless they say otherwise. Optional = NULL and its capability bit clear.
 *
 * Every call is a scheduling point: pending interrupts and due deferred work may run in it, except
 * between lock() and unlock(), and except in calls made from an interrupt handler.
 */
#ifndef ISOTAP_TARGET_H
#define ISOTAP_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "fault/fault.h"
#include "impl/isotap_impl.h"
#include "topo/topo.h"

#define TARGET_MAX_PORTS TOPO_MAX_PORTS
#define TARGET_MAX_REGIONS TOPO_MAX_REGIONS

/* Who makes an access: the access trace keeps them apart. */
enum origin { ORIGIN_HARNESS, ORIGIN_IMPL };

/* How a load or store ended. GONE: the region has no usable device, nothing was accessed. */
enum access_result { ACCESS_DONE, ACCESS_EXCEPTION, ACCESS_GONE };

#define TARGET_IRQ 0x0001ull           /* irq_register, irq_unregister */
#define TARGET_TRACE 0x0002ull         /* trace_read, trace_clear */
#define TARGET_STAMPS 0x0004ull        /* stamps, counters */
#define TARGET_VIRTUAL_CLOCK 0x0008ull /* waiting costs no wall time */
#define TARGET_KERNEL 0x0010ull        /* a kernel with its own drivers below the implementation */
#define TARGET_SYSTEM_RAM 0x0020ull    /* region_set_mode(SYSTEM_RAM) */
#define TARGET_UEVENT 0x0040ull        /* user_event: what user space is told can be seen */
#define TARGET_CACHE_INV 0x0080ull     /* cache_invalidate */
#define TARGET_FIRMWARE 0x0100ull      /* firmware_control, firmware_set */
#define TARGET_REFORM 0x0200ull      /* port_configure: the capability of a port can be redefined */
#define TARGET_RESET 0x0400ull       /* port_reset */
#define TARGET_PERSONALITY 0x0800ull /* personality */
#define TARGET_USERS 0x1000ull       /* user_start, user_report, user_stop */
#define TARGET_BELOW 0x2000ull       /* below_read */
#define TARGET_RESERVED 0x4000ull    /* port_configure: reserved bits, too */
#define TARGET_UNCLAIMED 0x8000ull   /* counters.interrupts_unclaimed */
#define TARGET_COUNTED 0x10000ull    /* a nanosecond is an instruction, unless it waits */

/* What a guest has, on the emulator with isotap's patches; struct target says what one has. */
#define TARGET_GUEST_CAPS                                                                          \
	(TARGET_TRACE | TARGET_STAMPS | TARGET_KERNEL | TARGET_SYSTEM_RAM | TARGET_UEVENT |        \
	 TARGET_REFORM | TARGET_RESET | TARGET_PERSONALITY | TARGET_USERS | TARGET_BELOW |         \
	 TARGET_UNCLAIMED)
#define TARGET_GUEST_FAULTS (FAULT_BIT(FAULT_KIND_COUNT) - 1)

/* What a process of its own does with a region until it is stopped, or until it cannot go on. */
enum target_user_kind {
	TARGET_USER_READS,    /* maps the region and loads from it, over and over */
	TARGET_USER_WRITES,   /* maps the region and stores to it, over and over */
	TARGET_USER_HOLDS,    /* holds the device open without a mapping */
	TARGET_USER_ONLINES,  /* an administrator who tries to bring the region on line, over and
				 over */
	TARGET_USER_CONVERTS, /* an administrator who turns the region into System RAM and back to
				 device-dax, over and over */
	TARGET_USER_KIND_COUNT
};

struct target_user_report {
	uint64_t done;    /* accesses or attempts that went through */
	uint64_t refused; /* attempts that ended with an error */
	uint32_t signals; /* SIGBUS received: accesses that ended in an exception; the first one
			     ends it */
	int32_t error;    /* the last error, negative errno; 0: none */
	uint8_t alive;    /* it goes on */
	uint8_t killed;   /* it was ended by a signal other than that SIGBUS: a defect */
	uint8_t reserved[6];
	uint64_t t_end; /* when the exception came, 0: none */
	/* What must never be, as the process itself saw it: a load that returned another value than
	 * its first one at that place; the region brought on line while a port above it was
	 * isolated (TARGET_USER_ONLINES); System RAM while a port above it was armed
	 * (TARGET_USER_CONVERTS).
	 */
	uint64_t wrong;
};

/* Functions below a root port that have component registers of their own. */
enum target_below { TARGET_BELOW_UPSTREAM, TARGET_BELOW_DOWNSTREAM, TARGET_BELOW_DEVICE };

struct target_port {
	char name[ISOTAP_NAME_MAX]; /* "0000:0c:00.0" */
	char topo_name[TOPO_NAME_MAX];
	uint32_t block_size; /* bytes of the component register block */
};

struct target_region {
	char name[ISOTAP_NAME_MAX]; /* as the software under test calls it; may change on
				       re-creation */
	char topo_name[TOPO_NAME_MAX];
	uint64_t ports; /* bit n: data passes port n */
};

/* Nanoseconds on the target's clock, 0 = did not happen since the last fault on that port. */
struct target_stamps {
	uint64_t t_fault, t_isolated; /* the port's own */
	uint64_t t_irq;               /* interrupt handler of the implementation entered */
	uint64_t t_marked;            /* port marked, where that can be seen from outside */
	uint64_t t_offline;           /* mappings of the regions below gone, device unusable */
	uint64_t t_notified;          /* user space told */
};

struct target_counters {
	uint32_t isolations, writes_dropped, writes_forwarded, read_exceptions, messages, err_cors,
		link_downs, interrupts_unclaimed, cache_invalidations,
		invalidations_late; /* of a region that could be used already */
};

/* One access to a port's T&I structure, in order. */
struct target_access {
	uint64_t time; /* ns on the target's clock */
	uint32_t port;
	uint32_t value;
	uint16_t offset; /* in the structure, 0 .. 15 */
	uint8_t size;    /* bytes */
	uint8_t write;
	uint8_t origin; /* enum origin */
	uint8_t reserved[3];
};

struct target;

struct target_ops {
	const char *name; /* "model", "qemu", "host" */
	void (*close)(struct target *t);

	/* Component register block of a port, aligned 32-bit, offset from its start. */
	int (*reg_read)(struct target *t, enum origin who, uint32_t port, uint32_t offset,
			uint32_t *value);
	int (*reg_write)(struct target *t, enum origin who, uint32_t port, uint32_t offset,
			 uint32_t value);
	int (*cfg_read)(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
			uint32_t *value);
	int (*cfg_write)(struct target *t, uint32_t port, uint32_t offset, uint32_t width,
			 uint32_t value);

	/* Holds the region's device open and mapped, as a process that uses it does (counts as a
	 * user); region_close lets go. -ENXIO: the region has no usable device. */
	int (*region_open)(struct target *t, uint32_t region);
	int (*region_close)(struct target *t, uint32_t region);
	/* 8-byte access at a multiple of 8, by the holder of the mapping, or through a mapping made
	 * for this access if there is none. A negative errno is a broken rig. */
	int (*load)(struct target *t, uint32_t region, uint64_t offset, uint64_t *value,
		    enum access_result *result);
	int (*store)(struct target *t, uint32_t region, uint64_t offset, uint64_t value,
		     enum access_result *result);

	/* As struct isotap_platform says of the members of the same names. */
	int (*ranges)(struct target *t, uint32_t port, struct isotap_range *out, uint32_t max);
	int (*region_info)(struct target *t, uint32_t region, struct isotap_region_info *out);
	int (*region_offline)(struct target *t, uint32_t region);
	int (*region_online)(struct target *t, uint32_t region);
	int (*link_set)(struct target *t, uint32_t port, int up);
	int (*link_state)(struct target *t, uint32_t port);
	int (*rescan)(struct target *t, uint32_t port);
	int (*cache_invalidate)(struct target *t, uint64_t base, uint64_t size);
	uint32_t (*firmware_control)(struct target *t, uint32_t port);
	int (*notify)(struct target *t, const struct isotap_event *event);
	void (*log)(struct target *t, enum isotap_log_level level, const char *text);

	/* An administrator's step: change what the region is used for. */
	int (*region_set_mode)(struct target *t, uint32_t region, enum isotap_mode mode);

	uint64_t (*now)(struct target *t);
	/* The time without being a call: nothing happens in it. NULL: now(). For who only records.
	 */
	uint64_t (*look)(struct target *t);
	int (*delay_until)(struct target *t, uint64_t time);
	int (*wait)(struct target *t, uint64_t deadline);
	void (*lock)(struct target *t);
	void (*unlock)(struct target *t);
	int (*defer)(struct target *t, uint64_t time, isotap_work_fn fn, void *arg);
	void (*cancel)(struct target *t, isotap_work_fn fn, void *arg);
	int (*irq_register)(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
			    void *arg);
	void (*irq_unregister)(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
			       void *arg);

	/* The next thing that user space was told (uevent, notify()); -ETIMEDOUT at the deadline.
	 */
	int (*user_event)(struct target *t, uint64_t deadline, struct isotap_event *out);

	int (*inject)(struct target *t, const struct fault *fault);
	/* Another process that uses a region. Number of the user, at least 0, or a negative errno.
	 * It is at work when the call returns. Numbers go up from 0 until the next restore(). */
	int (*user_start)(struct target *t, uint32_t region, enum target_user_kind kind);
	int (*user_report)(struct target *t, uint32_t user, struct target_user_report *out);
	/* Ends it, waits for its end, and reports a last time; once more after that. -ENOENT: no
	 * such user. -ETIMEDOUT: it was stuck and had to be killed. */
	int (*user_stop)(struct target *t, uint32_t user, struct target_user_report *out);
	/* CXL.cachemem registers (offset from 1000h of the component block) of what is below a
	 * port: the switch of topo->devices[device], or the device. -ENXIO: there is no such
	 * function or it has no component registers. */
	int (*below_read)(struct target *t, uint32_t device, enum target_below what,
			  uint32_t offset, uint32_t *value);
	/* A conventional reset that reaches the port's registers; sticky bits survive it. */
	int (*port_reset)(struct target *t, uint32_t port);
	/* Another enum instr_personality for a port. */
	int (*personality)(struct target *t, uint32_t port, uint32_t personality);
	/* Another capability for a port, as if it had been declared so; registers are reset. */
	int (*port_configure)(struct target *t, uint32_t port, const struct topo_ti *ti);
	int (*firmware_set)(struct target *t, uint32_t port, uint32_t keeps);

	int (*stamps)(struct target *t, uint32_t port, struct target_stamps *out);
	int (*counters)(struct target *t, uint32_t port, struct target_counters *out);
	/* Accesses after the first `skip` since trace_clear(). Returns how many were written;
	 * -EOVERFLOW if some were lost. */
	int (*trace_read)(struct target *t, uint32_t port, uint32_t skip, struct target_access *out,
			  uint32_t max);
	int (*trace_clear)(struct target *t, uint32_t port);

	/* Brings the machine back to what the topology declares: no fault, disarmed, link up,
	 * status clear, every region on line in its declared mode, nothing held open. Verifies it.
	 */
	int (*restore)(struct target *t);
};

struct target {
	const struct target_ops *ops;
	uint64_t caps;   /* TARGET_* */
	uint32_t faults; /* FAULT_BIT() of what it can inject */
	const struct topo *topo;
	uint32_t port_count, region_count;
	uint32_t personality;                       /* of all ports, see target_make_ports() */
	struct target_port ports[TARGET_MAX_PORTS]; /* same index as topo->ports */
	struct target_region regions[TARGET_MAX_REGIONS]; /* same index as topo->regions */
	void *priv;
};

/* Makes every port that has the capability so (enum instr_personality), now and after each
 * restore(). -EOPNOTSUPP: the target cannot. */
int target_make_ports(struct target *t, uint32_t personality);

/* ---- the targets there are ---- */

/* Where the order of things is left open, who decides: constant latencies; random choices; or a
 * list of choices, followed by 0s. harness/target/model/sched.h says what is open. */
enum target_schedule_kind { TARGET_SCHEDULE_FIXED, TARGET_SCHEDULE_RANDOM, TARGET_SCHEDULE_SCRIPT };

struct target_schedule {
	enum target_schedule_kind kind;
	uint64_t seed;         /* RANDOM */
	const uint8_t *script; /* SCRIPT */
	uint32_t count;
};

/* The choices that were made: which of how many. */
struct target_choices {
	uint32_t count; /* made; `kept` of them are below */
	uint32_t kept;
	const uint8_t *taken, *options;
};

struct target_model_config {
	uint64_t seed;
	struct target_schedule schedule; /* the script must outlive the model */
	bool trace;                      /* record accesses to the T&I structure */
	uint32_t trace_slots;            /* ring size in records, power of two; 0: default */
};
/* A model of the topology. 0 or -ENOMEM. The topology must outlive it. */
int target_model_open(struct target *t, const struct topo *topo,
		      const struct target_model_config *config);
/* Valid until the model is closed. */
struct target_choices target_model_choices(const struct target *t);

/* The machine this process runs in, a guest booted for `topo`: regions are created as declared. */
int target_guest_open(struct target *t, const struct topo *topo, char *error, size_t error_size);

#endif
