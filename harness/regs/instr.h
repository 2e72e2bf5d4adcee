/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * isotap's instrumentation page: implementation-specific registers of an emulated root port
 * (CXL r3.2 8.2.3: block offsets 2000h-DFFFh are left to the implementation). The emulator and the
 * model offer the same page; hardware never has it. 32-bit accesses, little endian.
 */
#ifndef ISOTAP_REGS_INSTR_H
#define ISOTAP_REGS_INSTR_H

#define INSTR_BASE 0x2000u /* from the start of the component register block */

#define INSTR_MAGIC 0x000u /* RO "ISTP" */
#define INSTR_MAGIC_VALUE 0x50545349u
#define INSTR_VERSION 0x004u  /* RO 1 */
#define INSTR_FEATURES 0x008u /* RO bit n: command n can be given */
#define INSTR_COMMAND 0x00cu  /* WO enum instr_command */
#define INSTR_DELAY_NS                                                                             \
	0x010u                 /* RW the next command waits this long on the guest's virtual clock \
				*/
#define INSTR_TRACE_CTL 0x014u /* RW bit 0: record accesses to the T&I structure */
#define INSTR_T_FAULT_LO 0x018u
#define INSTR_T_FAULT_HI 0x01cu /* TSC when the last fault took effect */
#define INSTR_T_ISOLATED_LO 0x020u
#define INSTR_T_ISOLATED_HI 0x024u /* TSC when the isolation status bit was last set */
#define INSTR_ISOLATIONS 0x028u
#define INSTR_WRITES_DROPPED 0x02cu
#define INSTR_READ_EXCEPTIONS 0x030u
#define INSTR_MESSAGES 0x034u    /* T&I interrupt messages sent */
#define INSTR_ERR_CORS 0x038u    /* ERR_COR messages sent for an isolation */
#define INSTR_TRACE_COUNT 0x03cu /* records since the last clear; ring index = count % slots */
#define INSTR_T_NOW_LO 0x040u
#define INSTR_T_NOW_HI 0x044u
#define INSTR_WRITES_FORWARDED 0x048u /* CXL.mem writes that went below the port */
#define INSTR_PERSONALITY 0x04cu      /* RW enum instr_personality */
#define INSTR_LINK_DOWNS 0x050u       /* link transitions from up to down */
#define INSTR_CAPABILITY 0x054u       /* RW another T&I capability register; resets the structure */
#define INSTR_ALIAS 0x100u /* the 16-byte T&I structure; accesses here count as the harness's */
#define INSTR_TRACE_RING 0x2000u
#define INSTR_TRACE_SLOTS 2048u
#define INSTR_TRACE_RECORD 16u /* u64 tsc, u32 value, u16 offset, u8 size, u8 flags */
#define INSTR_TRACE_WRITE 0x01u
#define INSTR_TRACE_HARNESS 0x02u

enum instr_command {
	INSTR_CMD_LINK_DOWN = 1,
	INSTR_CMD_LINK_UP = 2, /* the cause of the link down is gone */
	INSTR_CMD_HANG_ON = 3, /* the device stops answering CXL.mem requests */
	INSTR_CMD_HANG_OFF = 4,
	INSTR_CMD_BUSY_ON = 5, /* RP Busy is set at the next isolation and stays */
	INSTR_CMD_BUSY_OFF = 6,
	INSTR_CMD_SPURIOUS = 7, /* an interrupt message with the status clear */
	INSTR_CMD_SURPRISE_REMOVE = 8,
	INSTR_CMD_CLEAR = 9,          /* counters and trace */
	INSTR_CMD_LINK_STUCK = 10,    /* the link does not come back until LINK_UP */
	INSTR_CMD_BUSY_UNDEF_ON = 11, /* RP Busy reads 1 while not isolated */
	INSTR_CMD_BUSY_UNDEF_OFF = 12,
	INSTR_CMD_RESET =
		13, /* the T&I structure as after a conventional reset: sticky bits stay */
	INSTR_CMD_DEVICE_DEL = 14, /* in a hot-plug slot: removal is asked for, and happens when
				      software powers the slot off */
};

