// SPDX-License-Identifier: GPL-2.0-or-later
/* Any JSON in place of a run's results: every format writes something, or refuses. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "base/member.h"
#include "report/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *run;
	uint32_t cases;

	if (!tokener)
		return 0;
	run = json_tokener_parse_ex(tokener, (const char *)data, (int)size);
	json_tokener_free(tokener);
	for (const struct format *f = formats; member_array(run, "cases", &cases) && f->name; f++) {
		char *text = NULL;
		size_t length;
		FILE *out = open_memstream(&text, &length);

		if (!out)
			abort();
		format_write(f, out, run, NULL);
		fclose(out);
		free(text);
	}
	json_object_put(run);
	return 0;
}
