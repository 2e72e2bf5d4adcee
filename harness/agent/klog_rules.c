// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A refused read is a machine check, and the kernel says so: those lines belong to a case that
 * isolates, and to addresses below the port that isolated. Everything else is for the case to
 * declare.
 */
#include "agent/klog_rules.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_SHIFT 12
#define PATTERN_MAX 1024
#define NUMBERS_MAX 4 /* %ADDR% and %PFN% of one pattern */
#define GROUPS_MAX 16
#define RACE_LINES 120 /* a report with its registers and a deep stack */

static const struct {
	const char *name, *pattern;
} checkers[] = {
	{"kasan", "^BUG: KASAN: "},
	{"kfence", "^BUG: KFENCE: "},
	{"ubsan", "^UBSAN: "},
	{"lockdep", "^WARNING: (possible|inconsistent|suspicious|bad unlock|held lock|lock held|"
		    "Nested lock|[A-Z]+-safe)|^INFO: trying to register|^BUG: MAX_LOCK"},
	{"atomic-sleep", "^BUG: (sleeping function|scheduling while atomic|using "
			 "(smp_processor_id|__this_cpu)|workqueue leaked)|^BUG: .* while atomic"},
	{"hung-task", "^INFO: task .* blocked for more than "},
	{"soft-lockup", "BUG: soft lockup"},
	{"hard-lockup", "[hH]ard LOCKUP"},
	{"workqueue-lockup", "^BUG: workqueue lockup"},
	{"rcu-stall", "^rcu: INFO: .*(stall|starved)|rcu_.* detected .*stalls"},
	{"slub", "^BUG [A-Za-z0-9_.:-]+ \\(|^slab_common: |^cache_from_obj: |^kmem_cache_destroy"},
	{"list", "^(list_add|list_del|plist)[ _].*(corruption|double)|list_(add|del) corruption"},
	{"debug-objects", "^ODEBUG: "},
	{"refcount", "^refcount_t: "},
	{"nobody-cared", "^irq [0-9]+: nobody cared|^Disabling IRQ #"},
	{"page", "^BUG: Bad page |: page allocation failure: "},
	{"page-poison", "^pagealloc: "},
	{"sysfs", "^sysfs: cannot create duplicate |^kobject: |kobject_add_internal failed"},
	{"dma-api", "DMA-API: "},
	{"oops", "^Oops|^BUG: |^general protection fault|^kernel BUG at |^Unable to handle kernel|"
		 "^stack segment|^double fault|^Kernel panic"},
	{"warning", "^WARNING: "},
};

/* What a kernel says when the computer below its virtual machine was busy elsewhere: nothing that
 * the software under test did. */
static const char *const host_lines[] = {
	"^hrtimer: interrupt took [0-9]+ ns$",
	"^clocksource: ",
	"^perf: interrupt took too long ",
	"^sched: DL replenish lagged too much$",
	"^workqueue: .* hogged CPU for ",
	"^([0-9]+ )+$", /* left of "Fallback order for Node 0: 0" */
	NULL,
};

/* The module under test is built for the guest: not part of its kernel, and not signed. */
static const char *const module_lines[] = {
	"^[a-z0-9_]+: loading out-of-tree module taints kernel",
	"^[a-z0-9_]+: module verification failed: ",
	NULL,
};

/* With an address, which decides. On a busy computer the kernel's pieces of one line come as lines
 * of their own. */
static const char *const check_lines[] = {
	"^mce: \\[Hardware Error\\]: TSC [0-9a-f]+ ADDR %ADDR% ",
	"^ADDR %ADDR% ",
	"^mce: Uncorrected hardware memory error in user-access at %ADDR%$",
	"^Memory failure: %PFN%: ",
	"^Could not invalidate pfn=%PFN% from 1:1 map$", /* behind klog_race() */
	NULL,
};

