/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a campaign found: TAP, one line a mutant, or the matrix of mutants and cases. */
#ifndef ISOTAP_MUTANTS_REPORT_H
#define ISOTAP_MUTANTS_REPORT_H

#include <stdio.h>

#include "mutants/campaign.h"

enum mutant_matrix { MUTANT_MATRIX_TEXT, MUTANT_MATRIX_TSV, MUTANT_MATRIX_MARKDOWN };

/* Returns the exit status: 0; 1 if a mutant was not told by a case of its own, or a reference
 * fails; 3 if only the rig was broken. */
int mutant_report_tap(FILE *out, const struct mutant_campaign *campaign);
/* Families are one column, and as bad as their worst row. */
void mutant_report_matrix(FILE *out, const struct mutant_campaign *campaign,
			  enum mutant_matrix format);

#endif
