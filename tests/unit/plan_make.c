// SPDX-License-Identifier: GPL-2.0-or-later
/* What gets into a plan, what is left out, what is skipped, and which port a case gets. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/catalog.h"
#include "plan/needs.h"
#include "plan/plan.h"

static void nothing(struct test *t)
{
	(void)t;
}

#define PLANNED(ident, name, ...)                                                                  \
	ISOTAP_CASE(ident) = {.id = name,                                                          \
			      .area = "control",                                                   \
			      .claim = "c",                                                        \
			      .reqs = "TI-CTL-07",                                                 \
			      .run = nothing,                                                      \
			      __VA_ARGS__}
PLANNED(anywhere, "anywhere");
PLANNED(needs_switch, "needs-switch", .needs = {.ports = 1, .behind_switch = true});
PLANNED(needs_moon, "needs-moon", .needs = {.ports = TOPO_MAX_PORTS});
PLANNED(needs_recover, "needs-recover", .needs = {.impl_caps = ISOTAP_IMPL_RECOVER});
PLANNED(wants_ram, "wants-ram", .needs = {.target_caps = TARGET_SYSTEM_RAM});
PLANNED(kernel_only, "kernel-only", .flags = CASE_KERNEL_ONLY, .timeout_ms = 300);
PLANNED(for_ever, "for-ever", .flags = CASE_ENDURANCE);

static char *const two_ports[] = {(char[]){"two-ports"}, NULL};

static void complain(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	fail_msg("%s:%d: %s", file, line, text);
}

/* Every port as it is declared. */
static int resolve(const char *topology, const struct case_needs *needs, struct needs_choice *out)
{
	static struct topo topo;
	struct needs_port ports[TOPO_MAX_PORTS];
	char path[4096], reason[256];

	assert_int_equal(topo_find(topology, path, sizeof(path)), 0);
	assert_int_equal(topo_load(path, &topo, complain, NULL), 0);
	for (int i = 0; i < topo.port_count; i++)
		ports[i] = needs_declared(&topo.ports[i].ti);
	return needs_resolve(needs, &topo, ports, out, reason, sizeof(reason));
}

static void ports_and_regions(void **s)
{
	struct needs_choice c;

	(void)s;
	assert_int_equal(resolve("two-ports", &(struct case_needs){.ports = 2, .regions = 2}, &c),
			 0);
	assert_int_not_equal(c.port, c.other_port);
	assert_int_not_equal(c.region, c.other_region);
	assert_int_not_equal(c.other_region, NEEDS_NONE);
	assert_int_equal(resolve("one-port", &(struct case_needs){.ports = 1, .regions = 1}, &c),
			 0);
	assert_int_equal(c.other_port, NEEDS_NONE);
	assert_int_equal(c.other_region, NEEDS_NONE);
	assert_int_equal(resolve("one-port", &(struct case_needs){.ports = 2}, &c), -ENOENT);
	assert_int_equal(resolve("one-port", &(struct case_needs){0}, &c), 0);
	assert_int_equal(c.port, NEEDS_NONE);
}

static void interleave(void **s)
{
	struct case_needs needs = {.ports = 2, .interleaved = true};
	struct needs_choice c;

	(void)s;
	assert_int_equal(resolve("interleave-2", &needs, &c), 0);
	assert_int_not_equal(c.region, NEEDS_NONE);
	assert_int_equal(resolve("interleave-ports", &needs, &c), 0);
	assert_int_equal(resolve("two-ports", &needs, &c), -ENOENT);
	/* Two ports below one region are not two that have nothing in common. */
	assert_int_equal(resolve("interleave-2", &(struct case_needs){.ports = 2}, &c), -ENOENT);
}

static void switches_and_plain_ports(void **s)
{
	struct case_needs behind = {.ports = 1, .behind_switch = true};
	struct case_needs plain = {.plain_port = true};
	struct needs_choice c;

	(void)s;
	assert_int_equal(resolve("switch", &behind, &c), 0);
	assert_int_equal(resolve("two-ports", &behind, &c), -ENOENT);
	assert_int_equal(resolve("no-isolation", &plain, &c), 0);
	assert_int_not_equal(c.port, NEEDS_NONE);
	assert_int_not_equal(c.region, NEEDS_NONE);
	assert_int_equal(resolve("no-isolation", &(struct case_needs){.ports = 1}, &c), -ENOENT);
	assert_int_equal(resolve("two-ports", &plain, &c), -ENOENT);
}

