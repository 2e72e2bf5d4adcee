// SPDX-License-Identifier: GPL-2.0-or-later
/* A typing error, a script with an empty variable, a file copied to the wrong place: none of it may
 * switch isolation, and none may crash the kernel. */
#include <stdio.h>
#include <string.h>

#include "case/kmod_steps.h"

enum kind { SWITCH, NUMBER, PARAMETER };

static const struct {
	const char *name, *path; /* %s: the port */
	enum kind kind;
} rows[] = {
	{"isolation", KM_PCI "/%s/cxl_ti/isolation", SWITCH},
	{"link-down-enable", KM_PCI "/%s/cxl_ti/link_down_enable", SWITCH},
	{"timeout-enable", KM_PCI "/%s/cxl_ti/timeout_enable", SWITCH},
	{"recover", KM_PCI "/%s/cxl_ti/recover", SWITCH},
	{"timeout", KM_PCI "/%s/cxl_ti/timeout", NUMBER},
	{"error-isolation", NULL, SWITCH},
	{"default-devdax", KM_PARAMETERS "/default_devdax", PARAMETER},
	{"arm-default", KM_PARAMETERS "/arm_default", PARAMETER},
	{"recover-timeout", KM_PARAMETERS "/recover_timeout_ms", PARAMETER},
};

#define TEXT(text)                                                                                 \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}

static const struct {
	const char *data;
	size_t length;
} nonsense[] = {
	TEXT("\n"), TEXT(" "),     TEXT("-1"),           TEXT("x"),
	TEXT("-"),  TEXT("0x"),    TEXT("\xff\xfe\0\1"), TEXT("99999999999999999999"),
	TEXT("\0"), TEXT("\0001"), TEXT("%s%n"),         TEXT("../1"),
};

/* Numbers, but none that a switch knows. */
static const char *const no_switch[] = {"2", "1 1", "01 ", "256", "0x100000001", "true"};

static void row_name(uint32_t row, char *out, size_t size)
{
	snprintf(out, size, "%s", rows[row].name);
}

static const struct case_family family = {
	.count = sizeof(rows) / sizeof(rows[0]),
	.name = row_name,
};

static void refuse(struct test *t, const char *path, const char *data, size_t length)
{
	ssize_t n = km_write_bytes(path, data, length);

	tc_check(t, n < 0, "%s took '%.*s' (%zu bytes)", path, (int)length < 24 ? (int)length : 24,
		 data, length);
}

static void run(struct test *t)
{
	enum kind kind = rows[t->tc->variant].kind;
	const char *format = rows[t->tc->variant].path;
	char path[128], before[64] = "", after[64] = "", page[8192];
	uint32_t ctrl;

	if (!format)
		km_region_file(t, t->region, path, sizeof(path));
	else if (strchr(format, '%'))
		snprintf(path, sizeof(path), KM_PCI "/%s%s", t->target->ports[t->port].name,
			 strrchr(format, '%') + 2);
	else
		snprintf(path, sizeof(path), "%s", format);
	tc_arm(t, t->port);
	ctrl = tc_ti_read(t, t->port, TI_CTRL);
	sys_read(before, sizeof(before), "%s", path);
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++)
		/* a parameter that is a switch looks at the first letter only */
		if (kind != PARAMETER || nonsense[i].data[0] != '0')
			refuse(t, path, nonsense[i].data, nonsense[i].length);
	for (size_t i = 0; kind == SWITCH && i < sizeof(no_switch) / sizeof(no_switch[0]); i++)
		refuse(t, path, no_switch[i], strlen(no_switch[i]));
	memset(page, 'A', sizeof(page));
	if (kind == NUMBER) /* of which A is one */
		page[0] = 'Z';
	refuse(t, path, page, sizeof(page));
	refuse(t, path, page, 4096);
	tc_expect_rc(t, "writing nothing", (int)km_write_bytes(path, "", 0), 0);
	sys_read(after, sizeof(after), "%s", path);
	tc_check(t, !strcmp(before, after), "%s read '%s' before and '%s' after", path, before,
		 after);
	tc_expect_bits(t, t->port, "CTRL after nonsense", tc_ti_read(t, t->port, TI_CTRL), ~0u,
		       ctrl);
}

ISOTAP_CASE(nonsense_refused) = {
	.id = "nonsense-refused",
	.area = "driver",
	.claim = "What is no value of a file is refused by it and changes nothing",
	.reqs = "SW-DRV-05",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT | TI_CAP_MEM_TIMEOUT},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.family = &family,
	.run = run,
};
