/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a run before it starts: its own earlier part, or the parts that it is made of.
 */
#ifndef ISOTAP_EARLIER_H
#define ISOTAP_EARLIER_H

#include <stdbool.h>

#include "journal/replay.h"

struct controller_config;
struct earlier_part;
struct journal;

struct earlier {
	bool goes_on;  /* with the journal of the only part; otherwise the run writes its own */
	bool finished; /* that journal lacks nothing */
	char started[32];
	struct replay known;
	struct earlier_part *parts;
	size_t count;
};

/* Opens the journals of these folders: for one run to go on, or (`merge`) to be read only. 0, or a
 * negative errno with `error` filled. */
int earlier_open(struct earlier *earlier, char *const *folders, size_t count, bool merge,
		 char *error, size_t size);
/* The first line of that part's journal. */
struct json_object *earlier_header(const struct earlier *earlier, size_t part);
/* Reads what they know of the plan, once that is made and found to be the same. 0, or a negative
 * errno with `error` filled. */
int earlier_read(struct earlier *earlier, const struct controller_config *config, char *error,
		 size_t size);
/* The journal to go on with; it is the caller's. */
struct journal *earlier_take_journal(struct earlier *earlier);
void earlier_close(struct earlier *earlier);

#endif
