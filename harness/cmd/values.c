// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers, lists and names on the command line. */
#include "cmd/values.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "regs/personality.h"

uint64_t value_number(struct argp_state *state, const char *option, const char *text, uint64_t min,
		      uint64_t max)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *end || end == text || *text == '-' || value < min || value > max)
		argp_error(state, "%s '%s': expected a number from %llu to %llu", option, text,
			   (unsigned long long)min, (unsigned long long)max);
	return value;
}

double value_between(struct argp_state *state, const char *option, const char *text, double low,
		     double high)
{
	char *end;
	double value = strtod(text, &end);

	if (*end || end == text || !(value > low && value < high)) {
		if (isinf(high))
			argp_error(state, "%s '%s': expected a number above %g", option, text, low);
		argp_error(state, "%s '%s': expected a number between %g and %g", option, text, low,
			   high);
	}
	return value;
}

void value_append(struct argp_state *state, const char *option, char **list, size_t max, char *word)
{
	size_t n = 0;

	while (list[n])
		n++;
	if (n == max)
		argp_error(state, "more than %zu times %s", max, option);
	list[n] = word;
}

uint32_t value_personality(struct argp_state *state, const char *text)
{
	int value = personality_parse(text);

	if (value < 0)
		argp_error(state, "--personality %s: no port is wrong in a way of that name", text);
	return (uint32_t)value;
}
