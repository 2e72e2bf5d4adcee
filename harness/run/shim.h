/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The recording shim: a target whose members forward to another target and record each operation
 * with its arguments, result and time. Both the cases and, through the platform table, the
 * implementation under test go through it, so the record is one list of operations in one order.
 */
#ifndef ISOTAP_SHIM_H
#define ISOTAP_SHIM_H

#include "run/record.h"
#include "target/target.h"

#define SHIM_TRACE_VERSION 1

struct shim;
/* `out` becomes a target that forwards to `inner` and records to `rec`. NULL on -ENOMEM. */
struct shim *shim_open(struct target *out, struct target *inner, struct recorder *rec);
/* Implementation ops that forward to `inner` and record the calls too. Valid until shim_close(). */
const struct isotap_impl_ops *shim_impl(struct shim *shim, const struct isotap_impl_ops *inner);
void shim_close(struct shim *shim);

#endif
