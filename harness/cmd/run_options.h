/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What isotap run is asked for. */
#ifndef ISOTAP_CMD_RUN_OPTIONS_H
#define ISOTAP_CMD_RUN_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

#include "cmd/expect.h"
#include "cmd/formats.h"
#include "cmd/guest.h"
#include "cmd/kernel.h"
#include "cmd/parts.h"
#include "cmd/schedules.h"
#include "cmd/software.h"

#define LIST_MAX 64

struct run_options {
	const char *target, *run_dir, *qemu, *env;
	const char *cases_from;
	char *topologies[LIST_MAX + 1], *impls[LIST_MAX + 1], *cases[LIST_MAX + 1],
		*areas[LIST_MAX + 1];
	uint64_t seed;
	uint32_t iterations, profile, personality;
	double timeout_scale;
	struct schedules schedules;
	struct software_options software;
	struct expect_options expect;
	struct stream_requests streams;
	struct parts_options parts;
	struct kernel_options kernel;
	struct rig_guest guest;
	bool strict, bisect, no_trace, unchecked, trace_all, every_row, endurance, fail_fast;
};

/* Its input is a struct run_options, filled with the defaults. */
extern const struct argp run_argp;
/* Runs with these arguments (a run_fn, cmd/parts.h). */
int run_with(int argc, char **argv, struct earlier *earlier, const char *run_dir);

#endif