/* Without one: only in the company of an isolation. */
static const char *const check_rest[] = {
	"^mce: \\[Hardware Error\\]: (CPU [0-9]+: Machine Check|RIP |TSC [0-9a-f]+ *$|PROCESSOR "
	"|Machine check events logged|Run the above)",
	"^(MISC|PPIN) [0-9a-f]+ ",
	"^\\{[a-z_0-9+/x.]+\\}$",
	"^mce_notify_irq: [0-9]+ callbacks suppressed$",
	"^mce: Memory error not recovered$", /* the mapping went before the page was looked at */
	"^MCE: Killing .* due to hardware memory corruption fault at ",
	"^Disabling lock debugging due to kernel taint$",
	NULL,
};

/* Compiled once: a case has few lines, but a boot has thousands. */
static bool line_matches(const char *pattern, const char *text, regmatch_t *groups)
{
	static struct {
		char *pattern;
		regex_t regex;
	} known[128];
	static size_t count;
	size_t i;

	for (i = 0; i < count && strcmp(known[i].pattern, pattern); i++)
		;
	if (i == count) {
		if (count == sizeof(known) / sizeof(known[0])) {
			regfree(&known[--count].regex);
			free(known[count].pattern);
			i = count;
		}
		known[i].pattern = strdup(pattern);
		if (!known[i].pattern || regcomp(&known[i].regex, pattern, REG_EXTENDED)) {
			free(known[i].pattern);
			return false;
		}
		count++;
	}
	return !regexec(&known[i].regex, text, groups ? GROUPS_MAX : 0, groups, 0);
}

const char *klog_checker(const char *text)
{
	for (size_t i = 0; i < sizeof(checkers) / sizeof(checkers[0]); i++)
		if (line_matches(checkers[i].pattern, text, NULL))
			return checkers[i].name;
	return NULL;
}

static bool one_of(const char *const *patterns, const char *text)
{
	for (; patterns && *patterns; patterns++)
		if (line_matches(*patterns, text, NULL))
			return true;
	return false;
}

/* ---- placeholders ---- */

struct expansion {
	char text[PATTERN_MAX];
	size_t used;
	int groups; /* opened so far */
	struct {
		int group, shift;
	} numbers[NUMBERS_MAX];
	int number_count;
};

static void put_char(struct expansion *out, char c)
{
	if (out->used + 1 >= sizeof(out->text))
		return;
	out->text[out->used++] = c;
	out->text[out->used] = 0;
}

static void put(struct expansion *out, const char *text)
{
	while (*text)
		put_char(out, *text++);
}

/* A name as an expression that matches nothing else. */
static void put_name(struct expansion *out, const char *name)
{
	for (; *name; name++) {
		if (strchr(".[]()*+?{}|^$\\", *name))
			put_char(out, '\\');
		put_char(out, *name);
	}
}

static void put_ports(struct expansion *out, const struct klog_scope *scope, uint64_t mask)
{
	bool first = true;

	put_char(out, '(');
	out->groups++;
	for (uint32_t i = 0; i < scope->port_count; i++) {
		if (!(mask >> i & 1))
			continue;
		put(out, first ? "" : "|");
		put_name(out, scope->ports[i]);
		first = false;
	}
	/* no such port: matches nothing */
	put(out, first ? "$^)" : ")");
}

static void put_regions(struct expansion *out, const struct klog_scope *scope, bool dax)
{
	bool first = true;

	put_char(out, '(');
	out->groups++;
	for (uint32_t i = 0; i < scope->range_count; i++) {
		const struct klog_range *range = &scope->ranges[i];
		const char *name = dax ? range->dax : range->region;

		if (!(range->ports & scope->own) || !*name)
			continue;
		put(out, first ? "" : "|");
		put_name(out, name);
		first = false;
	}
	put(out, first ? "$^)" : ")");
}

static void put_number(struct expansion *out, int shift)
{
	put(out, shift ? "0x([0-9a-f]+)" : "([0-9a-f]+)");
	out->groups++;
	if (out->number_count < NUMBERS_MAX) {
		out->numbers[out->number_count].group = out->groups;
		out->numbers[out->number_count++].shift = shift;
	}
}

