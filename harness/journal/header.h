/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first line of a journal: of which program, plan and files a run is, and how it was asked for.
 *   {"j":"run","revision":...,"started":TIME,"program":HASH,"seed":N,"plan":HASH,"planned":N,"shard":"I/N","folder":PATH,
 *    "arguments":[...],"sections":[{"target","impl","name","version"}],"files":[{"file","hash"}]}
 */
#ifndef ISOTAP_HEADER_H
#define ISOTAP_HEADER_H

#include <stdbool.h>
#include <stddef.h>

struct controller_config;
struct json_object;
struct journal;

/* The line for this run. */
struct json_object *header_line(const struct controller_config *config, const char *started);
/* The first line of a journal; the caller owns it. NULL with `error` filled. */
struct json_object *header_read(struct journal *journal, char *error, size_t size);
/* The arguments, ended by NULL; free with header_free_arguments(). NULL with `error` filled. */
char **header_arguments(struct json_object *header, int *argc, char *error, size_t size);
void header_free_arguments(char **argv);

/* Whether a run of `config` goes on with that of `header`: -EINVAL with `error` saying what is not
 * the same any more. `same_program`: byte for byte, with the files that it was given; otherwise the
 * same revision and plan will do. */
int header_check(struct json_object *header, const struct controller_config *config,
		 bool same_program, char *error, size_t size);

#endif
