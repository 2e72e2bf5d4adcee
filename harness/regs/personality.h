/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of personalities (enum instr_personality): lower case, dashes. */
#ifndef ISOTAP_REGS_PERSONALITY_H
#define ISOTAP_REGS_PERSONALITY_H

#include <stdint.h>

/* "plain-data", ...; NULL for an unknown one. */
const char *personality_name(uint32_t personality);
/* The personality of that name, or -1. */
int personality_parse(const char *name);

#endif
