/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values of options. What is wrong ends the program through argp, with the option, the value and
 * what was expected. */
#ifndef ISOTAP_CMD_VALUES_H
#define ISOTAP_CMD_VALUES_H

#include <argp.h>
#include <stddef.h>
#include <stdint.h>

/* A whole number, decimal, octal (0...) or hexadecimal (0x...). */
uint64_t value_number(struct argp_state *state, const char *option, const char *text, uint64_t min,
		      uint64_t max);
/* A number above `low` and below `high`, which may be INFINITY. */
double value_between(struct argp_state *state, const char *option, const char *text, double low,
		     double high);
/* One more word for an option that may be repeated; `list` holds `max` and a NULL behind. */
void value_append(struct argp_state *state, const char *option, char **list, size_t max,
		  char *word);
/* enum instr_personality */
uint32_t value_personality(struct argp_state *state, const char *text);

#endif
