/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints T&I registers for people. */
#ifndef ISOTAP_REGS_TI_DECODE_H
#define ISOTAP_REGS_TI_DECODE_H

#include <stdint.h>
#include <stdio.h>

/* "CTRL 0x04010000: MEM_ISO INTERRUPT". `offset` is in the structure, `size` in bytes; what is no
 * aligned 32-bit access is printed undecoded and says so (CXL r3.2 8.2.2 forbids it). Set bits that
 * the specification reserves are shown as such. */
void ti_decode(FILE *out, uint32_t offset, uint32_t size, uint32_t value);

#endif
