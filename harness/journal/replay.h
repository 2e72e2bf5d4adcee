/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a journal says of a plan: the results of the cases that ended. */
#ifndef ISOTAP_REPLAY_H
#define ISOTAP_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"
#include "verdict/result.h"

struct json_object;

struct replay_case {
	struct result *result;      /* NULL, or begun at least */
	bool ended;                 /* it has an outcome */
	struct json_object *starts; /* array: the lines of the rigs that were started for it */
};

struct replay {
	const struct plan *plan;
	struct replay_case *cases; /* one for each item of the plan */
	size_t named, ended;       /* items that the journal names; that have an outcome */
	bool done;                 /* the run came to its end */
};

/* 0 or -ENOMEM. */
int replay_init(struct replay *replay, const struct plan *plan);
void replay_free(struct replay *replay);
/* Takes in one line of a journal; fits journal_fn. 0, or -EINVAL with `error` filled: the line does
 * not fit the plan or what came before. */
int replay_line(void *replay, struct json_object *line, char *error, size_t size);
/* The result of an item, new or as far as it has come; NULL on -ENOMEM. */
struct result *replay_begin(struct replay *replay, size_t index);
/* Forgets an item. */
void replay_forget(struct replay *replay, size_t index);
/* Forgets what began and did not end. */
void replay_settle(struct replay *replay);
/* The results of `other`, of the same plan, become this one's: 0, or -EEXIST with the index of an
 * item that both have. */
int replay_join(struct replay *replay, struct replay *other, size_t *index);

#endif
