// SPDX-License-Identifier: GPL-2.0-or-later
/* Any bytes as a topology file: reported or accepted, and what is accepted can be used. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topo/topo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count_mistake(void *ctx, const char *file, int line, const char *text)
{
	(void)file;
	if (line < 0 || !strstr(text, "found ") || !strstr(text, ", expected "))
		abort();
	for (const char *c = text; *c; c++)
		if (*c < 0x20 || *c > 0x7e)
			abort();
	++*(unsigned int *)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct topo topo, again;
	unsigned int mistakes = 0;
	char **args, *text = NULL;
	size_t length;
	FILE *out;
	int rc;

	rc = topo_parse("fuzz.yaml", (const char *)data, size, &topo, count_mistake, &mistakes);
	if (!rc != !mistakes)
		abort();
	if (rc)
		return 0;
	if (topo_parse("fuzz.yaml", (const char *)data, size, &again, NULL, NULL) ||
	    memcmp(&topo, &again, sizeof(topo)))
		abort();
	topo_check_qemu("fuzz.yaml", &topo, count_mistake, &mistakes);
	for (int i = 0; i < topo.region_count; i++)
		if (!topo_region_ports(&topo, i))
			abort();
	out = open_memstream(&text, &length);
	if (!out)
		return 0;
	topo_show(&topo, out);
	fclose(out);
	free(text);
	for (int i = 0; i < 2; i++) {
		args = topo_qemu_args(&topo, i);
		topo_free_args(args);
	}
	return 0;
}
