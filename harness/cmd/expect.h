/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of isotap run about what is known of an implementation beforehand. */
#ifndef ISOTAP_CMD_EXPECT_H
#define ISOTAP_CMD_EXPECT_H

#include <argp.h>
#include <stdbool.h>

#include "plan/plan.h"
#include "verdict/result.h"

struct expect_options {
	const char *file; /* instead of the shipped lists, or NULL */
	bool none;        /* no list at all */
	bool panic;       /* an isolation makes the kernel panic, with this text or any */
	bool keep_memory; /* of a guest that dies */
	const char *word, *panic_text; /* as given; what is behind the colon, or NULL */
};

/* Its input is a struct expect_options. */
extern const struct argp expect_argp;

/* The list for the plan's sections; NULL after a message. */
struct expectations *expect_load(const struct expect_options *wanted, const struct plan *plan);

#endif
