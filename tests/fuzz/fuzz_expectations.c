// SPDX-License-Identifier: GPL-2.0-or-later
/* Any text as a list of expectations: refused with its place, or a list that can be asked. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "verdict/expectations.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct test_case tc = {.id = "opt-in"};
static const struct plan_section section = {.target = "qemu", .identity = {.name = "kmod"}};
static const struct plan_item item = {.name = "qemu/kmod/opt-in", .section = &section, .tc = &tc};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expectations *list = expectations_new();
	char *text = strndup((const char *)data, size), error[256] = "";

	if (!list || !text)
		abort();
	if (expectations_parse(list, "list", NULL, text, error, sizeof(error))) {
		if (strncmp(error, "list:", 5))
			abort();
	} else {
		for (int kind = 0; kind < EXPECTATION_KINDS; kind++)
			expectations_find(list, (enum expectation_kind)kind, &item);
	}
	free(text);
	expectations_free(list);
	return 0;
}
