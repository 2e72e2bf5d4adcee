/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How each case ended on one implementation, gathered from the results of one or more runs. */
#ifndef ISOTAP_MUTANTS_OUTCOMES_H
#define ISOTAP_MUTANTS_OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "case/case.h"

struct mutant_outcome {
	bool known;
	enum outcome outcome;
	char *reason;
};

/* One slot for each case, in case_all()'s order. */
struct mutant_outcomes {
	struct mutant_outcome *slots;
	uint32_t count;
};

int mutant_outcomes_init(struct mutant_outcomes *out);
void mutant_outcomes_free(struct mutant_outcomes *outcomes);
/* Keeps how a case ended; one that was known is replaced. Ids that are no case are left out. */
void mutant_outcomes_set(struct mutant_outcomes *outcomes, const char *id, enum outcome outcome,
			 const char *reason);

/* One case of a results.json. */
struct mutant_result {
	const char *target, *implementation, *id, *reason;
	enum outcome outcome;
};

/* Calls fn for each case of a results.json. 0; -ENOENT or -EINVAL if it is none. */
int mutant_results_read(const char *path, void (*fn)(void *ctx, const struct mutant_result *result),
			void *ctx);

#endif
