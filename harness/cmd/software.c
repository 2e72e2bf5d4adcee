// SPDX-License-Identifier: GPL-2.0-or-later
/* Modules that a guest loads beside its kernel's own. */
#include "cmd/software.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum { OPT_LOAD = 0x600 };

static const struct argp_option options[] = {
	{"load", OPT_LOAD, "FILE.ko", 0,
	 "put this module in the guest and load it before the cases, may be repeated; in that "
	 "order",
	 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct software_options *out = state->input;
	size_t count = 0;

	if (key != OPT_LOAD)
		return ARGP_ERR_UNKNOWN;
	while (out->load[count])
		count++;
	if (count == SOFTWARE_LOAD_MAX)
		argp_error(state, "--load %s: expected at most %d modules", arg, SOFTWARE_LOAD_MAX);
	else if (!strstr(arg, ".ko"))
		argp_error(state, "--load %s: expected a kernel module (.ko, .ko.xz, .ko.zst)",
			   arg);
	else if (access(arg, R_OK))
		argp_error(state, "--load %s: %s", arg, strerror(errno));
	out->load[count] = arg;
	return 0;
}

const struct argp software_argp = {.options = options, .parser = parse};

void software_rerun(const struct software_options *wanted, FILE *out)
{
	for (char *const *path = wanted->load; *path; path++) {
		fputs(" --load ", out);
		text_shell(out, *path);
	}
}
