/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CXL designated vendor-specific extended capabilities in configuration space.
 * Source: CXL r3.2 8.1.2 to 8.1.9; header format: PCIe r6.2 7.9.6. RO unless noted.
 */
#ifndef ISOTAP_REGS_DVSEC_H
#define ISOTAP_REGS_DVSEC_H

#define DVSEC_CAP_ID 0x0023u /* PCIe extended capability ID */
#define DVSEC_VENDOR_CXL 0x1e98u

/* PCIe r6.2 7.9.6.2, +04h. */
#define DVSEC_HDR1 0x04u
#define DVSEC_HDR1_VENDOR 0x0000ffffu   /* 15:0 */
#define DVSEC_HDR1_REVISION 0x000f0000u /* 19:16 */
#define DVSEC_HDR1_LENGTH 0xfff00000u   /* 31:20 bytes, header included */
#define DVSEC_HDR1_REVISION_SHIFT 16
#define DVSEC_HDR1_LENGTH_SHIFT 20
/* PCIe r6.2 7.9.6.3, +08h. */
#define DVSEC_HDR2 0x08u
#define DVSEC_HDR2_ID 0x0000ffffu /* 15:0 */

/* DVSEC IDs, CXL r3.2 table 8-2. */
#define DVSEC_ID_PORT_EXTENSIONS 0x0003u
#define DVSEC_ID_GPF_PORT 0x0004u
#define DVSEC_ID_FLEX_BUS 0x0007u
#define DVSEC_ID_REGISTER_LOCATOR 0x0008u

#define DVSEC_LEN_PORT_EXTENSIONS 0x28u /* 8.1.5 */
#define DVSEC_LEN_GPF_PORT 0x10u        /* 8.1.6 */
#define DVSEC_LEN_FLEX_BUS 0x20u        /* 8.2.1.3 */

/* 8.2.1.3.1 flex bus port capability +0Ah, .2 control +0Ch, .3 status +0Eh: same bits. */
#define FLEX_BUS_CAP 0x0au
#define FLEX_BUS_STATUS 0x0eu
#define FLEX_BUS_CACHE 0x0001u /* 0 */
#define FLEX_BUS_IO 0x0002u    /* 1 */
#define FLEX_BUS_MEM 0x0004u   /* 2 */
#define FLEX_BUS_68B 0x0020u   /* 5 */

/* 8.1.9 register locator: entries of two dwords from +0Ch. */
#define LOCATOR_ENTRY 0x0cu
#define LOCATOR_ENTRY_SIZE 0x08u
#define LOCATOR_BIR 0x00000007u        /* 2:0 BAR */
#define LOCATOR_BLOCK_ID 0x0000ff00u   /* 15:8 */
#define LOCATOR_OFFSET_LOW 0xffff0000u /* 31:16 bits 31:16 of the offset in the BAR */
#define LOCATOR_BLOCK_ID_SHIFT 8
#define LOCATOR_BLOCK_COMPONENT 1u

_Static_assert((DVSEC_HDR1_VENDOR | DVSEC_HDR1_REVISION | DVSEC_HDR1_LENGTH) == 0xffffffffu,
	       "7.9.6.2 bit layout");

#endif
