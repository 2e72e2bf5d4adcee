/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fault kinds. Which of them a target can inject it says itself (struct target, member faults). */
#ifndef ISOTAP_FAULT_H
#define ISOTAP_FAULT_H

#include <stdint.h>

enum fault_kind {
	FAULT_LINK_DOWN,    /* the link below the port is lost */
	FAULT_LINK_RESTORE, /* its cause is gone: the link may train again */
	FAULT_LINK_STUCK,   /* the link does not train again until LINK_RESTORE */
	FAULT_HANG,         /* the device stops answering CXL.mem requests: they time out */
	FAULT_HANG_CLEAR,
	FAULT_BUSY, /* RP Busy is set by the next isolation and stays */
	FAULT_BUSY_CLEAR,
	FAULT_BUSY_UNDEFINED, /* RP Busy reads 1 while the port is not isolated (undefined there) */
	FAULT_BUSY_UNDEFINED_CLEAR,
	FAULT_SPURIOUS_IRQ,    /* the shared vector fires without an isolation */
	FAULT_SURPRISE_REMOVE, /* the device is pulled */
	/* In a hot-plug slot: the device is asked for, its driver lets go of it, software powers
	 * the slot off and it is pulled. As an emulator's device_del has it. */
	FAULT_DEVICE_DEL,
	FAULT_KIND_COUNT
};

struct fault {
	enum fault_kind kind;
	uint32_t port;     /* index into the target's ports */
	uint64_t delay_ns; /* takes effect this long from now on the target's clock */
};

#define FAULT_BIT(kind) (1u << (kind))

/* "link-down", ... ; NULL for an unknown kind. */
const char *fault_name(enum fault_kind kind);
/* The kind of that name, or -1. */
int fault_parse(const char *name);

#endif
