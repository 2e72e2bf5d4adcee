// SPDX-License-Identifier: GPL-2.0-or-later
/* Options of expectations, with the lists that they choose, and of what is kept of a death. */
#include "cmd/expect.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { OPT_EXPECTATIONS = 0x400, OPT_NO_EXPECTATIONS, OPT_EXPECT, OPT_KEEP };

static const struct argp_option options[] = {
	{"expectations", OPT_EXPECTATIONS, "FILE", 0,
	 "known failures and declared panics: 'known-fail PATTERN REASON' or 'panic PATTERN TEXT' "
	 "on each line (default: cases/expectations/IMPL.expect)",
	 0},
	{"no-expectations", OPT_NO_EXPECTATIONS, NULL, 0, "no such list", 0},
	{"expect", OPT_EXPECT, "panic[:TEXT]", 0,
	 "the kernel declares to panic on an isolation: in a guest, a panic (with TEXT in it) in a "
	 "case that injected a fault passes, and a case in which a port isolated that software had "
	 "armed fails without one",
	 0},
	{"keep", OPT_KEEP, "log|memory", 0,
	 "of a guest that dies or hangs: its console, with the kernel's whole log after a panic "
	 "(default), or an image of its memory too, of the first three in a run",
	 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct expect_options *out = state->input;

	switch (key) {
	case OPT_EXPECTATIONS:
		out->file = arg;
		break;
	case OPT_NO_EXPECTATIONS:
		out->none = true;
		break;
	case OPT_EXPECT:
		if (strcmp(arg, "panic") && strncmp(arg, "panic:", 6))
			argp_error(state, "--expect %s: expected panic or panic:TEXT", arg);
		out->panic = true;
		out->word = arg;
		out->panic_text = arg[5] && arg[6] ? arg + 6 : NULL;
		break;
	case OPT_KEEP:
		if (strcmp(arg, "log") && strcmp(arg, "memory"))
			argp_error(state, "--keep %s: expected log or memory", arg);
		out->keep_memory = !strcmp(arg, "memory");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	if (out->file && out->none)
		argp_error(state, "of --expectations and --no-expectations only one");
	return 0;
}

const struct argp expect_argp = {.options = options, .parser = parse};

static int add_shipped(struct expectations *list, const struct plan *plan, char *error, size_t size)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < plan->section_count; i++) {
		const char *name = plan->sections[i].identity.name;
		size_t first = 0;

		while (strcmp(plan->sections[first].identity.name, name))
			first++;
		if (first == i)
			rc = expectations_add_shipped(list, name, error, size);
	}
	return rc;
}

struct expectations *expect_load(const struct expect_options *wanted, const struct plan *plan)
{
	struct expectations *list = expectations_new();
	char error[512] = "no memory";
	int rc = list ? 0 : -1;

	if (!rc && wanted->file)
		rc = expectations_load(list, wanted->file, error, sizeof(error));
	else if (!rc && !wanted->none)
		rc = add_shipped(list, plan, error, sizeof(error));
	if (!rc)
		rc = expectations_check(list, error, sizeof(error));
	if (!rc)
		return list;
	fputs("isotap: ", stderr);
	text_plain(stderr, error, false);
	fputc('\n', stderr);
	expectations_free(list);
	return NULL;
}