static void places(void **s)
{
	static const uint32_t all[] = {PLACE_HOTPLUG, PLACE_EMPTY,      PLACE_MIXED,
				       PLACE_LEVEL,   PLACE_PERSISTENT, PLACE_TWO_REGIONS};
	struct needs_choice c;

	(void)s;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct case_needs needs = {.ports = 1, .place = all[i]};

		assert_int_equal(resolve("corners", &needs, &c), 0);
		assert_int_equal(resolve("two-ports", &needs, &c), -ENOENT);
	}
	assert_int_equal(resolve("interleave-2",
				 &(struct case_needs){
					 .ports = 2, .interleaved = true, .place = PLACE_ACROSS},
				 &c),
			 0);
	assert_int_equal(resolve("interleave-ports",
				 &(struct case_needs){
					 .ports = 2, .interleaved = true, .place = PLACE_ACROSS},
				 &c),
			 -ENOENT);
	assert_int_equal(resolve("two-ports",
				 &(struct case_needs){.ports = 2, .place = PLACE_NEIGHBOUR}, &c),
			 0);
	assert_int_not_equal(c.other_region, NEEDS_NONE);
	assert_int_equal(resolve("two-bridges",
				 &(struct case_needs){.ports = 2, .place = PLACE_NEIGHBOUR}, &c),
			 -ENOENT);
	assert_int_equal(resolve("no-isolation",
				 &(struct case_needs){.plain_port = true, .place = PLACE_NOWHERE},
				 &c),
			 0);
	assert_int_equal(resolve("default",
				 &(struct case_needs){.plain_port = true, .place = PLACE_NOWHERE},
				 &c),
			 -ENOENT);
	/* A mixed region is nobody's by chance: region4 is one, region7 is none. */
	assert_int_equal(
		resolve("corners", &(struct case_needs){.ports = 1, .interleaved = true}, &c), 0);
	assert_int_equal(c.region, 7);
}

static void capability_bits(void **s)
{
	struct topo_ti ti = {.present = true,
			     .mem_ranges = 0xf,
			     .mem_timeout = true,
			     .mem_isolation = true,
			     .cache_ranges = 3,
			     .interrupt = true};
	struct needs_choice c;

	(void)s;
	assert_true(needs_declared(&ti).present);
	assert_int_equal(needs_declared(&ti).cap, TI_CAP_MEM_RANGES | TI_CAP_MEM_TIMEOUT |
							  TI_CAP_MEM_ISO | 0x300 |
							  TI_CAP_INTERRUPT);
	ti.present = false;
	assert_int_equal(needs_declared(&ti).cap, 0);
	assert_int_equal(resolve("two-ports",
				 &(struct case_needs){.ports = 1, .cap_bits = TI_CAP_MEM_ISO}, &c),
			 0);
	/* A reserved bit: nobody offers it. */
	assert_int_equal(
		resolve("two-ports", &(struct case_needs){.ports = 1, .cap_bits = 0x20}, &c),
		-ENOENT);
}

static struct plan plan;
static struct catalog catalog;

static const struct plan_item *item(const char *name)
{
	for (size_t i = 0; i < plan.count; i++)
		if (!strcmp(plan.items[i].name, name))
			return &plan.items[i];
	return NULL;
}

static void make(char **cases, double scale)
{
	const struct plan_options options = {.cases = cases, .seed = 7, .timeout_scale = scale};

	plan_free(&plan);
	plan.section_count = 2;
	plan.sections[0] = (struct plan_section){.target = "model", .impl = "u"};
	plan.sections[1] = (struct plan_section){.target = "qemu", .impl = "k"};
	strcpy(plan.sections[0].identity.name, "u");
	strcpy(plan.sections[1].identity.name, "k");
	plan.sections[1].identity.kernel = 1;
	plan.sections[1].identity.caps = ISOTAP_IMPL_RECOVER;
	assert_int_equal(plan_make(&plan, &catalog, &options), 0);
}

static void what_is_planned(void **s)
{
	(void)s;
	assert_int_equal(catalog_load(&catalog, two_ports, complain, NULL), 0);
	make(NULL, 1);
	assert_int_equal(plan.count, 4 + 6);
	assert_int_equal(plan.sections[0].not_applicable, 2);
	assert_int_equal(plan.sections[1].not_applicable, 0);
	/* Whoever needs System RAM comes before memory has been isolated. */
	assert_string_equal(plan.items[3].name, "model/u/wants-ram");
	assert_string_equal(plan.items[4].name, "qemu/k/wants-ram");
	assert_null(item("model/u/kernel-only"));
	assert_null(item("model/u/needs-recover"));
	assert_non_null(item("qemu/k/kernel-only"));
	/* The model takes another topology, a guest cannot. */
	assert_string_equal(item("model/u/needs-switch")->topology->name, "default");
	assert_true(item("model/u/needs-switch")->topology_differs);
	assert_string_equal(item("model/u/needs-switch")->skip, "");
	assert_non_null(strstr(item("qemu/k/needs-switch")->skip, "; topology default has it"));
	assert_non_null(strstr(item("model/u/needs-moon")->skip, "; no topology has it"));
	catalog_free(&catalog);
}

