/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of an argument vector, as an argp would take them, without anything being done. */
#ifndef ISOTAP_CMD_OPTIONS_H
#define ISOTAP_CMD_OPTIONS_H

#include <argp.h>
#include <stddef.h>

struct option_given {
	const char *name;  /* in full */
	const char *value; /* "" without */
};

/* The long options of argv, in their order: an array that the caller frees; its texts are argv's
 * and argp's. argv keeps its words. NULL on -ENOMEM or if argv is none for that argp. */
struct option_given *options_given(const struct argp *argp, int argc, char *const *argv,
				   size_t *count);

#endif
