// SPDX-License-Identifier: GPL-2.0-or-later
/* Modules that a guest loads beside its kernel's own, and the sections of a run. */
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

/* ---- sections ---- */

static const char *const model_default[] = {"user", NULL};
static const char *const qemu_default[] = {"kmod", "user", NULL};
static const char *const kernel_default[] = {"auto", NULL};

static const char *const *chosen_for(const struct sections_wanted *wanted, bool guest)
{
	if (wanted->impls[0])
		return (const char *const *)wanted->impls;
	if (!guest)
		return model_default;
	return wanted->kernel ? kernel_default : qemu_default;
}

bool sections_ask_guest(const struct sections_wanted *wanted)
{
	const char *const *list = chosen_for(wanted, true);

	while (*list && strcmp(*list, "auto"))
		list++;
	return *list && strcmp(wanted->target, "model");
}

static int add_all(struct plan *plan, const struct sections_wanted *wanted, const char *target,
		   const char *found)
{
	bool guest = !strcmp(target, "qemu"), all = !strcmp(wanted->target, "all");
	char error[512];

	for (const char *const *list = chosen_for(wanted, guest); *list; list++) {
		bool is_auto = !strcmp(*list, "auto");

		/* With a guest to run in, what needs a kernel just has no part on the model. */
		if (!guest && all && (is_auto || !strcmp(*list, "kmod")))
			continue;
		if (!plan_add_section(plan, target, guest && is_auto ? found : *list, error,
				      sizeof(error)))
			continue;
		fputs("isotap: ", stderr);
		text_plain(stderr, error, false);
		fputc('\n', stderr);
		return -EINVAL;
	}
	return 0;
}

int sections_add(struct plan *plan, const struct sections_wanted *wanted, const char *found)
{
	int rc = 0;

	if (strcmp(wanted->target, "qemu"))
		rc = add_all(plan, wanted, "model", found);
	if (!rc && strcmp(wanted->target, "model"))
		rc = add_all(plan, wanted, "qemu", found);
	return rc;
}
