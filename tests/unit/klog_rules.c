// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel log's oracle lets pass and what not: lines as a 6.12 kernel writes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "agent/klog_rules.h"

static const char *const refusal[] = {
	"^kmem %DAX%: probe with driver kmem failed with error ",
	"^pcieport %PORT%: isotap_ti: status does not clear$",
	NULL,
};
static const char *const check[] = {
	"^mce: Uncorrected hardware memory error in user-access at %ADDR%$",
	NULL,
};

static const struct test_case destructive = {
	.id = "d",
	.flags = CASE_DESTRUCTIVE,
	.log_allowed = refusal,
	.log_expected = check,
};
static const struct test_case harmless = {.id = "h", .log_allowed = refusal};

/* Port 0 with region0 at 110000000h, port 1 with region1 behind it. */
static struct klog_scope scope_of(const struct test_case *tc)
{
	return (struct klog_scope){
		.tc = tc,
		.port_count = 2,
		.range_count = 2,
		.ports = {"0000:0c:00.0", "0000:0d:00.0"},
		.ranges = {{0x110000000, 0x10000000, 1, "region0", "dax0.0"},
			   {0x120000000, 0x10000000, 2, "region1", "dax1.0"}},
		.own = 1,
		.other = 2,
	};
}

static void test_checkers(void **state)
{
	static const struct {
		const char *checker, *text;
	} lines[] = {
		{"kasan", "BUG: KASAN: slab-use-after-free in dax_gone+0x12/0x40 [isotap_ti]"},
		{"ubsan", "UBSAN: array-index-out-of-bounds in drivers/x.c:12:3"},
		{"lockdep", "WARNING: possible circular locking dependency detected"},
		{"lockdep", "WARNING: suspicious RCU usage"},
		{"lockdep", "WARNING: inconsistent lock state"},
		{"atomic-sleep",
		 "BUG: sleeping function called from invalid context at mm/slab.h:1"},
		{"atomic-sleep", "BUG: scheduling while atomic: init/77/0x00000002"},
		{"hung-task", "INFO: task init:77 blocked for more than 15 seconds."},
		{"soft-lockup", "watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [init:77]"},
		{"rcu-stall", "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:"},
		{"rcu-stall", "rcu: INFO: rcu_sched self-detected stall on CPU"},
		{"slub", "BUG kmalloc-192 (Tainted: G           O      ): Poison overwritten"},
		{"list", "list_add corruption. next->prev should be prev (ffff8880), but was 0."},
		{"list", "list_del corruption, ffff888003 is NULL"},
		{"debug-objects", "ODEBUG: free active (active state 0) object: 00000 work"},
		{"refcount", "refcount_t: underflow; use-after-free."},
		{"nobody-cared", "irq 24: nobody cared (try booting with the \"irqpoll\" option)"},
		{"page", "BUG: Bad page state in process init  pfn:110000"},
		{"page", "init: page allocation failure: order:4, mode:0x40dc0(GFP_KERNEL)"},
		{"page-poison", "pagealloc: memory corruption"},
		{"sysfs", "sysfs: cannot create duplicate filename '/devices/x'"},
		{"sysfs", "kobject: kobject_add_internal failed for x with -EEXIST"},
		{"dma-api", "e1000 0000:00:03.0: DMA-API: device driver frees DMA memory"},
		{"oops", "Oops: general protection fault, probably for non-canonical address"},
		{"oops", "BUG: unable to handle page fault for address: ffffc900"},
		{"warning", "WARNING: CPU: 0 PID: 77 at kernel/locking/mutex.c:587 x+0x1/0x2"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *checker = klog_checker(lines[i].text);

		if (!checker || strcmp(checker, lines[i].checker))
			fail_msg("\"%s\" is of %s, expected %s", lines[i].text,
				 checker ? checker : "none", lines[i].checker);
	}
	assert_null(klog_checker("pcieport 0000:0c:00.0: isotap_ti: isolated (link-down)"));
	assert_null(klog_checker("Memory failure: 0x110000: recovery action for dax page: "
				 "Recovered"));
	assert_null(klog_checker("mce: Memory error not recovered"));
}

static const char *const machine_check[] = {
	"mce: [Hardware Error]: CPU 0: Machine Check Exception: f Bank 1: bd80000000000134",
	"mce: [Hardware Error]: RIP 33:<000055fbe02a3f38> ",
	"mce: [Hardware Error]: TSC 1a4c053656 ADDR 110000000 MISC 86 ",
	"mce: [Hardware Error]: TSC 1a4c053656 ",
	"ADDR 110000000 MISC 86 ",
	"MISC 86 ",
	"mce: [Hardware Error]: PROCESSOR 0:663 TIME 1795407977 SOCKET 0 APIC 0 microcode 1",
	"mce: Uncorrected hardware memory error in user-access at 110000000",
	"mce: Memory error not recovered",
	"mce_notify_irq: 11 callbacks suppressed",
	"Memory failure: 0x110000: Sending SIGBUS to init:769 due to hardware memory corruption",
	"Memory failure: 0x110fff: recovery action for dax page: Recovered",
	"pcieport 0000:0c:00.0: isotap_ti: isolated (link-down)",
	"Could not invalidate pfn=0x110000 from 1:1 map",
	NULL,
};

static void test_machine_check(void **state)
{
	struct klog_scope scope = scope_of(&destructive);

	(void)state;
	scope.isolated = 1;
	for (const char *const *line = machine_check; *line; line++)
		if (!klog_permitted(&scope, *line))
			fail_msg("\"%s\" is not permitted", *line);
	/* below another port, or below none */
	assert_false(klog_permitted(&scope, "ADDR 120000000 MISC 86 "));
	assert_false(klog_permitted(&scope, "Memory failure: 0x120000: Sending SIGBUS to x:1"));
	assert_false(klog_permitted(&scope, "Could not invalidate pfn=0x120000 from 1:1 map"));
	assert_false(klog_permitted(&scope, "Memory failure: 0x1000: Sending SIGBUS to x:1"));
	assert_false(klog_permitted(
		&scope, "mce: Uncorrected hardware memory error in user-access at 3000"));
	assert_false(
		klog_permitted(&scope, "pcieport 0000:0d:00.0: isotap_ti: isolated (link-down)"));
}

static void test_nothing_isolated(void **state)
{
	struct klog_scope scope = scope_of(&destructive);

	(void)state;
	for (const char *const *line = machine_check; *line; line++)
		/* what the case expects it may cause as well */
		if (klog_permitted(&scope, *line) && !klog_pattern(&scope, check[0], *line))
			fail_msg("\"%s\" is permitted", *line);
	scope = scope_of(&harmless);
	scope.isolated = 1;
	for (const char *const *line = machine_check; *line; line++)
		if (klog_permitted(&scope, *line))
			fail_msg("\"%s\" is permitted", *line);
	/* late lines of the case before */
	scope.isolated_before = 1;
	for (const char *const *line = machine_check; *line; line++)
		if (!klog_permitted(&scope, *line))
			fail_msg("\"%s\" is not permitted", *line);
}

static void test_declared(void **state)
{
	struct klog_scope scope = scope_of(&harmless);

	(void)state;
	assert_true(klog_permitted(&scope, "kmem dax0.0: probe with driver kmem failed with "
					   "error -16"));
	assert_false(klog_permitted(&scope, "kmem dax1.0: probe with driver kmem failed with "
					    "error -16"));
	assert_false(klog_permitted(&scope, "kmem dax0x0: probe with driver kmem failed with "
					    "error -16"));
	assert_true(
		klog_permitted(&scope, "pcieport 0000:0c:00.0: isotap_ti: status does not clear"));
	assert_false(
		klog_permitted(&scope, "pcieport 0000:0d:00.0: isotap_ti: status does not clear"));
	assert_false(klog_permitted(&scope, "isotap_ti: something else"));
	assert_true(klog_permitted(&scope, "hrtimer: interrupt took 123456 ns"));
}

static void test_report_never_declared(void **state)
{
	static const char *const everything[] = {"", NULL};
	static const struct test_case tc = {.id = "e", .log_allowed = everything};
	struct klog_scope scope = scope_of(&tc);

	(void)state;
	assert_true(klog_permitted(&scope, "some driver: says something"));
	assert_false(klog_permitted(&scope, "WARNING: CPU: 0 PID: 1 at mm/slub.c:1 x+0x1/0x2"));
	assert_false(klog_permitted(&scope, "BUG kmalloc-64 (Not tainted): Poison overwritten"));
}

static void test_groups(void **state)
{
	struct klog_scope scope = scope_of(&harmless);

	(void)state;
	assert_true(klog_pattern(&scope, "(a|b) \\(%PORT%\\) (at) %ADDR%, page %PFN%$",
				 "b (0000:0c:00.0) at 110000000, page 0x110001"));
	assert_false(klog_pattern(&scope, "(a|b) \\(%PORT%\\) (at) %ADDR%, page %PFN%$",
				  "b (0000:0c:00.0) at 110000000, page 0x120001"));
	assert_true(klog_pattern(&scope, "^%OTHER_PORT% %REGION%$", "0000:0d:00.0 region0"));
	scope.other = 0;
	assert_false(klog_pattern(&scope, "%OTHER_PORT%", "0000:0d:00.0"));
}

static const char race_begins[] =
	"CPA: called for zero pte. vaddr = ff11000110000000 cpa->vaddr = ff11000110000000";
static const char race_warning[] = "WARNING: CPU: 0 PID: 82 at arch/x86/mm/pat/set_memory.c:1660 "
				   "__cpa_process_fault+0x5a/0x80";
static const char race_ends[] = "---[ end trace 0000000000000000 ]---";

static void test_race(void **state)
{
	uint32_t left = 0;

	(void)state;
	assert_false(klog_race(&left, false, race_begins));
	assert_false(klog_race(&left, true, "some driver: says something"));
	assert_true(klog_race(&left, true, race_begins));
	assert_true(klog_race(&left, true, race_warning));
	assert_true(klog_race(&left, true, "Call Trace:"));
	assert_true(klog_race(&left, true, race_ends));
	assert_false(klog_race(&left, true, race_warning));
}

/* What others say while that report is being written, or after one that has no end, is theirs. */
static void test_race_hides_nothing(void **state)
{
	static const char *const others[] = {
		"BUG: KASAN: slab-use-after-free in dax_gone+0x12/0x40 [isotap_ti]",
		"WARNING: CPU: 0 PID: 77 at kernel/locking/mutex.c:587 x+0x1/0x2",
		"------------[ cut here ]------------",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		uint32_t left = 0;

		assert_true(klog_race(&left, true, race_begins));
		assert_true(klog_race(&left, true, race_warning));
		assert_false(klog_race(&left, true, others[i]));
		assert_false(klog_race(&left, true, "Call Trace:"));
	}
	for (uint32_t i = 0, left = 0; i < 1000; i++)
		if (!klog_race(&left, true, i ? "Call Trace:" : race_begins))
			return;
	fail_msg("a report without an end hides all that follows");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checkers),
		cmocka_unit_test(test_machine_check),
		cmocka_unit_test(test_nothing_isolated),
		cmocka_unit_test(test_declared),
		cmocka_unit_test(test_report_never_declared),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_race),
		cmocka_unit_test(test_race_hides_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
