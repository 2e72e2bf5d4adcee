// SPDX-License-Identifier: GPL-2.0-or-later
#include "measure/ab.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "measure/bench_run.h"

#define STATUS_SIGNAL 128

void ab_folder(const struct ab *ab, int side, uint32_t round, char *out, size_t size)
{
	snprintf(out, size, "%.*s/%c%u", PATH_MAX - 32, ab->session, 'a' + side, round);
}

/* Two rounds are ABBA or BAAB, as the seed says. */
static bool new_first(const struct ab *ab)
{
	uint64_t z = (ab->seed + ab->rounds / 2 + 1) * 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	return (z >> 32 & 1) ^ (ab->rounds & 1);
}

/* One guest at a time, of two processors as always: what is compared is how long things take. */
static int run_side(const struct ab *ab, int side, const char *cases, char *error, size_t size)
{
	char self[PATH_MAX], folder[PATH_MAX], results[PATH_MAX + 16], seed[32];
	char *argv[AB_ARGUMENTS_MAX + 18] = {self,
					     "run",
					     "--jobs",
					     "1",
					     "--run-dir",
					     folder,
					     "--seed",
					     seed,
					     (char *)ab->option,
					     (char *)ab->sides[side]};
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int n = 10, status;
	double seconds;

	if (length < 0)
		return -errno;
	self[length] = '\0';
	ab_folder(ab, side, ab->rounds + 1, folder, sizeof(folder));
	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)ab->seed + ab->rounds);
	if (ab->target) {
		argv[n++] = "--target";
		argv[n++] = (char *)ab->target;
	}
	for (size_t i = 0; i < ab->argument_count && i < AB_ARGUMENTS_MAX; i++)
		argv[n++] = ab->arguments[i];
	if (cases) {
		argv[n++] = "--cases-from";
		argv[n++] = (char *)cases;
	}
	status = bench_spawn(argv, ab->session, &seconds);
	snprintf(results, sizeof(results), "%s/results.json", folder);
	if (status >= 0 && status < STATUS_SIGNAL && !access(results, R_OK)) {
		fprintf(stderr, "%c%u: %s, status %d, %.1f s\n", 'a' + side, ab->rounds + 1,
			ab->sides[side], status, seconds);
		return 0;
	}
	snprintf(error, size, "the run of %s ended with %d: see %s/bench.log", ab->sides[side],
		 status, ab->session);
	return status < 0 ? status : -EIO;
}

int ab_round(struct ab *ab, const char *cases, char *error, size_t size)
{
	int first = new_first(ab), rc = run_side(ab, first, cases, error, size);

	if (!rc)
		rc = run_side(ab, !first, cases, error, size);
	if (!rc)
		ab->rounds++;
	return rc;
}
