// SPDX-License-Identifier: GPL-2.0-or-later
/* getopt_long() with the table that argp makes for itself. */
#include "cmd/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_MAX 128

static size_t fill(const struct argp *argp, struct option *table, size_t used)
{
	for (const struct argp_option *o = argp->options; o && (o->name || o->doc); o++)
		if (o->name && used < TABLE_MAX)
			table[used++] = (struct option){
				.name = o->name,
				.has_arg = o->arg ? required_argument : no_argument,
			};
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		used = fill(child->argp, table, used);
	return used;
}

struct option_given *options_given(const struct argp *argp, int argc, char *const *argv,
				   size_t *count)
{
	struct option table[TABLE_MAX + 1] = {0};
	struct option_given *given = calloc((size_t)argc + 1, sizeof(*given));
	char **words = calloc((size_t)argc + 1, sizeof(*words));
	int rc = 0, index;

	*count = 0;
	fill(argp, table, 0);
	if (!given || !words)
		goto out;
	memcpy(words, argv, (size_t)argc * sizeof(*words));
	optind = 0;
	opterr = 0;
	while ((rc = getopt_long(argc, words, "", table, &index)) == 0)
		given[(*count)++] = (struct option_given){table[index].name, optarg ? optarg : ""};
out:
	free(words);
	if (rc == -1)
		return given;
	free(given);
	return NULL;
}
