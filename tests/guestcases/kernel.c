// SPDX-License-Identifier: GPL-2.0-or-later
/* Ends that only the kernel itself can bring about: tests/oracles/module does. */
#include <errno.h>

#include "agent/module.h"
#include "death.h"

static void make(struct test *t, const char *what)
{
	int rc = module_load("isotap_oracle", what);

	if (rc && rc != -EAGAIN)
		tc_broken(t, "module isotap_oracle: %s", strerror(-rc));
}

static void run_unkillable(struct test *t)
{
	make(t, "what=deaf");
}
DEATH(unkillable, "v-unkillable", "A case that cannot be killed is told, and where it is",
      .timeout_ms = 1500);

static void run_stands_still(struct test *t)
{
	make(t, "what=stand-still");
}
DEATH(stands_still, "w-stands-still", "A guest whose processors take no interrupt is told",
      .timeout_ms = LONG);
