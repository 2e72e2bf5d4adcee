// SPDX-License-Identifier: GPL-2.0-or-later
/* T&I registers in words: CXL r3.2 8.2.4.24. */
#include "regs/ti_decode.h"

#include <inttypes.h>
#include <stddef.h>

#include "regs/ti.h"

struct field {
	const char *name;
	uint32_t mask; /* one bit: its name is printed when it is set; more: name=value */
};

static const struct field cap[] = {
	{"mem_ranges", TI_CAP_MEM_RANGES},     {"MEM_TIMEOUT", TI_CAP_MEM_TIMEOUT},
	{"cache_ranges", TI_CAP_CACHE_RANGES}, {"CACHE_TIMEOUT", TI_CAP_CACHE_TIMEOUT},
	{"MEM_ISO", TI_CAP_MEM_ISO},           {"MEM_LINK_DOWN", TI_CAP_MEM_ISO_LD},
	{"CACHE_ISO", TI_CAP_CACHE_ISO},       {"CACHE_LINK_DOWN", TI_CAP_CACHE_ISO_LD},
	{"ERR_COR", TI_CAP_ERR_COR},           {"INTERRUPT", TI_CAP_INTERRUPT},
	{"message", TI_CAP_MESSAGE},           {NULL, 0},
};

static const struct field ctrl[] = {
	{"mem_value", TI_CTRL_MEM_VALUE},
	{"MEM_TIMEOUT", TI_CTRL_MEM_TIMEOUT},
	{"cache_value", TI_CTRL_CACHE_VALUE},
	{"CACHE_TIMEOUT", TI_CTRL_CACHE_TIMEOUT},
	{"MEM_ISO", TI_CTRL_MEM_ISO},
	{"MEM_LINK_DOWN", TI_CTRL_MEM_ISO_LD},
	{"CACHE_ISO", TI_CTRL_CACHE_ISO},
	{"CACHE_LINK_DOWN", TI_CTRL_CACHE_ISO_LD},
	{"ERR_COR", TI_CTRL_ERR_COR},
	{"INTERRUPT", TI_CTRL_INTERRUPT},
	{NULL, 0},
};

static const struct field status[] = {
	{"MEM_TIMEOUT", TI_STATUS_MEM_TIMEOUT},  {"CACHE_TIMEOUT", TI_STATUS_CACHE_TIMEOUT},
	{"MEM_ISOLATED", TI_STATUS_MEM_ISO},     {"MEM_LINK_DOWN", TI_STATUS_MEM_ISO_LD},
	{"CACHE_ISOLATED", TI_STATUS_CACHE_ISO}, {"CACHE_LINK_DOWN", TI_STATUS_CACHE_ISO_LD},
	{"RP_BUSY", TI_STATUS_RP_BUSY},          {NULL, 0},
};

static const struct field reserved[] = {{NULL, 0}};

static const struct {
	const char *name;
	const struct field *fields;
} registers[TI_SIZE / 4] = {
	[TI_CAP / 4] = {"CAP", cap},
	[TI_RESERVED / 4] = {"RESERVED", reserved},
	[TI_CTRL / 4] = {"CTRL", ctrl},
	[TI_STATUS / 4] = {"STATUS", status},
};

void ti_decode(FILE *out, uint32_t offset, uint32_t size, uint32_t value)
{
	uint32_t rest = value;

	if (offset >= TI_SIZE || offset % 4 || size != 4) {
		fprintf(out,
			"+0x%" PRIx32 " 0x%08" PRIx32 ": %" PRIu32 " bytes, not an aligned "
			"32-bit access",
			offset, value, size);
		return;
	}
	fprintf(out, "%s 0x%08" PRIx32 ":", registers[offset / 4].name, value);
	for (const struct field *f = registers[offset / 4].fields; f->name; f++) {
		uint32_t bits = value & f->mask;

		rest &= ~f->mask;
		if (!bits)
			continue;
		if (f->mask & (f->mask - 1))
			fprintf(out, " %s=0x%" PRIx32, f->name, bits >> __builtin_ctz(f->mask));
		else
			fprintf(out, " %s", f->name);
	}
	if (rest)
		fprintf(out, " reserved=0x%08" PRIx32, rest);
}
