/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which kernel a run boots: the options, and what is done about them before anything starts. */
#ifndef ISOTAP_CMD_KERNEL_H
#define ISOTAP_CMD_KERNEL_H

#include <argp.h>
#include <stdio.h>

#include "kernel/kernel.h"
#include "run/controller.h"

struct kernel_options {
	const char *path;
	const char *modules[KERNEL_PACKAGES_MAX + 1];
};

extern const struct argp kernel_argp;

/* Finds kernel and modules and fills their members of `config`, which point into `out`. 0; or the
 * exit status, after everything was said. */
int kernel_prepare(const struct kernel_options *options, struct controller_config *config,
		   struct kernel *out);
/* Says on standard error what was found, where that is news, and how many cases were skipped. */
void kernel_describe(const struct kernel_options *options, const struct kernel *kernel,
		     size_t skipped);
/* The options again, for a rerun. */
void kernel_rerun(FILE *out, const struct kernel_options *options);

#endif
