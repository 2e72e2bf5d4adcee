/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal: one JSON object a line, only appended. It is the record of a run, of which
 * everything else in the folder can be made again. It appears under its name with the plan
 * complete; what is written before the harness is killed stays; a line cut short at the end is the
 * only damage that a reader has to expect. Who writes it holds a lock on it.
 *   {"j":"run","revision":...,"seed":N,"plan":HASH,"planned":N,...}    journal/header.h
 *   {"j":"plan","n":N,"name":...}       one for each planned case
 *   {"j":"start","n":N,"target":...,"ok":B,"seconds":S,"error":...,"identity":{...}}   for case N
 *   {"j":"begin","n":N,"name":...}      on the disk before a destructive case starts in a guest
 *   {"j":"samples","n":N,"phase":...,"unit":...,"values":[...]}
 *   {"j":"end","n":N,"name":...,"outcome":...,"reason":...,"seconds":S,...}   verdict/result_json.h
 *   {"j":"resume"}                      what had begun and not ended by now is void
 *   {"j":"done","status":N}
 */
#ifndef ISOTAP_JOURNAL_H
#define ISOTAP_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;
struct journal;
struct plan;
struct plan_item;

/* A line of that kind, to be filled. */
struct json_object *journal_line(const char *kind);
/* Adds text, made well-formed; what is longer than 1023 bytes is cut. */
void journal_text(struct json_object *line, const char *key, const char *text);
/* Adds the case's number in the plan, which counts from 1. */
void journal_number(struct json_object *line, const struct plan *plan,
		    const struct plan_item *item);

/* A new one, locked, under a name of its own until journal_publish(). NULL with errno set. */
struct journal *journal_create(const char *path);
/* Puts it on the disk and gives it its name. 0, -EEXIST or another negative errno. */
int journal_publish(struct journal *journal);
/* One that is there: locked, to be read and then appended to, or (`only_read`) to be read while
 * nobody writes it. NULL with errno set; EBUSY: somebody else has it. */
struct journal *journal_open(const char *path, bool only_read);

/* Called for each line; a negative errno with `error` filled ends the reading. */
typedef int (*journal_fn)(void *ctx, struct json_object *line, char *error, size_t size);
/* Reads from the start. What is appended from now on follows the last line that is whole. 0, or a
 * negative errno with `error` filled. */
int journal_read(struct journal *journal, journal_fn fn, void *ctx, char *error, size_t size);
/* Appends and takes the reference; `sync`: returns after it is on the disk. 0 or negative errno. */
int journal_write(struct journal *journal, struct json_object *line, bool sync);
void journal_close(struct journal *journal);

/* ---- reading, without a file ---- */

struct journal_reader;
/* `name` is what errors call it. NULL on -ENOMEM. */
struct journal_reader *journal_reader_new(const char *name, journal_fn fn, void *ctx);
/* 0, or a negative errno with `error` filled: a line that is none and not the last, or fn's. */
int journal_reader_feed(struct journal_reader *reader, const char *bytes, size_t count, char *error,
			size_t size);
/* Bytes up to the end of the last whole line. */
size_t journal_reader_good(const struct journal_reader *reader);
void journal_reader_free(struct journal_reader *reader);

#endif
