// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/figures.h"

#include <string.h>

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
	streams_comment(streams, "the figures below are an emulator's: it models no caches, no "
				 "contention between cores and no link training");
	streams_comment(streams, "a reboot of the same guest took %.3f s", result->reboot_seconds);
}
