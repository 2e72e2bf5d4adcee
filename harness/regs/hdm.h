/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CXL HDM decoder capability structure of host bridges, switch upstream ports and devices.
 * Source: CXL r3.2 8.2.4.20 (registers), 8.2.4.20.12 (committing), 8.2.4.20.13 (decode).
 * Offsets are from the start of the structure. RWL: RW until the decoder is locked.
 */
#ifndef ISOTAP_REGS_HDM_H
#define ISOTAP_REGS_HDM_H

/* 8.2.4.20.1 capability, +00h, RO. */
#define HDM_CAP 0x00u
#define HDM_CAP_DECODERS 0x0000000fu /* 3:0 encoded count, see HDM_COUNT_* */
#define HDM_CAP_TARGETS 0x000000f0u  /* 7:4 targets per decoder: 1, 2, 4, 8 (0 for devices) */
#define HDM_CAP_A11TO8 0x00000100u   /* 8 granularity bits 11:8 can select */
#define HDM_CAP_A14TO12 0x00000200u  /* 9 granularity bits 14:12 can select */
#define HDM_CAP_POISON 0x00000400u   /* 10 poison on decode error capable */
#define HDM_CAP_3_6_12 0x00000800u   /* 11 3, 6 and 12 way interleave capable */
#define HDM_CAP_16_WAY 0x00001000u   /* 12 16 way interleave capable */
#define HDM_CAP_TARGETS_SHIFT 4
#define HDM_COUNT_10 0x5u
#define HDM_COUNT_16 0x8u

/* 8.2.4.20.2 global control, +04h, RW. */
#define HDM_GLOBAL 0x04u
#define HDM_GLOBAL_POISON 0x00000001u /* 0 poison on decode error enable */
#define HDM_GLOBAL_ENABLE 0x00000002u /* 1 HDM decoder enable */
#define HDM_GLOBAL_DEFINED 0x00000003u

/* 8.2.4.20.3 and following: decoder n. */
#define HDM_DECODER(n) (0x10u + 0x20u * (n))
#define HDM_DECODER_SIZE 0x20u
#define HDM_BASE_LOW 0x00u  /* RWL 31:28 */
#define HDM_BASE_HIGH 0x04u /* RWL */
#define HDM_SIZE_LOW 0x08u  /* RWL 31:28 */
#define HDM_SIZE_HIGH 0x0cu /* RWL */
#define HDM_CTRL 0x10u
#define HDM_TARGET_LOW                                                                             \
	0x14u                 /* RWL bridges and switches: target ports 3:0 of the interleave set  \
			       */
#define HDM_TARGET_HIGH 0x18u /* RWL targets 7:4 */
#define HDM_SKIP_LOW 0x14u    /* RWL devices: DPA bytes skipped before this decoder, 31:28 */
#define HDM_SKIP_HIGH 0x18u
#define HDM_LOW_MASK 0xf0000000u

/* 8.2.4.20.7 decoder control. */
#define HDM_CTRL_IG 0x0000000fu        /* 3:0 RWL granularity, 256 << value */
#define HDM_CTRL_IW 0x000000f0u        /* 7:4 RWL ways, encoded */
#define HDM_CTRL_LOCK 0x00000100u      /* 8 RWL lock on commit */
#define HDM_CTRL_COMMIT 0x00000200u    /* 9 RWL */
#define HDM_CTRL_COMMITTED 0x00000400u /* 10 RO */
#define HDM_CTRL_ERROR 0x00000800u     /* 11 RO error not committed */
#define HDM_CTRL_TYPE 0x00001000u      /* 12 RWL target is HDM-H (host-only coherent) */
#define HDM_CTRL_IW_SHIFT 4
#define HDM_IG_MAX 6u /* 16 KiB */

/* Base and size are multiples of this, per way. */
#define HDM_ALIGN 0x10000000ull
#define HDM_MAX_TARGETS 8u

_Static_assert(HDM_DECODER(1) + HDM_CTRL == 0x40, "8.2.4.20 layout: decoder 1 control");

#endif
