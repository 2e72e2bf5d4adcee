/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the recording shim's files share. */
#ifndef ISOTAP_SHIM_PRIV_H
#define ISOTAP_SHIM_PRIV_H

#include <json-c/json.h>

#include "shim/shim.h"

#define SHIM_NO_OP UINT64_MAX

/* A handler of the implementation, registered with the inner target through a trampoline. */
struct shim_slot {
	struct shim_slot *next;
	struct shim *shim;
	isotap_irq_fn irq; /* or */
	isotap_work_fn work;
	void *arg;
	uint32_t port;
};

struct shim {
	struct target *out, *inner;
	struct recorder *rec;
	struct target_ops ops; /* the shim's members, NULL where the inner target has NULL */
	struct isotap_impl_ops impl;
	const struct isotap_impl_ops *inner_impl;
	struct shim_slot *slots;
	uint64_t next;       /* number of the next operation */
	uint64_t current;    /* the one under way, or SHIM_NO_OP */
	uint32_t impl_depth; /* calls into the implementation that are under way */
};

struct shim_op {
	struct shim *shim;
	uint64_t number, outer;
	struct json_object *record, *args, *out;
};

static inline struct shim *shim_of(struct target *t)
{
	return t->priv;
}

/* Begins an operation; its arguments follow. */
struct shim_op shim_begin(struct shim *shim, const char *name);
void shim_arg(struct shim_op *op, const char *key, uint64_t value);
void shim_arg_text(struct shim_op *op, const char *key, const char *text);
void shim_out(struct shim_op *op, const char *key, uint64_t value);
void shim_out_text(struct shim_op *op, const char *key, const char *text);
/* Sends what is known before the call, for operations that may never end. */
void shim_announce(struct shim_op *op);
/* Ends it, sends the record, returns rc. */
int shim_end(struct shim_op *op, int rc);
/* The same for operations without a result. */
void shim_end_void(struct shim_op *op);

/* The slot of that pair, made if need be; NULL on -ENOMEM. */
struct shim_slot *shim_irq_slot(struct shim *shim, uint32_t port, isotap_irq_fn fn, void *arg);
struct shim_slot *shim_work_slot(struct shim *shim, isotap_work_fn fn, void *arg);

/* shim_users.c */
int shim_user_start(struct target *t, uint32_t region, enum target_user_kind kind);
int shim_user_report(struct target *t, uint32_t user, struct target_user_report *out);
int shim_user_stop(struct target *t, uint32_t user, struct target_user_report *out);

extern const struct target_ops shim_target_ops;

#endif
