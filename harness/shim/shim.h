/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The recording shim: a target whose members forward to another target and record each operation
 * with its arguments, result and time. Both the cases and, through the platform table, the
 * implementation under test go through it, so the record is one list of operations in one order.
 *
 * Records (journal/record.h):
 *   {"r":"trace","version":1,"topology":NAME,"hash":"16 hex digits","seed":N,"target":NAME}  first
 *   {"r":"op","n":N,"t":NS,"op":NAME,"who":"harness"|"impl","args":{...},"rc":N,"out":{...}}
 * n numbers operations in the order in which they began, from 0. "in":N names the operation that
 * was under way when this one began (a wait, in which an interrupt was handled). An operation is
 * sent when it has ended; calls into the implementation ("impl.arm", ...) and faults are sent when
 * they begin as well, without "rc", so that one which never ends is in the record. "irq" and "work"
 * are the implementation's handlers. now, lock and unlock are not recorded.
 */
#ifndef ISOTAP_SHIM_H
#define ISOTAP_SHIM_H

#include "journal/record.h"
#include "target/target.h"

#define SHIM_TRACE_VERSION 1

struct shim;
/* `out` becomes a target that forwards to `inner` and records to `rec`. `seed` goes into the header
 * record. NULL on -ENOMEM. `inner` keeps belonging to the caller: closing `out` does nothing. */
struct shim *shim_open(struct target *out, struct target *inner, struct recorder *rec,
		       uint64_t seed);
/* Implementation ops that forward to `inner` and record the calls too. Valid until shim_close(). */
const struct isotap_impl_ops *shim_impl(struct shim *shim, const struct isotap_impl_ops *inner);
void shim_close(struct shim *shim);

#endif
