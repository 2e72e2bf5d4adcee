/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a phase's samples say about the software under test (docs/latency.md). */
#ifndef ISOTAP_GATE_H
#define ISOTAP_GATE_H

#include <stdbool.h>

#include "report/compare.h"

/* Fewer cycles may all have met the same disturbance. */
#define GATE_CYCLES_MIN 5

enum gate_verdict {
	GATE_SAME,
	GATE_SLOWER,
	GATE_FASTER,
	GATE_WAITS,   /* the phase waits for others: shown, not judged */
	GATE_MISSING, /* too few samples of a side */
};

struct gate_rule {
	bool deterministic;
	double threshold; /* of the shift, as a part of the base's median */
	double level;     /* on a wall clock: significance of the rank test as well */
};

/* Whether the phase is the software's own work, which waits for nobody. */
bool gate_is_work(const char *phase);
enum gate_verdict gate_judge(const struct compare_phase *phase, const struct gate_rule *rule);
/* "same", "slower", ... */
const char *gate_name(enum gate_verdict verdict);

#endif
