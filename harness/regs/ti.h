/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CXL Timeout & Isolation (T&I) capability structure of a root port.
 * Source: CXL r3.1/r3.2 8.2.4.24 (CXL r3.0 8.2.4.23); array element: 8.2.4, ID 0009h.
 * Four 32-bit registers, 16 bytes, aligned 32-bit accesses only (8.2.2).
 */
#ifndef ISOTAP_REGS_TI_H
#define ISOTAP_REGS_TI_H

#include <stdbool.h>
#include <stdint.h>

#define TI_CAP_ID 0x0009u
#define TI_CAP_VERSION 1u
#define TI_SIZE 0x10u

/* 8.2.4.24.1 Capability register, +00h. All fields RO (HwInit). */
#define TI_CAP 0x00u
#define TI_CAP_MEM_RANGES 0x0000000fu    /* 3:0 CXL.mem transaction timeout ranges */
#define TI_CAP_MEM_TIMEOUT 0x00000010u   /* 4 CXL.mem timeout supported */
#define TI_CAP_CACHE_RANGES 0x00000f00u  /* 11:8 CXL.cache transaction timeout ranges */
#define TI_CAP_CACHE_TIMEOUT 0x00001000u /* 12 CXL.cache timeout supported */
#define TI_CAP_MEM_ISO 0x00010000u       /* 16 CXL.mem isolation supported */
#define TI_CAP_MEM_ISO_LD 0x00020000u    /* 17 CXL.mem isolation link down supported */
#define TI_CAP_CACHE_ISO 0x00040000u     /* 18 CXL.cache isolation supported */
#define TI_CAP_CACHE_ISO_LD 0x00080000u  /* 19 CXL.cache isolation link down supported */
#define TI_CAP_ERR_COR 0x02000000u       /* 25 ERR_COR signaling supported */
#define TI_CAP_INTERRUPT 0x04000000u     /* 26 isolation interrupt supported */
#define TI_CAP_MESSAGE 0xf8000000u       /* 31:27 interrupt message number */
#define TI_CAP_CACHE_RANGES_SHIFT 8
#define TI_CAP_MESSAGE_SHIFT 27
#define TI_CAP_DEFINED                                                                             \
	(TI_CAP_MEM_RANGES | TI_CAP_MEM_TIMEOUT | TI_CAP_CACHE_RANGES | TI_CAP_CACHE_TIMEOUT |     \
	 TI_CAP_MEM_ISO | TI_CAP_MEM_ISO_LD | TI_CAP_CACHE_ISO | TI_CAP_CACHE_ISO_LD |             \
	 TI_CAP_ERR_COR | TI_CAP_INTERRUPT | TI_CAP_MESSAGE)

/* +04h: reserved. */
#define TI_RESERVED 0x04u

/* 8.2.4.24.2 Control register, +08h. Every field RW if supported, else may be RO 0; resets to 0. */
#define TI_CTRL 0x08u
#define TI_CTRL_MEM_VALUE 0x0000000fu     /* 3:0 CXL.mem timeout value */
#define TI_CTRL_MEM_TIMEOUT 0x00000010u   /* 4 CXL.mem timeout enable */
#define TI_CTRL_CACHE_VALUE 0x00000f00u   /* 11:8 CXL.cache timeout value */
#define TI_CTRL_CACHE_TIMEOUT 0x00001000u /* 12 CXL.cache timeout enable */
#define TI_CTRL_MEM_ISO 0x00010000u       /* 16 CXL.mem isolation enable */
#define TI_CTRL_MEM_ISO_LD 0x00020000u    /* 17 CXL.mem isolation link down enable */
#define TI_CTRL_CACHE_ISO 0x00040000u     /* 18 CXL.cache isolation enable */
#define TI_CTRL_CACHE_ISO_LD 0x00080000u  /* 19 CXL.cache isolation link down enable */
#define TI_CTRL_ERR_COR 0x02000000u       /* 25 ERR_COR signaling enable */
#define TI_CTRL_INTERRUPT 0x04000000u     /* 26 isolation interrupt enable */
#define TI_CTRL_CACHE_VALUE_SHIFT 8
#define TI_CTRL_DEFINED                                                                            \
	(TI_CTRL_MEM_VALUE | TI_CTRL_MEM_TIMEOUT | TI_CTRL_CACHE_VALUE | TI_CTRL_CACHE_TIMEOUT |   \
	 TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD | TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_ISO_LD |         \
	 TI_CTRL_ERR_COR | TI_CTRL_INTERRUPT)

/* 8.2.4.24.3 Status register, +0Ch. RW1CS (sticky, write 1 to clear) except RP Busy: RO. */
#define TI_STATUS 0x0cu
#define TI_STATUS_MEM_TIMEOUT 0x00000001u   /* 0 CXL.mem transaction timeout */
#define TI_STATUS_CACHE_TIMEOUT 0x00000010u /* 4 CXL.cache transaction timeout */
#define TI_STATUS_MEM_ISO 0x00000100u       /* 8 CXL.mem isolation status */
#define TI_STATUS_MEM_ISO_LD 0x00000200u    /* 9 CXL.mem isolation link down status */
#define TI_STATUS_CACHE_ISO 0x00001000u     /* 12 CXL.cache isolation status */
#define TI_STATUS_CACHE_ISO_LD 0x00002000u  /* 13 CXL.cache isolation link down status */
#define TI_STATUS_RP_BUSY 0x00004000u       /* 14 RP busy: defined only while 8 or 12 is set */
#define TI_STATUS_RW1CS                                                                            \
	(TI_STATUS_MEM_TIMEOUT | TI_STATUS_CACHE_TIMEOUT | TI_STATUS_MEM_ISO |                     \
	 TI_STATUS_MEM_ISO_LD | TI_STATUS_CACHE_ISO | TI_STATUS_CACHE_ISO_LD)
#define TI_STATUS_DEFINED (TI_STATUS_RW1CS | TI_STATUS_RP_BUSY)

_Static_assert(TI_CAP_DEFINED == 0xfe0f1f1fu, "8.2.4.24.1 bit layout");
_Static_assert(TI_CTRL_DEFINED == 0x060f1f1fu, "8.2.4.24.2 bit layout");
_Static_assert(TI_STATUS_DEFINED == 0x00007311u, "8.2.4.24.3 bit layout");

/* Timeout value encodings, 8.2.4.24.2 bits 3:0. All others are reserved. */
struct ti_timeout {
	uint8_t encoding;
	uint8_t range;   /* bit of the ranges field that offers it; 0: always offered (default) */
	uint64_t min_ns; /* a transaction times out no earlier ... */
	uint64_t max_ns; /* ... and no later than this */
};
#define TI_TIMEOUT_COUNT 9
extern const struct ti_timeout ti_timeouts[TI_TIMEOUT_COUNT];

/* The encoding's row, or NULL if the specification reserves it. */
const struct ti_timeout *ti_timeout_find(unsigned int encoding);

/* True for 0,1,2,3,6,7,Eh,Fh: the values of a ranges field that are not reserved (8.2.4.24.1). */
bool ti_ranges_valid(unsigned int ranges);

/* Encodings that a port with this ranges field offers: bit n set = encoding n. 0 always is. */
uint16_t ti_ranges_encodings(unsigned int ranges);

#endif
