/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records: what a running case tells the controller, one JSON object a line (at most
 * RECORD_LINE_MAX bytes), over a pipe (model) or virtio-serial (guest). The receiving side trusts
 * nothing in them.
 *
 *   {"r":"begin","case":ID}
 *   {"r":"trace","version":1,...} and {"r":"op",...}     recording shim: harness/shim/shim.h
 *   {"r":"note","text":...}
 *   {"r":"sample","phase":...,"unit":...,"value":N}
 *   {"r":"check","text":...,"reg":...,"port":...,"expected":N,"seen":N,"mask":N}   what failed
 *   {"r":"access","t":NS,"port":N,"off":N,"size":N,"w":0|1,"v":N,"who":"impl"|"harness"}
 *   {"r":"sched","kind":"random"|"script","seed":N,"made":N,"at":N,"choices":"n,n,..."}
 *                                        the schedule, behind the end (harness/run/schedules.h)
 *   {"r":"klog","level":N,"text":...}
 *   {"r":"end","outcome":"pass"|"fail"|"skip"|"broken","reason":...,"ns":CLOCK_NS}
 */
#ifndef ISOTAP_RECORD_H
#define ISOTAP_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define RECORD_LINE_MAX 8192

struct json_object;
struct recorder;

/* Called for each record received; `record` belongs to the caller. */
typedef void (*record_fn)(void *ctx, struct json_object *record);

/* A recorder that writes lines to a file descriptor, or nothing to -1. NULL on -ENOMEM. */
struct recorder *recorder_open(int fd);
/* One that keeps lines until they are passed on to another, or dropped. */
struct recorder *recorder_open_kept(void);
int recorder_pass(struct recorder *from, struct recorder *to);
void recorder_close(struct recorder *rec);
/* Sends one record and takes the reference. 0 or a negative errno. */
int recorder_send(struct recorder *rec, struct json_object *record);

/* Assembles lines from a hostile byte stream; overlong or malformed lines are counted, not passed.
 */
struct record_parser;
struct record_parser *record_parser_new(record_fn fn, void *ctx);
int record_parser_feed(struct record_parser *parser, const char *bytes, size_t count);
uint64_t record_parser_errors(const struct record_parser *parser);
void record_parser_free(struct record_parser *parser);

#endif
