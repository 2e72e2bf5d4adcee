/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --profile FILE: arguments of isotap run that are kept in a file. */
#ifndef ISOTAP_CMD_PROFILE_H
#define ISOTAP_CMD_PROFILE_H

#include <argp.h>

/* The arguments with each profile's own in its place; files that they name are relative to the
 * profile. `argp` and `input` (of `size` bytes, only read) check each line. Mistakes end the
 * program with FILE:LINE and a message. The caller frees words and list. */
char **profile_expand(int *argc, char *const *argv, const struct argp *argp, const void *input,
		      size_t size);

#endif
