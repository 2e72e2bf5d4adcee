// SPDX-License-Identifier: GPL-2.0-or-later
/* The recording shim: records, and the handlers that the implementation registers. */
#include "shim/shim_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 512

static struct json_object *text_object(const char *text)
{
	char clean[TEXT_MAX];
	size_t n = strnlen(text, sizeof(clean) - 1);

	/* A plug-in's bytes need not be UTF-8, and the receiving side insists on it. */
	for (size_t i = 0; i < n; i++)
		clean[i] = text[i] >= 0x20 && text[i] < 0x7f ? text[i] : '?';
	return json_object_new_string_len(clean, (int)n);
}

static void put_u64(struct json_object *object, const char *key, uint64_t value)
{
	json_object_object_add(object, key, json_object_new_uint64(value));
}

struct shim_op shim_begin(struct shim *shim, const char *name)
{
	struct shim_op op = {.shim = shim,
			     .number = shim->next++,
			     .outer = shim->current,
			     .record = json_object_new_object()};

	json_object_object_add(op.record, "r", json_object_new_string("op"));
	put_u64(op.record, "n", op.number);
	put_u64(op.record, "t",
		shim->inner->ops->look ? shim->inner->ops->look(shim->inner)
				       : shim->inner->ops->now(shim->inner));
	json_object_object_add(op.record, "op", json_object_new_string(name));
	json_object_object_add(op.record, "who",
			       json_object_new_string(shim->impl_depth ? "impl" : "harness"));
	if (op.outer != SHIM_NO_OP)
		put_u64(op.record, "in", op.outer);
	op.args = json_object_new_object();
	json_object_object_add(op.record, "args", op.args);
	shim->current = op.number;
	return op;
}

void shim_arg(struct shim_op *op, const char *key, uint64_t value)
{
	put_u64(op->args, key, value);
}

void shim_arg_text(struct shim_op *op, const char *key, const char *text)
{
	json_object_object_add(op->args, key, text_object(text));
}

static struct json_object *out_of(struct shim_op *op)
{
	if (!op->out)
		op->out = json_object_new_object();
	return op->out;
}

void shim_out(struct shim_op *op, const char *key, uint64_t value)
{
	put_u64(out_of(op), key, value);
}

void shim_out_text(struct shim_op *op, const char *key, const char *text)
{
	json_object_object_add(out_of(op), key, text_object(text));
}

void shim_announce(struct shim_op *op)
{
	struct json_object *copy = NULL;

	if (!json_object_deep_copy(op->record, &copy, NULL))
		recorder_send(op->shim->rec, copy);
}

static void finish(struct shim_op *op)
{
	struct shim *shim = op->shim;

	if (op->out)
		json_object_object_add(op->record, "out", op->out);
	recorder_send(shim->rec, op->record);
	shim->current = op->outer;
	/* Regions get other names when they are created again. */
	memcpy(shim->out->regions, shim->inner->regions, sizeof(shim->out->regions));
}

int shim_end(struct shim_op *op, int rc)
{
	json_object_object_add(op->record, "rc", json_object_new_int(rc));
	finish(op);
	return rc;
}

void shim_end_void(struct shim_op *op)
{
	shim_end(op, 0);
}

static struct shim_slot *slot_new(struct shim *shim)
{
	struct shim_slot *slot = calloc(1, sizeof(*slot));

	if (!slot)
		return NULL;
	slot->shim = shim;
	slot->next = shim->slots;
	shim->slots = slot;
	return slot;
}

struct shim_slot *shim_irq_slot(struct shim *shim, uint32_t port, isotap_irq_fn fn, void *arg)
{
	struct shim_slot *slot;

	for (slot = shim->slots; slot; slot = slot->next)
		if (slot->irq == fn && slot->arg == arg && slot->port == port)
			return slot;
	slot = slot_new(shim);
	if (slot) {
		slot->irq = fn;
		slot->arg = arg;
		slot->port = port;
	}
	return slot;
}

struct shim_slot *shim_work_slot(struct shim *shim, isotap_work_fn fn, void *arg)
{
	struct shim_slot *slot;

	for (slot = shim->slots; slot; slot = slot->next)
		if (slot->work == fn && slot->arg == arg)
			return slot;
	slot = slot_new(shim);
	if (slot) {
		slot->work = fn;
		slot->arg = arg;
	}
	return slot;
}

static void send_header(struct shim *shim, uint64_t seed)
{
	struct json_object *record = json_object_new_object();
	const struct topo *topo = shim->inner->topo;
	char hash[17];

	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)topo->hash);
	json_object_object_add(record, "r", json_object_new_string("trace"));
	put_u64(record, "version", SHIM_TRACE_VERSION);
	json_object_object_add(record, "topology", text_object(topo->name));
	json_object_object_add(record, "hash", json_object_new_string(hash));
	put_u64(record, "seed", seed);
	json_object_object_add(record, "target", text_object(shim->inner->ops->name));
	recorder_send(shim->rec, record);
}

/* Optional members of the target: absent stays absent. */
static void drop_absent(struct target_ops *ops, const struct target_ops *inner)
{
#define KEEP(member)                                                                               \
	do {                                                                                       \
		if (!inner->member)                                                                \
			ops->member = NULL;                                                        \
	} while (0)
	KEEP(look);
	KEEP(cache_invalidate);
	KEEP(firmware_control);
	KEEP(region_set_mode);
	KEEP(irq_register);
	KEEP(irq_unregister);
	KEEP(user_event);
	KEEP(inject);
	KEEP(user_start);
	KEEP(user_report);
	KEEP(user_stop);
	KEEP(below_read);
	KEEP(port_reset);
	KEEP(personality);
	KEEP(port_configure);
	KEEP(firmware_set);
	KEEP(stamps);
	KEEP(counters);
	KEEP(trace_read);
	KEEP(trace_clear);
#undef KEEP
}

struct shim *shim_open(struct target *out, struct target *inner, struct recorder *rec,
		       uint64_t seed)
{
	struct shim *shim = calloc(1, sizeof(*shim));

	if (!shim)
		return NULL;
	shim->out = out;
	shim->inner = inner;
	shim->rec = rec;
	shim->current = SHIM_NO_OP;
	shim->ops = shim_target_ops;
	shim->ops.name = inner->ops->name;
	drop_absent(&shim->ops, inner->ops);
	*out = *inner;
	out->ops = &shim->ops;
	out->priv = shim;
	send_header(shim, seed);
	return shim;
}

void shim_close(struct shim *shim)
{
	struct shim_slot *slot, *next;

	for (slot = shim->slots; slot; slot = next) {
		next = slot->next;
		free(slot);
	}
	free(shim);
}
