// SPDX-License-Identifier: GPL-2.0-or-later
/* Run folders. */
#include "journal/rundir.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int make_parents(const char *path)
{
	char part[PATH_MAX];
	size_t length = strlen(path);

	if (length >= sizeof(part))
		return -ENAMETOOLONG;
	memcpy(part, path, length + 1);
	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0755) && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

/* Replaces the link in one step: a reader never finds it missing. */
static int point_latest(const char *name)
{
	char temporary[PATH_MAX];
	int rc = 0;

	snprintf(temporary, sizeof(temporary), RUNDIR_ROOT "/.latest-%d", (int)getpid());
	if (symlink(name, temporary))
		return -errno;
	if (rename(temporary, RUNDIR_ROOT "/latest")) {
		rc = -errno;
		unlink(temporary);
	}
	return rc;
}

/* By UTC time and pid. */
static void make_name(char *name, size_t size)
{
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &utc);
	snprintf(name, size, "%s-%d", stamp, (int)getpid());
}

int rundir_make_plain(const char *root, const char *wanted, char *path, size_t size)
{
	char name[64];
	int rc;

	make_name(name, sizeof(name));
	rc = wanted ? snprintf(path, size, "%s", wanted)
		    : snprintf(path, size, "%s/%s", root, name);
	if (rc < 0 || (size_t)rc >= size)
		return -ENAMETOOLONG;
	rc = make_parents(path);
	if (rc)
		return rc;
	rmdir(path); /* one that is empty will do */
	return mkdir(path, 0755) ? -errno : 0;
}

int rundir_make(const char *wanted, char *path, size_t size)
{
	char name[64], journal[PATH_MAX];
	int rc;

	make_name(name, sizeof(name));
	rc = wanted ? snprintf(path, size, "%s", wanted)
		    : snprintf(path, size, RUNDIR_ROOT "/%s", name);
	if (rc < 0 || (size_t)rc >= size ||
	    snprintf(journal, sizeof(journal), "%s/journal.jsonl", path) >= (int)sizeof(journal))
		return -ENAMETOOLONG;
	rc = make_parents(journal);
	if (rc)
		return rc;
	if (!access(journal, F_OK))
		return -EEXIST;
	return wanted ? 0 : point_latest(name);
}

static int is_run(const char *path)
{
	char journal[PATH_MAX];

	return snprintf(journal, sizeof(journal), "%s/journal.jsonl", path) <
		       (int)sizeof(journal) &&
	       !access(journal, R_OK);
}

int rundir_find(const char *name, char *path, size_t size)
{
	if (snprintf(path, size, "%s", name) < (int)size && is_run(path))
		return 0;
	if (snprintf(path, size, RUNDIR_ROOT "/%s", name) < (int)size && is_run(path))
		return 0;
	return -ENOENT;
}
