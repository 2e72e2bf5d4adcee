/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of an implementation beforehand: cases that it fails, and cases in which its kernel
 * panics on purpose. */
#ifndef ISOTAP_EXPECTATIONS_H
#define ISOTAP_EXPECTATIONS_H

#include <stddef.h>

struct plan_item;

enum expectation_kind {
	EXPECTATION_FAILURE, /* known-fail PATTERN REASON, the reason with a link */
	EXPECTATION_PANIC,   /* panic PATTERN TEXT: the panic's text contains it */
	EXPECTATION_KINDS
};

struct expectation {
	enum expectation_kind kind;
	char *pattern;    /* glob on the case's id or on target/implementation/id */
	char *text;       /* the reason, or what the panic says */
	const char *impl; /* only for the implementation of that name, NULL: for every one */
	char place[256];  /* "file:line" */
};

struct expectations;

struct expectations *expectations_new(void);
void expectations_free(struct expectations *list);
/* Adds the entries of a text, which is written into; `impl` has to outlive the list. 0 or a
 * negative errno with `error` filled ("file:line: ..."). */
int expectations_parse(struct expectations *list, const char *file, const char *impl, char *text,
		       char *error, size_t size);
int expectations_load(struct expectations *list, const char *path, char *error, size_t size);
/* Adds cases/expectations/IMPL.expect, which the program holds, if there is one. */
int expectations_add_shipped(struct expectations *list, const char *impl, char *error, size_t size);
/* -ENOENT with `error` filled if an entry matches no case of the whole suite. */
int expectations_check(const struct expectations *list, char *error, size_t size);
/* The first entry of that kind for that case, or NULL. */
const struct expectation *expectations_find(const struct expectations *list,
					    enum expectation_kind kind,
					    const struct plan_item *item);

/* The shipped lists: name and text, ended by NULLs. */
struct expectations_shipped {
	const char *impl, *text;
};
extern const struct expectations_shipped expectations_shipped[];

#endif
