// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of fault kinds: the words that traces, the command line and the documentation use. */
#include "fault/fault.h"

#include <string.h>

static const char *const names[FAULT_KIND_COUNT] = {
	[FAULT_LINK_DOWN] = "link-down",
	[FAULT_LINK_RESTORE] = "link-restore",
	[FAULT_LINK_STUCK] = "link-stuck",
	[FAULT_HANG] = "hang",
	[FAULT_HANG_CLEAR] = "hang-clear",
	[FAULT_BUSY] = "busy",
	[FAULT_BUSY_CLEAR] = "busy-clear",
	[FAULT_BUSY_UNDEFINED] = "busy-undefined",
	[FAULT_BUSY_UNDEFINED_CLEAR] = "busy-undefined-clear",
	[FAULT_SPURIOUS_IRQ] = "spurious-irq",
	[FAULT_SURPRISE_REMOVE] = "surprise-remove",
	[FAULT_DEVICE_DEL] = "device-del",
};

const char *fault_name(enum fault_kind kind)
{
	return (unsigned int)kind < FAULT_KIND_COUNT ? names[kind] : NULL;
}

int fault_parse(const char *name)
{
	for (int i = 0; i < FAULT_KIND_COUNT; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}
