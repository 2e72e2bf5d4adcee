/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether figures of several runs can be set against each other at all. */
#ifndef ISOTAP_COMPARABLE_H
#define ISOTAP_COMPARABLE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Runs of one build of isotap with the same cases on the same topologies, emulator and clock.
 * 0: comparable; `deterministic` says on which clock. 1: not, and -EINVAL: a folder without
 * results; both with `error` filled.
 */
int comparable_runs(const char *const *folders, size_t count, bool *deterministic, char *error,
		    size_t size);

#endif
