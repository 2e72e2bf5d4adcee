/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which software is under test, and what a guest's kernel is given for it. */
#ifndef ISOTAP_CMD_SOFTWARE_H
#define ISOTAP_CMD_SOFTWARE_H

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>

#include "plan/plan.h"

#define SOFTWARE_LOAD_MAX 16

struct software_options {
	char *load[SOFTWARE_LOAD_MAX + 1]; /* NULL-terminated */
};

/* Its input is a struct software_options. */
extern const struct argp software_argp;

struct sections_wanted {
	const char *target; /* "model", "qemu", "all" */
	char *const *impls; /* of --impl, NULL-terminated */
	bool kernel;        /* a kernel of the user's own */
};

/* Whether "auto" is among them, or by default. */
bool sections_ask_guest(const struct sections_wanted *wanted);
/* Adds the sections, with `found` for "auto". -EINVAL when the mistake has been printed. */
int sections_add(struct plan *plan, const struct sections_wanted *wanted, const char *found);

/* The options that a rerun has to repeat, each with a blank before it. */
void software_rerun(const struct software_options *options, FILE *out);

#endif
