/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * isotap implementation ABI, version 1: the software under test, and the platform it is handed.
 *
 * Self-contained: a plug-in needs this file and nothing else. A plug-in is a shared object that
 * exports isotap_impl(). Unless stated otherwise functions return 0 or a negative errno, times are
 * nanoseconds on the target's clock, and pointers handed in are valid only during the call.
 * An optional member is NULL and its capability bit is clear: both or neither.
 */
#ifndef ISOTAP_IMPL_H
#define ISOTAP_IMPL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ISOTAP_IMPL_ABI 1u
#define ISOTAP_NAME_MAX 32 /* including the final NUL */
#define ISOTAP_TEXT_MAX 160
#define ISOTAP_NO_REGION UINT32_MAX

enum isotap_cause {
	ISOTAP_CAUSE_NONE,
	ISOTAP_CAUSE_TIMEOUT,
	ISOTAP_CAUSE_LINK_DOWN,
	ISOTAP_CAUSE_UNKNOWN
};

enum isotap_mode {
	ISOTAP_MODE_NONE,       /* no driver bound: nobody can use the memory */
	ISOTAP_MODE_DEVDAX,     /* device-dax */
	ISOTAP_MODE_SYSTEM_RAM, /* kmem: part of the page allocator */
};

enum isotap_event_kind {
	ISOTAP_EVENT_ISOLATED,
	ISOTAP_EVENT_RECOVERED,
	ISOTAP_EVENT_RECOVERY_FAILED,
};

struct isotap_event {
	enum isotap_event_kind kind;
	enum isotap_cause cause;
	uint32_t port;
	/* What the implementation says of itself, 0 = not known; checked against outside stamps. */
	uint64_t t_seen;    /* interrupt handler entered, or poll saw the status */
	uint64_t t_marked;  /* port marked isolated */
	uint64_t t_offline; /* every region below unusable */
};

/* ---- what an implementation sees of the machine ---- */

struct isotap_port_info {
	uint32_t id;                /* index, 0 .. port_count() - 1 */
	char name[ISOTAP_NAME_MAX]; /* "0000:0c:00.0" */
	uint32_t block_size;        /* bytes of the component register block */
};

/* A committed HDM range below a port. */
struct isotap_range {
	uint64_t base, size; /* host physical address, bytes */
	uint32_t region;     /* region that uses it, or ISOTAP_NO_REGION (firmware set it up) */
	uint8_t system_ram;  /* some of it is System RAM now, by address */
	uint8_t reserved[3];
};

struct isotap_region_info {
	uint32_t id;
	char name[ISOTAP_NAME_MAX]; /* "region0" */
	uint64_t base, size;
	uint64_t ports; /* bit n: data of this region passes port n */
	enum isotap_mode mode;
	int32_t users;  /* how many hold the dax device open or mapped; -1: cannot be told */
	uint8_t usable; /* committed, and its device is bound to a driver */
	uint8_t reserved[3];
};

/* Firmware keeps control of these (_OSC): the implementation leaves them alone. */
#define ISOTAP_FW_KEEPS_ISOLATION 0x1u
#define ISOTAP_FW_KEEPS_NOTIFICATION 0x2u

enum isotap_log_level {
	ISOTAP_LOG_ERR = 3,
	ISOTAP_LOG_WARN = 4,
	ISOTAP_LOG_INFO = 6,
	ISOTAP_LOG_DEBUG = 7
};

/* Returns 1 if the interrupt was this handler's, 0 if not. Runs in interrupt context: it may read
 * and write registers, defer work and read the clock; it does not wait and takes nothing offline.
 */
typedef int (*isotap_irq_fn)(void *arg);
typedef void (*isotap_work_fn)(void *arg);

#define ISOTAP_PLAT_IRQ 0x1ull       /* irq_register, irq_unregister */
#define ISOTAP_PLAT_CACHE_INV 0x2ull /* cache_invalidate */
#define ISOTAP_PLAT_FIRMWARE 0x4ull  /* firmware_control */

/*
 * The platform table: all that a userspace implementation reaches of the world. Every call is a
 * point where interrupts, deferred work and hardware may go on, except between lock() and unlock().
 */
struct isotap_platform {
	uint32_t abi;  /* ISOTAP_IMPL_ABI */
	uint32_t size; /* sizeof(struct isotap_platform) */
	uint64_t caps; /* ISOTAP_PLAT_* */
	void *ctx;     /* first argument of every call */

