// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/gate.h"

#include <string.h>

#include "measure/rank.h"

bool gate_is_work(const char *phase)
{
	static const char *const work[] = {"irq-to-mark", "irq-to-offline"};

	for (size_t i = 0; i < sizeof(work) / sizeof(work[0]); i++)
		if (!strcmp(phase, work[i]))
			return true;
	return false;
}

/* On a clock that counts there is no chance to be told from: what differs by more than unrelated
 * changes of a build make is a difference. */
enum gate_verdict gate_judge(const struct compare_phase *phase, const struct gate_rule *rule)
{
	size_t wanted = rule->deterministic ? GATE_CYCLES_MIN : RANK_SAMPLES_MIN;
	double shift = phase->shift, limit = rule->threshold * phase->base_p50;

	if (!gate_is_work(phase->phase))
		return GATE_WAITS;
	if (phase->base_count < wanted || phase->new_count < wanted)
		return GATE_MISSING;
	if (!rule->deterministic && phase->p >= rule->level)
		return GATE_SAME;
	if (shift > limit)
		return GATE_SLOWER;
	return shift < -limit ? GATE_FASTER : GATE_SAME;
}

const char *gate_name(enum gate_verdict verdict)
{
	static const char *const names[] = {"same", "slower", "faster", "waits", "missing"};

	return names[verdict];
}
