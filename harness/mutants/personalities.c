// SPDX-License-Identifier: GPL-2.0-or-later
/* Personalities of fixtures/qemu/instrumentation, by the names of its property. */
#include "mutants/personalities.h"

#include <stddef.h>
#include <string.h>

static const char *const in_qemu[] = {
	"plain-data", "write-through", "no-interrupt", "sticky-lost", "double-interrupt",
};

bool mutant_personality_in_qemu(const char *name)
{
	for (size_t i = 0; i < sizeof(in_qemu) / sizeof(in_qemu[0]); i++)
		if (!strcmp(in_qemu[i], name))
			return true;
	return false;
}