/* Software that is in the kernel anyway would answer a fault that is meant for the port alone. */
static void residents(void **s)
{
	const struct test_case about_port = {.flags = CASE_RIG}, about_software = {0};
	struct impl_identity identity = {.kernel = 1};

	(void)s;
	assert_true(plan_applies(&about_port, &identity));
	identity.caps = ISOTAP_IMPL_RESIDENT;
	assert_false(plan_applies(&about_port, &identity));
	assert_true(plan_applies(&about_software, &identity));
	identity.caps = ISOTAP_IMPL_INERT;
	assert_true(plan_applies(&about_port, &identity));
	assert_false(plan_applies(&about_software, &identity));
}

static void few_guests(void **s)
{
	char *all[] = {(char[]){"two-ports"}, (char[]){"all"}, NULL};
	char *two[] = {(char[]){"two-ports"}, (char[]){"switch"}, NULL};

	(void)s;
	assert_int_equal(catalog_load(&catalog, all, complain, NULL), 0);
	assert_int_equal(catalog.wanted, catalog.count);
	make(NULL, 1);
	assert_string_equal(item("qemu/k/anywhere")->topology->name, "two-ports");
	assert_string_equal(item("qemu/k/needs-switch")->topology->name, "default");
	assert_true(item("qemu/k/needs-switch")->topology_differs);
	assert_string_equal(item("qemu/k/needs-switch")->skip, "");
	assert_non_null(strstr(item("qemu/k/needs-moon")->skip, "; no topology has it"));
	/* What runs in the same guest stands together. */
	assert_string_equal(plan.items[plan.count - 1].name, "qemu/k/needs-switch");
	catalog_free(&catalog);
	assert_int_equal(catalog_load(&catalog, two, complain, NULL), 0);
	assert_int_equal(catalog.wanted, 2);
	make(NULL, 1);
	assert_string_equal(item("qemu/k/needs-switch")->topology->name, "switch");
	catalog_free(&catalog);
}

static void endurance(void **s)
{
	char *pattern[] = {(char[]){"*"}, NULL}, *name[] = {(char[]){"for-ever"}, NULL};

	(void)s;
	assert_int_equal(catalog_load(&catalog, two_ports, complain, NULL), 0);
	make(pattern, 1);
	assert_null(item("model/u/for-ever"));
	assert_int_equal(plan.sections[0].endurance_left_out, 1);
	make(name, 1);
	assert_int_equal(plan.count, 2);
	assert_int_equal(plan.sections[0].endurance_left_out, 0);
	plan_free(&plan);
	catalog_free(&catalog);
}

static void stable_and_selective(void **s)
{
	char *one[] = {(char[]){"any*"}, NULL}, *full[] = {(char[]){"qemu/*/kernel-only"}, NULL};
	uint64_t hash, seed;

	(void)s;
	assert_int_equal(catalog_load(&catalog, two_ports, complain, NULL), 0);
	make(NULL, 1);
	hash = plan.hash;
	seed = item("qemu/k/anywhere")->seed;
	assert_int_not_equal(seed, item("qemu/k/kernel-only")->seed);
	assert_int_equal(seed, item("model/u/anywhere")->seed);
	make(NULL, 1);
	assert_int_equal(plan.hash, hash);
	make(one, 1);
	assert_int_equal(plan.count, 2);
	assert_int_not_equal(plan.hash, hash);
	assert_int_equal(item("qemu/k/anywhere")->seed, seed);
	make(full, 2.5);
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.items[0].timeout_ms, 750);
	make(full, 1e300);
	assert_int_equal(plan.items[0].timeout_ms, 3600000);
	plan_free(&plan);
	catalog_free(&catalog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_and_regions),
		cmocka_unit_test(interleave),
		cmocka_unit_test(switches_and_plain_ports),
		cmocka_unit_test(places),
		cmocka_unit_test(capability_bits),
		cmocka_unit_test(what_is_planned),
		cmocka_unit_test(residents),
		cmocka_unit_test(stable_and_selective),
		cmocka_unit_test(endurance),
		cmocka_unit_test(few_guests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
