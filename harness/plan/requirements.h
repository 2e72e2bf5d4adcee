/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The project's list of requirements (cases/requirements.tsv), built into the program. */
#ifndef ISOTAP_REQUIREMENTS_H
#define ISOTAP_REQUIREMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum strength { STRENGTH_MUST, STRENGTH_DERIVED, STRENGTH_LINUX, STRENGTH_PROPOSAL };
#define STRENGTH_COUNT 4
#define STRENGTH_ALL 0xfu

struct requirement {
	const char *id;     /* "TI-CAP-01" */
	const char *who;    /* "hw", "sw", "both" */
	const char *source; /* citation */
	const char *text;
	enum strength strength;
};

/* All of them, in the file's order. */
const struct requirement *requirements_all(size_t *count);
const struct requirement *requirement_find(const char *id);
/* "must", "derived", "linux", "proposal" */
const char *strength_name(enum strength strength);
/* Bits of the strengths in a comma-separated list of names, or "all"; 0 if a name is unknown. */
uint32_t strengths_parse(const char *list);

/* Calls fn for each id of a case's list (separated by spaces) with its row, NULL if unknown. */
void requirements_each(const char *reqs,
		       void (*fn)(void *ctx, const char *id, const struct requirement *req),
		       void *ctx);
/* Bits of the strengths that a case's list names. */
uint32_t requirements_strengths(const char *reqs);

#endif
