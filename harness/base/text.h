/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text from outside: made harmless, and small helpers for names and hashes. */
#ifndef ISOTAP_TEXT_H
#define ISOTAP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Replaces, in place, each byte that is no part of well-formed UTF-8 by '?'. */
void text_clean_utf8(char *bytes, size_t count);
/* Writes `text` as a double-quoted YAML (and JSON-like) scalar, ASCII only, at most `max` bytes of
 * the text ("..." follows what was cut). */
void text_quote(FILE *out, const char *text, size_t max);
/* The same for an item of a YAML list. TAP::Parser (3.44) takes `- "word: more"` for a mapping and
 * gives up the whole stream: that colon becomes \x3a. */
void text_quote_item(FILE *out, const char *text, size_t max);
/* Writes `text` so that it stays on its line and is plain for a terminal: control and non-ASCII
 * bytes as \xNN. With `tap`, also '#' and '\' are escaped, as a description needs it. */
void text_plain(FILE *out, const char *text, bool tap);
/* Writes `text` as one word for a POSIX shell. */
void text_shell(FILE *out, const char *text);

#define TEXT_HASH_START 0xcbf29ce484222325ull
/* FNV-1a over the text and its final NUL; chain calls through `hash`. */
uint64_t text_hash(uint64_t hash, const char *text);
/* The same over bytes. */
uint64_t text_hash_bytes(uint64_t hash, const void *bytes, size_t count);

#endif
