// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of personalities: what the command line, the list of mutants and the emulator call them. */
#include "regs/personality.h"

#include <stddef.h>
#include <string.h>

#include "regs/instr.h"

static const char *const names[INSTR_PERS_COUNT] = {
	[INSTR_PERS_NONE] = "none",
	[INSTR_PERS_PLAIN_DATA] = "plain-data",
	[INSTR_PERS_WRITE_THROUGH] = "write-through",
	[INSTR_PERS_NO_INTERRUPT] = "no-interrupt",
	[INSTR_PERS_STICKY_LOST] = "sticky-lost",
	[INSTR_PERS_BUSY_UNDEFINED] = "busy-undefined",
	[INSTR_PERS_DOUBLE_INTERRUPT] = "double-interrupt",
	[INSTR_PERS_POINTER_BEYOND] = "pointer-beyond",
	[INSTR_PERS_VERSION_ZERO] = "version-zero",
	[INSTR_PERS_BELOW_TOO] = "below-too",
	[INSTR_PERS_RANGES_RESERVED] = "ranges-reserved",
	[INSTR_PERS_CACHE_RANGES_RESERVED] = "cache-ranges-reserved",
	[INSTR_PERS_HOLD_ALONE] = "hold-alone",
	[INSTR_PERS_CACHE_HOLD_ALONE] = "cache-hold-alone",
	[INSTR_PERS_MESSAGE_FIXED] = "message-fixed",
	[INSTR_PERS_RESET_KEEPS_ENABLES] = "reset-keeps-enables",
	[INSTR_PERS_TIMEOUT_LOST] = "timeout-lost",
	[INSTR_PERS_CACHE_TIMEOUT_LOST] = "cache-timeout-lost",
	[INSTR_PERS_HOLD_LOST] = "hold-lost",
	[INSTR_PERS_CACHE_ENABLE_LOST] = "cache-enable-lost",
	[INSTR_PERS_SIGNAL_LOST] = "signal-lost",
	[INSTR_PERS_ENABLES_COUPLED] = "enables-coupled",
	[INSTR_PERS_ZERO_CLEARS] = "zero-clears",
	[INSTR_PERS_ONE_KEEPS] = "one-keeps",
	[INSTR_PERS_NO_TIMEOUT_STATUS] = "no-timeout-status",
	[INSTR_PERS_LINK_NOT_HELD] = "link-not-held",
	[INSTR_PERS_NO_LINK_CAUSE] = "no-link-cause",
	[INSTR_PERS_ALWAYS_LINK_CAUSE] = "always-link-cause",
	[INSTR_PERS_BUSY_FOR_EVER] = "busy-for-ever",
	[INSTR_PERS_CLEAR_KEEPS] = "clear-keeps",
	[INSTR_PERS_LINK_DOWN_IGNORED] = "link-down-ignored",
	[INSTR_PERS_LINK_NEEDS_TIMEOUT] = "link-needs-timeout",
	[INSTR_PERS_TIMEOUT_IGNORED] = "timeout-ignored",
	[INSTR_PERS_ISOLATES_UNASKED] = "isolates-unasked",
	[INSTR_PERS_EACH_WAITS] = "each-waits",
	[INSTR_PERS_WRONG_MESSAGE] = "wrong-message",
	[INSTR_PERS_INTERRUPT_UNASKED] = "interrupt-unasked",
	[INSTR_PERS_NO_ERR_COR] = "no-err-cor",
	[INSTR_PERS_ERR_COR_UNASKED] = "err-cor-unasked",
	[INSTR_PERS_NEIGHBOUR_TOO] = "neighbour-too",
	[INSTR_PERS_CONFIG_LOST] = "config-lost",
	[INSTR_PERS_TIMEOUT_EARLY] = "timeout-early",
	[INSTR_PERS_TIMEOUT_LATE] = "timeout-late",
	[INSTR_PERS_PROTOCOLS_COUPLED] = "protocols-coupled",
	[INSTR_PERS_SIGNALS_AGAIN] = "signals-again",
	[INSTR_PERS_VALUE_FROZEN] = "value-frozen",
	[INSTR_PERS_CLEAR_SPREADS] = "clear-spreads",
	[INSTR_PERS_CACHE_IGNORED] = "cache-ignored",
	[INSTR_PERS_HELD_DOWN_IGNORED] = "held-down-ignored",
	[INSTR_PERS_TIMEOUT_SPREADS] = "timeout-spreads",
	[INSTR_PERS_PENDING_WAITS] = "pending-waits",
	[INSTR_PERS_BUSY_BLOCKS] = "busy-blocks",
	[INSTR_PERS_CAPABILITY_WRITTEN] = "capability-written",
	[INSTR_PERS_VALUES_KEPT] = "values-kept",
	[INSTR_PERS_TIMEOUT_ALWAYS] = "timeout-always",
	[INSTR_PERS_CACHE_VALUE] = "cache-value",
	[INSTR_PERS_TIMER_RUNS_ON] = "timer-runs-on",
	[INSTR_PERS_VALUE_ONCE] = "value-once",
	[INSTR_PERS_TIMEOUT_UNTOLD] = "timeout-untold",
	[INSTR_PERS_TIMEOUT_EDGE] = "timeout-edge",
	[INSTR_PERS_BUSY_WRITTEN] = "busy-written",
	[INSTR_PERS_FIRST_RANGE] = "first-range",
	[INSTR_PERS_DISABLE_ENDS] = "disable-ends",
	[INSTR_PERS_BUS_RESET_CLEARS] = "bus-reset-clears",
	[INSTR_PERS_END_SIGNALLED] = "end-signalled",
	[INSTR_PERS_CACHE_NOT_HELD] = "cache-not-held",
	[INSTR_PERS_ERR_COR_BY_LINK] = "err-cor-by-link",
	[INSTR_PERS_ONE_SIGNAL] = "one-signal",
	[INSTR_PERS_MESSAGE_LATCHED] = "message-latched",
	[INSTR_PERS_NEIGHBOUR_CLEARED] = "neighbour-cleared",
};

const char *personality_name(uint32_t personality)
{
	return personality < INSTR_PERS_COUNT ? names[personality] : NULL;
}

int personality_parse(const char *name)
{
	for (int i = 0; i < INSTR_PERS_COUNT; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}
