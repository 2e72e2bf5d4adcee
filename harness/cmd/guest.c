// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/guest.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum { OPT_CLOCK = 0x600, OPT_KMOD, OPT_KMOD_PARAMETERS };

static const struct argp_option options[] = {
	{"clock", OPT_CLOCK, "wall|deterministic", 0,
	 "of guests: deterministic makes one nanosecond of one instruction and boots a guest for "
	 "each case, so that equal kernels give equal samples, bit for bit (default: wall)",
	 0},
	{"kmod", OPT_KMOD, "FILE", 0,
	 "this build of the reference module as the implementation kmod (default: set-up's)", 0},
	{"kmod-parameters", OPT_KMOD_PARAMETERS, "TEXT", 0, "load it with these parameters", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct rig_guest *guest = state->input;

	switch (key) {
	case OPT_CLOCK:
		guest->deterministic = !strcmp(arg, "deterministic");
		if (!guest->deterministic && strcmp(arg, "wall"))
			argp_error(state, "--clock %s: expected wall or deterministic", arg);
		return 0;
	case OPT_KMOD:
		if (access(arg, R_OK))
			argp_error(state, "--kmod %s: not a file that can be read", arg);
		guest->kmod = arg;
		return 0;
	case OPT_KMOD_PARAMETERS:
		guest->parameters = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp guest_argp = {.options = options, .parser = parse};

void guest_options(FILE *out, const struct rig_guest *guest)
{
	if (guest->deterministic)
		fputs(" --clock deterministic", out);
	if (guest->kmod) {
		fputs(" --kmod ", out);
		text_shell(out, guest->kmod);
	}
	if (guest->parameters) {
		fputs(" --kmod-parameters ", out);
		text_shell(out, guest->parameters);
	}
}