	int (*port_count)(void *ctx);
	int (*port_info)(void *ctx, uint32_t port, struct isotap_port_info *out);
	/* Aligned 32-bit access, offset from the start of the port's component register block
	 * (CXL.cachemem at 1000h, CXL r3.2 8.2.3). */
	int (*reg_read)(void *ctx, uint32_t port, uint32_t offset, uint32_t *value);
	int (*reg_write)(void *ctx, uint32_t port, uint32_t offset, uint32_t value);
	/* Configuration space of the port; width 1, 2 or 4 bytes. */
	int (*cfg_read)(void *ctx, uint32_t port, uint32_t offset, uint32_t width, uint32_t *value);
	int (*cfg_write)(void *ctx, uint32_t port, uint32_t offset, uint32_t width, uint32_t value);

	uint64_t (*now)(void *ctx);
	/* Returns 0 at or after that time; interrupts and deferred work run meanwhile. */
	int (*delay_until)(void *ctx, uint64_t time);
	/* Returns as soon as an interrupt was handled or deferred work ran, 0; -ETIMEDOUT at
	 * deadline. */
	int (*wait)(void *ctx, uint64_t deadline);
	/* One lock, not recursive: no interrupt handler and no deferred work runs while it is held.
	 * It is given back before a call returns, and nothing that may sleep is called with it:
	 * delay_until, wait, region_offline, region_online, rescan. */
	void (*lock)(void *ctx);
	void (*unlock)(void *ctx);
	/* Runs fn(arg) once, at or after the time, outside interrupt context. A pair (fn, arg) that
	 * is already queued is moved. */
	int (*defer)(void *ctx, uint64_t time, isotap_work_fn fn, void *arg);
	void (*cancel)(void *ctx, isotap_work_fn fn, void *arg);

	/* Optional (ISOTAP_PLAT_IRQ). The vector is shared: handlers are called for others'
	 * interrupts too. -ENOENT: that message number is not allocated. */
	int (*irq_register)(void *ctx, uint32_t port, uint32_t message, isotap_irq_fn fn,
			    void *arg);
	void (*irq_unregister)(void *ctx, uint32_t port, uint32_t message, isotap_irq_fn fn,
			       void *arg);

	/* Committed ranges below a port, also behind switches. Returns how many there are (which
	 * may be more than max); writes at most max. */
	int (*ranges)(void *ctx, uint32_t port, struct isotap_range *out, uint32_t max);
	/* -ENOENT: no such region now. Ids do not change while the implementation lives. */
	int (*region_info)(void *ctx, uint32_t region, struct isotap_region_info *out);
	/* Makes the region unusable: mappings gone, device unbound. 0 also if it was so before. */
	int (*region_offline)(void *ctx, uint32_t region);
	/* Creates the region again if it is gone, and binds it as device-dax. */
	int (*region_online)(void *ctx, uint32_t region);
	/* Link Disable in the port's Link Control register. 0 when written, not when the link is
	 * up. */
	int (*link_set)(void *ctx, uint32_t port, int up);
	/* 1 up, 0 down (Data Link Layer Link Active), or a negative errno. */
	int (*link_state)(void *ctx, uint32_t port);
	/* Enumerates again what is below the port; regions below it are gone until region_online().
	 */
	int (*rescan)(void *ctx, uint32_t port);
	/* Optional (ISOTAP_PLAT_CACHE_INV): CPU caches hold nothing of the range afterwards. */
	int (*cache_invalidate)(void *ctx, uint64_t base, uint64_t size);
	/* Optional (ISOTAP_PLAT_FIRMWARE): ISOTAP_FW_* that firmware keeps for this port. */
	uint32_t (*firmware_control)(void *ctx, uint32_t port);

	/* Tells user space. */
	int (*notify)(void *ctx, const struct isotap_event *event);
	void (*log)(void *ctx, enum isotap_log_level level, const char *text);
};

/* ---- the implementation ---- */

struct isotap_arm_config {
	uint32_t size;         /* sizeof(struct isotap_arm_config) */
	uint8_t timeout;       /* enable the CXL.mem transaction timeout */
	uint8_t timeout_value; /* encoding, CXL r3.2 8.2.4.24.2 bits 3:0 */
	uint8_t link_down;     /* enable CXL.mem Isolation Link Down */
	uint8_t err_cor;       /* enable ERR_COR signaling */
};

enum isotap_port_mode {
	ISOTAP_PORT_ABSENT, /* no T&I capability */
	ISOTAP_PORT_DISARMED,
	ISOTAP_PORT_ARMED,
	ISOTAP_PORT_ISOLATED,
	ISOTAP_PORT_RECOVERING,
	ISOTAP_PORT_FAILED, /* recovery failed; text says why */
};

