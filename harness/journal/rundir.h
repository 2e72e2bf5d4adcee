/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folder that a run leaves. */
#ifndef ISOTAP_RUNDIR_H
#define ISOTAP_RUNDIR_H

#include <stddef.h>

#define RUNDIR_ROOT "reports/runs"
/* What to say of a run that is not found, a format for its name. */
#define RUNDIR_NONE "no run '%s' (a folder, a name below " RUNDIR_ROOT ", or latest)"

/* Makes the folder (NULL: below RUNDIR_ROOT, by UTC time and pid, and `latest` beside it then
 * points to it). 0 with its path; -EEXIST if it holds a run already; another negative errno. */
int rundir_make(const char *wanted, char *path, size_t size);
/* A folder for several runs: `wanted`, empty or new, or one below `root`. 0 or a negative errno. */
int rundir_make_plain(const char *root, const char *wanted, char *path, size_t size);
/* A run's folder by path, by name below RUNDIR_ROOT, or "latest". 0 or -ENOENT. */
int rundir_find(const char *name, char *path, size_t size);

#endif