static void expand(struct expansion *out, const struct klog_scope *scope, const char *pattern)
{
	static const char *const words[] = {"%PORT%", "%OTHER_PORT%", "%REGION%",
					    "%DAX%",  "%ADDR%",       "%PFN%"};
	size_t i;

	while (*pattern) {
		for (i = 0; i < 6 && strncmp(pattern, words[i], strlen(words[i])); i++)
			;
		if (i == 6) {
			if (*pattern == '(' && (!out->used || pattern[-1] != '\\'))
				out->groups++;
			put_char(out, *pattern++);
			continue;
		}
		pattern += strlen(words[i]);
		if (i < 2)
			put_ports(out, scope, i ? scope->other : scope->own);
		else if (i < 4)
			put_regions(out, scope, i == 3);
		else
			put_number(out, i == 5 ? PAGE_SHIFT : 0);
	}
}

static bool below(const struct klog_scope *scope, uint64_t ports, uint64_t address)
{
	for (uint32_t i = 0; i < scope->range_count; i++) {
		const struct klog_range *range = &scope->ranges[i];

		if (range->ports & ports && address >= range->base &&
		    address - range->base < range->size)
			return true;
	}
	return false;
}

/* Numbers have to be addresses below one of these ports. */
static bool scoped_match(const struct klog_scope *scope, uint64_t ports, const char *pattern,
			 const char *text)
{
	struct expansion e = {.used = 0};
	regmatch_t groups[GROUPS_MAX];

	expand(&e, scope, pattern);
	if (!line_matches(e.text, text, groups))
		return false;
	for (int i = 0; i < e.number_count; i++) {
		const regmatch_t *group = &groups[e.numbers[i].group];
		uint64_t number = strtoull(text + group->rm_so, NULL, 16);

		if (e.numbers[i].group >= GROUPS_MAX || group->rm_so < 0 ||
		    !below(scope, ports, number << e.numbers[i].shift))
			return false;
	}
	return true;
}

bool klog_pattern(const struct klog_scope *scope, const char *pattern, const char *text)
{
	return scoped_match(scope, scope->own, pattern, text);
}

/* The consequences of an isolation: late ones of the case before are no matter of this one's. */
static bool follows_isolation(const struct klog_scope *scope, const char *text)
{
	uint64_t ports = scope->isolated_before;

	if (scope->tc && scope->tc->flags & CASE_DESTRUCTIVE)
		ports |= scope->isolated;
	if (!ports)
		return false;
	for (const char *const *pattern = check_lines; *pattern; pattern++)
		if (scoped_match(scope, ports, *pattern, text))
			return true;
	for (uint32_t i = 0; i < scope->port_count; i++) {
		struct expansion e = {.used = 0};

		if (!(ports >> i & 1))
			continue;
		put(&e, "^pcieport ");
		put_name(&e, scope->ports[i]);
		put(&e, ": isotap_ti: isolated \\(");
		if (line_matches(e.text, text, NULL))
			return true;
	}
	return one_of(check_rest, text);
}

bool klog_race(uint32_t *left, bool isolated, const char *text)
{
	if (!*left) {
		if (!isolated || strncmp(text, "CPA: called for zero pte. ", 26) != 0)
			return false;
		*left = RACE_LINES;
		return true;
	}
	if (!strncmp(text, "---[ end trace", 14)) {
		*left = 0;
		return true;
	}
	if (!strncmp(text, "------------[ cut here ]", 24) ||
	    (klog_checker(text) && !strstr(text, " __cpa_process_fault+")))
		*left = 1;
	--*left;
	return *left > 0;
}

bool klog_permitted(const struct klog_scope *scope, const char *text)
{
	const char *const *pattern = scope->tc ? scope->tc->log_allowed : NULL;

	if (klog_checker(text))
		return false;
	for (; pattern && *pattern; pattern++)
		if (klog_pattern(scope, *pattern, text))
			return true;
	pattern = scope->tc ? scope->tc->log_expected : NULL;
	for (; pattern && *pattern; pattern++)
		if (klog_pattern(scope, *pattern, text))
			return true;
	return one_of(host_lines, text) || one_of(module_lines, text) ||
	       follows_isolation(scope, text);
}
