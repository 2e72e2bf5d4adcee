// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads /dev/kmsg, the kernel's taint, and who claimed the ports' interrupts. */
#include "agent/klog.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <json-c/json.h>

#include "agent/sysfs.h"
#include "case/exec.h"
#include "regs/instr.h"
#include "target/guest/guest.h"

#define LEVEL_WARNING 4
#define LEVEL_PROGRAM 8
#define RECORDS_MAX 200
#define EXPECTED_MAX 16
#define NO_PORT UINT64_MAX
/* An interrupt that is raised so often in one case and claimed by nobody is a storm; the kernel
 * itself waits for 99,900. */
#define STORM 1000

#define TAINT_WARNING 9

/* Bits of /proc/sys/kernel/tainted (Documentation/admin-guide/tainted-kernels.rst). */
static const struct {
	unsigned int bit;
	char letter;
	const char *means;
} taints[] = {
	{5, 'B', "bad page"},
	{7, 'D', "the kernel died"},
	{TAINT_WARNING, 'W', "warning"},
	{14, 'L', "lock-up"},
};

static uint64_t taint_now(void)
{
	uint64_t value = 0;

	sys_read_u64(&value, "/proc/sys/kernel/tainted");
	return value;
}

int klog_open(struct klog *log)
{
	memset(log, 0, sizeof(*log));
	log->forgiven = mmap(NULL, sizeof(*log->forgiven), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (log->forgiven == MAP_FAILED)
		return -errno;
	log->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return log->fd < 0 ? -errno : 0;
}

void klog_skip(struct klog *log)
{
	lseek(log->fd, 0, SEEK_END);
	log->taint = taint_now();
}

/* ---- one line after the other ---- */

/* The next line of the kernel's own with its level, or false. */
static bool next_line(const struct klog *log, char *record, size_t size, char **text, int *level)
{
	ssize_t n;

	/* "6,1234,567890,-;text\n KEY=value\n": priority with the facility above bit 3 */
	while ((n = read(log->fd, record, size - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		long priority;

		record[n > 0 ? n : 0] = 0;
		*text = strchr(record, ';');
		if (!*text)
			continue;
		++*text;
		(*text)[strcspn(*text, "\n")] = 0;
		priority = strtol(record, NULL, 10);
		if (!**text)
			continue;
		/* what a program wrote is no word of the kernel */
		*level = priority >> 3 ? LEVEL_PROGRAM : (int)(priority & 7);
		return true;
	}
	return false;
}

/* The first line counts, unless a later one says more. */
static void find(struct klog_finding *finding, const char *checker, const char *text)
{
	if (checker && !finding->report)
		snprintf(finding->text, sizeof(finding->text), "(%s) %s", checker, text);
	else if (!finding->text[0])
		snprintf(finding->text, sizeof(finding->text), "%s", text);
	finding->report |= checker != NULL;
}

/* The race of Linux's own (klog_rules.h) is passed over, whole, and told. */
static bool passes_over(struct klog *log, const char *text)
{
	bool isolated = log->scope.isolated | log->scope.isolated_before;
	uint32_t left = log->race_left;

	if (!klog_race(&log->race_left, isolated, text))
		return false;
	if (!left) {
		log->passed++;
		*log->forgiven |= 1u << TAINT_WARNING;
	}
	return true;
}

static void judge_line(struct klog *log, int level, const char *text, struct klog_finding *finding)
{
	bool begins = !strncmp(text, "------------[ cut here ]", 24);

	if (level > LEVEL_WARNING)
		return;
	if (passes_over(log, text)) {
		log->cut = false;
		return;
	}
	/* What a report is about comes after its first line. */
	if (begins) {
		log->cut = true;
		return;
	}
	if (log->cut)
		find(finding, NULL, "------------[ cut here ]------------");
	log->cut = false;
	if (!klog_permitted(&log->scope, text))
		find(finding, klog_checker(text), text);
}

static void judge_taint(struct klog *log, struct klog_finding *finding)
{
	uint64_t now = taint_now(), fresh = now & ~log->taint & ~*log->forgiven;
	char text[64];

	log->taint = now;
	for (size_t i = 0; i < sizeof(taints) / sizeof(taints[0]); i++) {
		if (!(fresh >> taints[i].bit & 1) || finding->report)
			continue;
		snprintf(text, sizeof(text), "the kernel is tainted: %c (%s)", taints[i].letter,
			 taints[i].means);
		find(finding, "taint", text);
	}
}

static void drain(struct klog *log, struct klog_finding *finding)
{
	char record[4096], *text;
	int level;

	while (next_line(log, record, sizeof(record), &text, &level))
		judge_line(log, level, text, finding);
	judge_taint(log, finding);
}

/* ---- to what the case's lines are confined ---- */

/* Regions are called otherwise after they were made anew: what they were called before counts too.
 */
static void note_ranges(struct klog_scope *scope, const struct target *t)
{
	const struct guest *g = t->priv;

	for (uint32_t i = 0; i < t->region_count && scope->range_count < KLOG_RANGES_MAX; i++) {
		struct klog_range *range = &scope->ranges[scope->range_count++];

		*range = (struct klog_range){
			.base = g->regions[i].base,
			.size = g->regions[i].size,
			.ports = t->regions[i].ports,
		};
		memcpy(range->region, g->regions[i].name, sizeof(range->region));
		memcpy(range->dax, g->regions[i].dax, sizeof(range->dax));
	}
}

static uint64_t isolated_since(const struct target *t, const uint32_t *before, uint32_t *now)
{
	const struct guest *g = t->priv;
	uint64_t mask = 0;

	for (uint32_t i = 0; i < t->port_count; i++) {
		/* without counters: any may have */
		uint32_t count = g->ports[i].instr ? guest_instr(&g->ports[i], INSTR_ISOLATIONS)
						   : before[i] + 1;

		mask |= (uint64_t)(count != before[i]) << i;
		if (now)
			now[i] = count;
	}
	return mask;
}

static uint64_t unhandled(const struct guest_port *port)
{
	char line[64];
	uint64_t count = 0;
	FILE *file;

	snprintf(line, sizeof(line), "/proc/irq/%u/spurious", port->irq);
	file = port->irq ? fopen(line, "re") : NULL;
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "unhandled %" SCNu64, &count);
	if (file)
		fclose(file);
	return count;
}

void klog_begin(struct klog *log, const struct target *t, const struct test_case *tc)
{
	const struct test_case *last = log->scope.tc;
	const struct guest *g = t->priv;
	uint64_t isolated;

	if (last) {
		memset(&log->before, 0, sizeof(log->before));
		snprintf(log->before_when, sizeof(log->before_when), "after %s had ended",
			 last->id);
	}
	drain(log, &log->before);
	log->target = t;
	isolated = isolated_since(t, log->isolations, log->isolations);
	memset(&log->scope, 0, sizeof(log->scope));
	log->scope.tc = tc;
	log->scope.isolated_before = last ? isolated : 0;
	log->scope.own = log->scope.other = NO_PORT;
	log->scope.port_count = t->port_count;
	for (uint32_t i = 0; i < t->port_count; i++) {
		memcpy(log->scope.ports[i], t->ports[i].name, ISOTAP_NAME_MAX);
		log->unhandled[i] = unhandled(&g->ports[i]);
	}
	note_ranges(&log->scope, t);
}

void klog_boot(struct klog *log)
{
	char record[4096], *text;
	int level;

	while (next_line(log, record, sizeof(record), &text, &level))
		if (level <= LEVEL_WARNING && klog_checker(text))
			find(&log->before, klog_checker(text), text);
	judge_taint(log, &log->before);
	snprintf(log->before_when, sizeof(log->before_when), "while the guest booted");
}

static void judge_interrupts(const struct klog *log, const struct target *t,
			     struct klog_finding *finding)
{
	const struct guest *g = t->priv;
	char text[128];

	for (uint32_t i = 0; i < t->port_count; i++) {
		uint64_t count = unhandled(&g->ports[i]);

		if (count < log->unhandled[i] + STORM)
			continue;
		snprintf(text, sizeof(text), "interrupt %u: %" PRIu64 " times, nobody cared",
			 g->ports[i].irq, count - log->unhandled[i]);
		find(finding, "nobody-cared", text);
	}
}

/* ---- a case's own ---- */

static void send_line(struct recorder *rec, int level, const char *text)
{
	struct json_object *record = json_object_new_object();

	json_object_object_add(record, "r", json_object_new_string("klog"));
	json_object_object_add(record, "level", json_object_new_int(level));
	json_object_object_add(record, "text", json_object_new_string(text));
	recorder_send(rec, record);
}

static void send_passed(struct klog *log, struct recorder *rec)
{
	struct json_object *record;

	if (!log->passed)
		return;
	record = json_object_new_object();
	json_object_object_add(record, "r", json_object_new_string("note"));
	json_object_object_add(
		record, "text",
		json_object_new_string("the kernel warned of a page that it takes out of a direct "
				       "mapping which is gone: a race of its own"));
	recorder_send(rec, record);
	log->passed = 0;
}

static uint32_t expected_seen(const struct klog_scope *scope, const char *text)
{
	const char *const *pattern = scope->tc->log_expected;
	uint32_t seen = 0;

	for (uint32_t i = 0; pattern && pattern[i] && i < EXPECTED_MAX; i++)
		if (klog_pattern(scope, pattern[i], text))
			seen |= 1u << i;
	return seen;
}

/* Only what a case that did all it had to could cause. */
static void judge_missing(const struct klog_scope *scope, uint32_t seen,
			  struct klog_finding *missing)
{
	const char *const *pattern = scope->tc->log_expected;

	for (uint32_t i = 0; pattern && pattern[i] && i < EXPECTED_MAX; i++)
		if (!(seen >> i & 1) && !missing->text[0])
			snprintf(missing->text, sizeof(missing->text), "%s", pattern[i]);
}

int klog_check(void *ctx, const struct test *t, struct recorder *rec, char *first, size_t size)
{
	struct klog *log = ctx;
	const struct target *target = log->target;
	struct klog_finding finding = {.text = ""}, missing = {.text = ""};
	char record[4096], *text;
	uint32_t seen = 0;
	int level, sent = 0;

	log->scope.own = 1ull << t->port;
	log->scope.other = t->other_port < TARGET_MAX_PORTS ? 1ull << t->other_port : 0;
	log->scope.isolated = isolated_since(target, log->isolations, NULL);
	note_ranges(&log->scope, target);
	while (next_line(log, record, sizeof(record), &text, &level)) {
		if (sent++ < RECORDS_MAX)
			send_line(rec, level, text);
		seen |= expected_seen(&log->scope, text);
		judge_line(log, level, text, &finding);
	}
	send_passed(log, rec);
	judge_taint(log, &finding);
	judge_interrupts(log, target, &finding);
	judge_missing(&log->scope, seen, &missing);
	if (log->before.text[0])
		snprintf(first, size, "%s, not of this case: %s", log->before_when,
			 log->before.text);
	else if (finding.text[0])
		snprintf(first, size, "unexpected kernel message: %s", finding.text);
	else if (missing.text[0])
		snprintf(first, size, "the kernel did not say what was expected: %s", missing.text);
	else
		return 0;
	return finding.report || log->before.report ? KLOG_REPORT : KLOG_UNEXPECTED;
}

void klog_late(struct klog *log, struct klog_finding *out)
{
	memset(out, 0, sizeof(*out));
	log->scope.isolated = isolated_since(log->target, log->isolations, NULL);
	drain(log, out);
}
