/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan: every case that will be reported, in order, before anything is started. */
#ifndef ISOTAP_PLAN_H
#define ISOTAP_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "case/case.h"
#include "plan/catalog.h"
#include "plan/inspect.h"
#include "plan/names.h"

#define PLAN_NAME_MAX 192
#define PLAN_SECTIONS 64

/* One implementation on one target. */
struct plan_section {
	const char *target; /* "model" or "qemu" */
	const char *impl;   /* "user", "kmod", "none" or a path */
	struct impl_identity identity;
	uint32_t not_applicable; /* cases left out */
	uint32_t rows_left_out;  /* of families, left to the model */
	uint32_t endurance_left_out;
};

struct plan_item {
	char name[PLAN_NAME_MAX]; /* "model/user/<case>" */
	const struct plan_section *section;
	const struct test_case *tc;
	const struct catalog_entry *topology;
	bool elsewhere;        /* in another part of the plan: not run here */
	bool topology_differs; /* from the one asked for */
	char skip[256];        /* not empty: it cannot run, and why */
	uint64_t seed;
	uint32_t timeout_ms;
};

struct plan_options {
	char *const *cases; /* glob patterns on the id or on the whole name; NULL-terminated, NULL:
			       all */
	char *const *areas; /* likewise; exact */
	const struct case_names *names; /* only these; NULL: all */
	uint64_t seed;
	double timeout_scale;
	bool every_row; /* of every family, on every target */
	bool endurance; /* with the cases that take long */
};

struct plan {
	struct plan_section sections[PLAN_SECTIONS];
	size_t section_count;
	struct plan_item *items;
	size_t count;
	size_t own;    /* of them here, the others are elsewhere */
	uint64_t hash; /* of names and declared machines, in order */
};

/* Adds a section; the identity is asked for. 0 or a negative errno with `error` filled. */
int plan_add_section(struct plan *plan, const char *target, const char *impl, char *error,
		     size_t size);
/* Fills items from the sections. 0 or -ENOMEM. */
int plan_make(struct plan *plan, const struct catalog *catalog, const struct plan_options *options);
void plan_free(struct plan *plan);

/* True if a glob pattern of the list matches `id` or `name` (NULL: not looked at). */
bool plan_matches(char *const *patterns, const char *id, const char *name);
/* Whether an implementation of these abilities can be asked to pass the case at all. */
bool plan_applies(const struct test_case *tc, const struct impl_identity *identity);

#endif
