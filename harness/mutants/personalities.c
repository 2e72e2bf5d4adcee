// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU has the personalities up to busy-blocks (fixtures/qemu/instrumentation), and each needs a
 * guest of its own: the most telling ones are shown there. */
#include "mutants/personalities.h"

#include <stddef.h>
#include <string.h>

static const char *const telling[] = {
	"plain-data",      "write-through",     "no-interrupt", "sticky-lost",
	"timeout-ignored", "link-down-ignored", "clear-keeps",  "always-link-cause",
	"signals-again",   "ranges-reserved",
};

bool mutant_personality_in_qemu(const char *name)
{
	for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]); i++)
		if (!strcmp(telling[i], name))
			return true;
	return false;
}
