// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of what rigs report. */
#include "run/rig.h"

#include <stddef.h>

static const char *const names[DEATH_COUNT] = {
	[DEATH_NONE] = "none",         [DEATH_PROCESS] = "process",
	[DEATH_PANIC] = "panic",       [DEATH_REPORT] = "kernel-report",
	[DEATH_SILENCE] = "silence",   [DEATH_RESET] = "reset",
	[DEATH_SHUTDOWN] = "shutdown", [DEATH_STUCK] = "stuck",
	[DEATH_FLOOD] = "flood",       [DEATH_AGENT] = "agent",
	[DEATH_EMULATOR] = "emulator",
};

const char *rig_death_name(enum rig_death death)
{
	return (unsigned int)death < DEATH_COUNT ? names[death] : "unknown";
}
