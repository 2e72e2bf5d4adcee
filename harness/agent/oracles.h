/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the kernel's checkers are at work in this guest, asked of the running kernel. */
#ifndef ISOTAP_AGENT_ORACLES_H
#define ISOTAP_AGENT_ORACLES_H

#include <stdbool.h>
#include <stddef.h>

/* Sets how the checkers that sysctl can set are set. */
void oracles_set(void);
/* Reading the kernel's symbols takes a while: begins it beside what else is done. */
void oracles_begin(void);
/* "slub FZPU, hung-task 15 s, ..." and the names of those that this kernel does not have. */
void oracles_text(char *armed, char *not_armed, size_t size);
bool oracle_armed(const char *name);

#endif