/* Deliberately wrong ports, one deviation each. Numbers are kept for good. */
enum instr_personality {
	INSTR_PERS_NONE = 0,
	INSTR_PERS_PLAIN_DATA = 1,    /* isolated reads: all-ones, no exception */
	INSTR_PERS_WRITE_THROUGH = 2, /* isolated writes reach the device */
	INSTR_PERS_NO_INTERRUPT = 3,
	INSTR_PERS_STICKY_LOST = 4,    /* a reset clears the status bits */
	INSTR_PERS_BUSY_UNDEFINED = 5, /* allowed: RP Busy reads 1 outside of an isolation */
	INSTR_PERS_DOUBLE_INTERRUPT = 6,
	/* capability */
	INSTR_PERS_POINTER_BEYOND = 7,   /* the element's pointer leaves the 4 KiB */
	INSTR_PERS_VERSION_ZERO = 8,     /* the element says version 0 */
	INSTR_PERS_BELOW_TOO = 9,        /* switch ports and devices have the structure too */
	INSTR_PERS_RANGES_RESERVED = 10, /* CXL.mem ranges field reads 4 */
	INSTR_PERS_CACHE_RANGES_RESERVED = 11,
	INSTR_PERS_HOLD_ALONE = 12,       /* bit 17 without bit 16 */
	INSTR_PERS_CACHE_HOLD_ALONE = 13, /* bit 19 without bit 18 */
	INSTR_PERS_MESSAGE_FIXED = 14,    /* the message number ignores Multiple Message Enable */
	/* control */
	INSTR_PERS_RESET_KEEPS_ENABLES = 15,
	INSTR_PERS_TIMEOUT_LOST = 16, /* CXL.mem timeout value and enable do not stick */
	INSTR_PERS_CACHE_TIMEOUT_LOST = 17,
	INSTR_PERS_HOLD_LOST = 18,         /* bit 17 does not stick */
	INSTR_PERS_CACHE_ENABLE_LOST = 19, /* bits 18 and 19 do not stick */
	INSTR_PERS_SIGNAL_LOST = 20,       /* bits 25 and 26 do not stick */
	INSTR_PERS_ENABLES_COUPLED = 21,   /* clearing the timeout enable clears bit 16 too */
	/* status */
	INSTR_PERS_ZERO_CLEARS = 22, /* any write clears all status bits */
	INSTR_PERS_ONE_KEEPS = 23,   /* writing 1 does not clear the timeout bit */
	INSTR_PERS_NO_TIMEOUT_STATUS = 24,
	INSTR_PERS_LINK_NOT_HELD = 25,
	INSTR_PERS_NO_LINK_CAUSE = 26,     /* bit 9 stays 0 */
	INSTR_PERS_ALWAYS_LINK_CAUSE = 27, /* bit 9 also for a timeout */
	INSTR_PERS_BUSY_FOR_EVER = 28,     /* RP Busy never clears in isolation */
	INSTR_PERS_CLEAR_KEEPS = 29,       /* cleared, bit 8 reads 0 and the isolation goes on */
	/* isolation */
	INSTR_PERS_LINK_DOWN_IGNORED = 30,
	INSTR_PERS_LINK_NEEDS_TIMEOUT = 31, /* a link down isolates only with the timeout enabled */
	INSTR_PERS_TIMEOUT_IGNORED = 32,    /* a timeout sets its status and does not isolate */
	INSTR_PERS_ISOLATES_UNASKED = 33,   /* without bit 16 */
	INSTR_PERS_EACH_WAITS = 34,         /* in isolation each access waits for a timeout */
	INSTR_PERS_WRONG_MESSAGE = 35,      /* another message number than advertised */
	INSTR_PERS_INTERRUPT_UNASKED = 36,  /* without bit 26 */
	INSTR_PERS_NO_ERR_COR = 37,
	INSTR_PERS_ERR_COR_UNASKED = 38, /* without bit 25 */
	INSTR_PERS_NEIGHBOUR_TOO = 39,   /* the next port of the bridge isolates as well */
	INSTR_PERS_CONFIG_LOST = 40,     /* in isolation configuration reads give all-ones */
	INSTR_PERS_TIMEOUT_EARLY = 41,
	INSTR_PERS_TIMEOUT_LATE = 42,
	INSTR_PERS_PROTOCOLS_COUPLED = 43, /* clearing bit 8 clears bit 12 too */
	INSTR_PERS_SIGNALS_AGAIN = 44,     /* a second fault in isolation signals again */
	INSTR_PERS_VALUE_FROZEN = 45,      /* a timeout value written while enabled is not obeyed */
	INSTR_PERS_CLEAR_SPREADS = 46, /* clearing one status bit clears its protocol's others */
	INSTR_PERS_CACHE_IGNORED = 47, /* CXL.cache never isolates */
	INSTR_PERS_HELD_DOWN_IGNORED = 48, /* a link that a protocol holds down triggers no other */
	INSTR_PERS_TIMEOUT_SPREADS = 49,   /* a CXL.mem timeout isolates CXL.cache as well */
	INSTR_PERS_PENDING_WAITS = 50, /* what is pending at a link down waits for its timeout */
	INSTR_PERS_BUSY_BLOCKS = 51,   /* undefined RP Busy, set, keeps status from clearing */
	/* these the model alone has */
	INSTR_PERS_CAPABILITY_WRITTEN = 52,
	INSTR_PERS_VALUES_KEPT = 53,    /* a reset leaves the timeout values */
	INSTR_PERS_TIMEOUT_ALWAYS = 54, /* with isolation enabled the timeout fires, on or off */
	INSTR_PERS_CACHE_VALUE = 55,    /* CXL.mem times out by CXL.cache's value if that is on */
	INSTR_PERS_TIMER_RUNS_ON = 56,  /* an answer in time does not stop the timer */
	INSTR_PERS_VALUE_ONCE = 57,     /* after the first timeout the default value is in force */
	INSTR_PERS_TIMEOUT_UNTOLD = 58, /* without bit 16 a timeout does not set its status bit */
	INSTR_PERS_TIMEOUT_EDGE = 59,   /* with bit 0 left set a timeout does not isolate */
	INSTR_PERS_BUSY_WRITTEN = 60,   /* writing 1 clears RP Busy */
	INSTR_PERS_FIRST_RANGE = 61,    /* only the first range below the port is isolated */
	INSTR_PERS_DISABLE_ENDS = 62,   /* clearing bit 16 opens the way, status bit 8 stays */
	INSTR_PERS_BUS_RESET_CLEARS = 63,  /* a secondary bus reset clears the control register */
	INSTR_PERS_END_SIGNALLED = 64,     /* clearing bit 8 sends an interrupt message, too */
	INSTR_PERS_CACHE_NOT_HELD = 65,    /* bit 19 does not hold the link */
	INSTR_PERS_ERR_COR_BY_LINK = 66,   /* a timeout sends no ERR_COR */
	INSTR_PERS_ONE_SIGNAL = 67,        /* none for a protocol while the other is isolated */
	INSTR_PERS_MESSAGE_LATCHED = 68,   /* sends the number from when bit 26 was set */
	INSTR_PERS_NEIGHBOUR_CLEARED = 69, /* clearing status clears that of the next port, too */
	INSTR_PERS_COUNT
};

#endif
