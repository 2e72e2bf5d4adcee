/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Progress on standard error: one live line on a terminal, plain lines otherwise. */
#ifndef ISOTAP_PROGRESS_H
#define ISOTAP_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
	bool terminal, dirty;
};

void progress_init(struct progress *progress);
/* What is going on now: only on a terminal, replaced by the next. */
void progress_live(struct progress *progress, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A line that stays. Fits struct rig_config's progress member. */
void progress_line(void *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));
void progress_end(struct progress *progress);

#endif
