/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cases that end a guest share. */
#ifndef ISOTAP_TESTS_DEATH_H
#define ISOTAP_TESTS_DEATH_H

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "case/case.h"

#define LONG 60000

#define DEATH_OF(ident, name, text, kinds, ...)                                                    \
	ISOTAP_CASE(ident) = {.id = name,                                                          \
			      .area = "selftest",                                                  \
			      .flags = CASE_UNDRIVEN | (kinds),                                    \
			      .claim = text,                                                       \
			      .reqs = "SW-EVT-02",                                                 \
			      .run = run_##ident,                                                  \
			      __VA_ARGS__}
#define DEATH(ident, name, text, ...) DEATH_OF(ident, name, text, 0, __VA_ARGS__)

static inline void put(struct test *t, const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		tc_broken(t, "%s cannot be written", path);
	close(fd);
}

static inline void wait_for_ever(void)
{
	for (;;)
		pause();
}

#endif
