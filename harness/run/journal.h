/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal: one JSON object a line, only appended. What is written before the harness is killed
 * stays; a line cut short at the end is the only damage that a reader has to expect.
 *   {"j":"run","version":...,"revision":...,"seed":N,"plan":HASH,"planned":N,"arguments":[...]}
 *   {"j":"plan","n":N,"name":...}       one for each planned case
 *   {"j":"start","target":...,"ok":B,"seconds":S,"error":...,"identity":{...}}
 *   {"j":"begin","n":N,"name":...}      on the disk before a destructive case starts
 *   {"j":"end","n":N,"name":...,"outcome":...,"reason":...,"seconds":S}
 *   {"j":"done","status":N}
 */
#ifndef ISOTAP_JOURNAL_H
#define ISOTAP_JOURNAL_H

#include <stdbool.h>

struct json_object;
struct journal;

/* A line of that kind, to be filled. */
struct json_object *journal_line(const char *kind);
/* Adds text, made well-formed; what is longer than 1023 bytes is cut. */
void journal_text(struct json_object *line, const char *key, const char *text);

/* NULL with errno set. The file must not exist. */
struct journal *journal_open(const char *path);
/* Appends and takes the reference; `sync`: returns after it is on the disk. 0 or negative errno. */
int journal_write(struct journal *journal, struct json_object *line, bool sync);
void journal_close(struct journal *journal);

#endif