struct isotap_port_state {
	enum isotap_port_mode mode;
	enum isotap_cause cause;
	uint16_t timeouts;     /* encodings offered, bit n = encoding n; 0 is always offered */
	uint8_t timeout;       /* timeout enabled */
	uint8_t timeout_value; /* encoding in force */
	uint8_t isolation;     /* isolation enabled */
	uint8_t link_down;
	uint8_t interrupt; /* the interrupt, not a poll, tells of an isolation */
	uint8_t reserved;
	char text[ISOTAP_TEXT_MAX]; /* last error or remark, may be empty */
};

#define ISOTAP_IMPL_TIMEOUT 0x01ull         /* set_timeout */
#define ISOTAP_IMPL_REGION_SWITCH 0x02ull   /* region_switch, region_armed */
#define ISOTAP_IMPL_RECOVER 0x04ull         /* recover */
#define ISOTAP_IMPL_REFUSES_RAM 0x08ull     /* no member: keeps System RAM from armed ports */
#define ISOTAP_IMPL_REFUSES_REGIONS 0x10ull /* no member: refuses regions below isolated ports */
#define ISOTAP_IMPL_DEFAULT_DEVDAX 0x20ull  /* no member: can make new regions device-dax */
#define ISOTAP_IMPL_MODULE 0x40ull          /* no member: the reference module, files and all */
#define ISOTAP_IMPL_REARMS 0x80ull          /* no member: recover() leaves isolation as it was */
#define ISOTAP_IMPL_RESIDENT 0x100ull       /* no member: in the kernel, whether probed or not */
#define ISOTAP_IMPL_NO_LINK_DOWN 0x200ull   /* no member: link_down is refused, not asked for */
#define ISOTAP_IMPL_INERT 0x400ull          /* `none` alone: no T&I software at all */

/*
 * Errors that every implementation uses alike: -EOPNOTSUPP the port does not offer it; -EBUSY a
 * region below is in use or System RAM; -EINVAL a value that is reserved or not offered;
 * -ETIMEDOUT a bounded wait passed; -ENODEV no such port; -EIO the port does not do what it says.
 */
struct isotap_impl_ops {
	uint32_t abi;        /* ISOTAP_IMPL_ABI */
	uint32_t size;       /* sizeof(struct isotap_impl_ops) */
	const char *name;    /* [a-z0-9-]+, shorter than ISOTAP_NAME_MAX */
	const char *version; /* free text */
	uint64_t caps;       /* ISOTAP_IMPL_* */

	/* Makes an instance with a context of its own. The table stays valid until remove().
	 * Enables nothing: isolation is opt-in. */
	int (*probe)(const struct isotap_platform *platform, void **instance);
	/* Leaves every port as probe() found it, frees all; no handler stays registered and no
	 * deferred work queued. */
	void (*remove)(void *instance);
	/* Turns isolation of CXL.mem on for a port as configured. */
	int (*arm)(void *instance, uint32_t port, const struct isotap_arm_config *config);
	int (*disarm)(void *instance, uint32_t port);
	int (*port_state)(void *instance, uint32_t port, struct isotap_port_state *out);
	/* The next event, in order; -ETIMEDOUT at the deadline. */
	int (*wait_event)(void *instance, uint64_t deadline, struct isotap_event *out);

	/* Optional (ISOTAP_IMPL_TIMEOUT): enable or disable the timeout and set its value, at any
	 * time. */
	int (*set_timeout)(void *instance, uint32_t port, int enable, uint8_t value);
	/* Optional (ISOTAP_IMPL_REGION_SWITCH): all ports that the region's data passes, counted.
	 */
	int (*region_switch)(void *instance, uint32_t region, int on);
	/* 1 on, 0 off. */
	int (*region_armed)(void *instance, uint32_t region);
	/* Optional (ISOTAP_IMPL_RECOVER): an isolated port and its regions work again, or an error
	 * and the regions stay offline. With ISOTAP_IMPL_REARMS isolation is as it was
	 * before the fault (armed), else the port is disarmed and says so. */
	int (*recover)(void *instance, uint32_t port, uint64_t deadline);
};

/* The one symbol that a plug-in exports. `abi` is what the harness speaks; an implementation that
 * cannot serve it returns NULL. The result is valid as long as the object is loaded. */
const struct isotap_impl_ops *isotap_impl(uint32_t abi);

#ifdef __cplusplus
}
#endif

#endif
