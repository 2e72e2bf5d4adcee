/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a mutant was told from its reference, and by a case that has to do with its defect. */
#ifndef ISOTAP_MUTANTS_JUDGE_H
#define ISOTAP_MUTANTS_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "mutants/outcomes.h"
#include "mutants/table.h"

enum mutant_verdict {
	MUTANT_KILLED,
	MUTANT_NO_CASE,    /* no case that names one of its requirements passes the reference */
	MUTANT_NO_VERDICT, /* the rig was broken in a case that might have told */
	MUTANT_UNRELATED,  /* only cases that name none of its requirements failed */
	MUTANT_SURVIVED,
};

struct mutant_judgement {
	enum mutant_verdict verdict;
	uint32_t by;      /* the case that decided, an index of case_all(); UINT32_MAX: none */
	uint32_t related; /* cases that name one of its requirements and pass the reference */
};

/* Whether the case names one of the mutant's requirements. */
bool mutant_concerns(const struct mutant *mutant, const struct test_case *tc);
/* Whether mutants are shown the case at all: not what only runs for long. */
bool mutant_case_counts(const struct test_case *tc);

/* A failure counts where the reference passed; neither a skip nor a broken rig counts. */
struct mutant_judgement mutant_judge(const struct mutant *mutant, const struct mutant_outcomes *got,
				     const struct mutant_outcomes *reference);

#endif
