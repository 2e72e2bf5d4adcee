// SPDX-License-Identifier: GPL-2.0-or-later
/* The host's accounts of the emulator: /proc/PID/task/TID/schedstat (Documentation/scheduler/
 * sched-stats.rst: time on a processor, time waited for one, slices). */
#include "target/qemu/pace.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP 20000000ull /* ns; asking costs a good part of a millisecond */

static bool read_waited(const char *folder, int thread, uint64_t *out)
{
	char path[96];
	bool found;
	FILE *file;

	snprintf(path, sizeof(path), "%s/task/%d/schedstat", folder, thread);
	file = fopen(path, "re");
	found = file && fscanf(file, "%*u %" SCNu64, out) == 1;
	if (file)
		fclose(file);
	return found;
}

/* By how much it grew since the last time; nothing for one that is new. */
static uint64_t note_waited(struct pace *pace, int id, uint64_t waited)
{
	uint64_t before;

	for (uint32_t i = 0; i < pace->count; i++) {
		if (pace->threads[i].id != id)
			continue;
		before = pace->threads[i].waited;
		pace->threads[i].waited = waited;
		return waited > before ? waited - before : 0;
	}
	if (pace->count < PACE_THREADS)
		pace->threads[pace->count++] = (struct pace_thread){id, waited};
	return 0;
}

/* A guest needs all its processors: the thread that waited longest counts. */
static uint64_t longest_wait(struct pace *pace)
{
	uint64_t longest = 0, waited;
	struct dirent *entry;
	char path[64];
	DIR *dir;

	snprintf(path, sizeof(path), "%s/task", pace->folder);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		int id = atoi(entry->d_name);

		if (id <= 0 || !read_waited(pace->folder, id, &waited))
			continue;
		waited = note_waited(pace, id, waited);
		if (waited > longest)
			longest = waited;
	}
	if (dir)
		closedir(dir);
	return longest;
}

/* "123 (name) T ...": the name may hold anything. */
static bool is_stopped(const char *folder)
{
	char path[64], text[512], *end;
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "%s/stat", folder);
	file = fopen(path, "re");
	length = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
	if (file)
		fclose(file);
	text[length] = '\0';
	end = strrchr(text, ')');
	return end && (!strncmp(end, ") T", 3) || !strncmp(end, ") t", 3));
}

void pace_init(struct pace *pace, const char *folder, uint64_t now)
{
	memset(pace, 0, sizeof(*pace));
	snprintf(pace->folder, sizeof(pace->folder), "%s", folder);
	pace->t_last = now;
	if (*folder)
		longest_wait(pace);
}

void pace_update(struct pace *pace, uint64_t now)
{
	uint64_t passed = now - pace->t_last, waited = 0;

	if (passed < STEP)
		return;
	pace->t_last = now;
	if (*pace->folder) {
		waited = longest_wait(pace);
		pace->stopped = is_stopped(pace->folder) ? pace->stopped + passed : 0;
	}
	if (pace->stopped)
		return;
	pace->given += waited < passed ? passed - waited : 0;
}
