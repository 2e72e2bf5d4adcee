/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CXL component register block and the CXL.cachemem capability array in it.
 * Source: CXL r3.2 8.2.3 (layout of the 64 KiB block), 8.2.4 (array), 8.2.4.17 (RAS), 8.2.4.19
 * (link). Everything here is RO unless a line says otherwise.
 */
#ifndef ISOTAP_REGS_CACHEMEM_H
#define ISOTAP_REGS_CACHEMEM_H

/* 8.2.3: the block. */
#define COMP_BLOCK_SIZE 0x10000u
#define CACHEMEM_BASE 0x1000u /* CXL.cachemem primary range */
#define CACHEMEM_SIZE 0x1000u

/* 8.2.4.1 CXL capability header, +00h of CXL.cachemem. */
#define CACHEMEM_HDR_ID 0x0000ffffu         /* 15:0 always 0001h */
#define CACHEMEM_HDR_VERSION 0x000f0000u    /* 19:16 */
#define CACHEMEM_HDR_CM_VERSION 0x00f00000u /* 23:20 CXL.cachemem version */
#define CACHEMEM_HDR_ARRAY_SIZE 0xff000000u /* 31:24 elements that follow */
#define CACHEMEM_HDR_VERSION_SHIFT 16
#define CACHEMEM_HDR_CM_VERSION_SHIFT 20
#define CACHEMEM_HDR_ARRAY_SIZE_SHIFT 24
#define CACHEMEM_CAP_ID 0x0001u

/* 8.2.4: an element, +04h and on. ID 0 is a null capability: it is skipped, the array goes on. */
#define CACHEMEM_ELEM_ID 0x0000ffffu      /* 15:0 */
#define CACHEMEM_ELEM_VERSION 0x000f0000u /* 19:16 */
#define CACHEMEM_ELEM_POINTER 0xfff00000u /* 31:20 offset from the start of CXL.cachemem */
#define CACHEMEM_ELEM_VERSION_SHIFT 16
#define CACHEMEM_ELEM_POINTER_SHIFT 20

#define CACHEMEM_ID_NULL 0x0000u
#define CACHEMEM_ID_RAS 0x0002u
#define CACHEMEM_ID_SECURITY 0x0003u
#define CACHEMEM_ID_LINK 0x0004u
#define CACHEMEM_ID_HDM 0x0005u
#define CACHEMEM_ID_EXT_SECURITY 0x0006u
#define CACHEMEM_ID_IDE 0x0007u
#define CACHEMEM_ID_SNOOP_FILTER 0x0008u
#define CACHEMEM_ID_TI 0x0009u /* fields: ti.h */

/* 8.2.4.17 RAS capability structure. */
#define RAS_SIZE 0x58u
#define RAS_UNCOR_STATUS 0x00u        /* RW1CS */
#define RAS_UNCOR_MASK 0x04u          /* RWS */
#define RAS_UNCOR_SEVERITY 0x08u      /* RWS */
#define RAS_COR_STATUS 0x0cu          /* RW1CS */
#define RAS_COR_MASK 0x10u            /* RWS */
#define RAS_CAP_CTRL 0x14u            /* RO */
#define RAS_UNCOR_DEFINED 0x0001cfffu /* 11:0, 16:14 */
#define RAS_COR_DEFINED 0x0000007fu   /* 6:0 */

/* 8.2.4.19 CXL link capability structure. */
#define LINK_SIZE 0x38u

_Static_assert((CACHEMEM_HDR_ID | CACHEMEM_HDR_VERSION | CACHEMEM_HDR_CM_VERSION |
		CACHEMEM_HDR_ARRAY_SIZE) == 0xffffffffu,
	       "8.2.4.1 bit layout");
_Static_assert((CACHEMEM_ELEM_ID | CACHEMEM_ELEM_VERSION | CACHEMEM_ELEM_POINTER) == 0xffffffffu,
	       "8.2.4 bit layout");

#endif
