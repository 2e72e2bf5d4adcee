// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/figures.h"

#include <stdbool.h>
#include <string.h>

/* Of a guest whose clock counts instructions. */
static bool counted(const struct samples *samples)
{
	for (size_t i = 0; i < samples->phase_count; i++)
		if (!strcmp(samples->phases[i].unit, "instructions"))
			return true;
	return false;
}

void figures_comment(struct streams *streams, const struct result *result)
{
	if (!result->samples.phase_count)
		return;
	if (!strcmp(result->item->section->target, "model")) {
		streams_comment(streams,
				"the figures below are the model's virtual time: they count steps "
				"and waits, no CPU, cache or link takes any");
		return;
	}
	if (counted(&result->samples)) {
		streams_comment(streams,
				"instructions are what the guest executed: not the time of caches, "
				"buses or contention; ns are its clock, one for each instruction, "
				"which leaps where the guest waits");
		return;
	}
	streams_comment(streams, "the figures below are an emulator's: it models no caches, no "
				 "contention between cores and no link training");
	streams_comment(streams, "a reboot of the same guest took %.3f s", result->reboot_seconds);
}
