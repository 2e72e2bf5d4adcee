/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of isotap run that say which software is in a guest's kernel. */
#ifndef ISOTAP_CMD_SOFTWARE_H
#define ISOTAP_CMD_SOFTWARE_H

#include <argp.h>
#include <stdio.h>

#define SOFTWARE_LOAD_MAX 16

struct software_options {
	char *load[SOFTWARE_LOAD_MAX + 1]; /* NULL-terminated */
};

/* Its input is a struct software_options. */
extern const struct argp software_argp;

/* The options that a rerun has to repeat, each with a blank before it. */
void software_rerun(const struct software_options *options, FILE *out);

#endif
