// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads /dev/kmsg. What the kernel says of a machine check that a refused read is meant to cause,
 * and what the module under test reports, is expected everywhere; the rest is for the case to
 * declare.
 */
#include "agent/klog.h"

#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#define LEVEL_WARNING 4
#define RECORDS_MAX 200

static const char *const expected_lines[] = {
	"^mce: \\[Hardware Error\\]: ",
	"^(ADDR|MISC) [0-9a-f]+ ", /* the rest of such a line, where another CPU printed between */
	"^([0-9]+ )+$",            /* likewise, of "Fallback order for Node 0: 0" */
	"^mce_notify_irq: [0-9]+ callbacks suppressed$", /* of several, at once */
	"^mce: Uncorrected hardware memory error in user-access at ",
	"^mce: Memory error not recovered$", /* the mapping went before the page was looked at */
	"^Memory failure: 0x[0-9a-f]+: ",
	"^MCE: Killing .* due to hardware memory corruption fault at ",
	"^Disabling lock debugging due to kernel taint$",
	/* the reference module is not signed, and says what it is there to say */
	"^isotap_ti: loading out-of-tree module taints kernel",
	"^isotap_ti: module verification failed: ",
	"^pcieport [0-9a-f:.]+: isotap_ti: ",
	NULL,
};

/* What a kernel says when the computer below its virtual machine was busy elsewhere: nothing that
 * the software under test did. */
static const char *const host_lines[] = {
	"^hrtimer: interrupt took [0-9]+ ns$", "^clocksource: ",
	"^perf: interrupt took too long ",     "^sched: DL replenish lagged too much$",
	"^workqueue: .* hogged CPU for ",      NULL,
};

int klog_begin(struct klog *log)
{
	log->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log->fd < 0)
		return -errno;
	return lseek(log->fd, 0, SEEK_END) < 0 ? -errno : 0;
}

static bool matches(const char *const *patterns, const char *text)
{
	for (; patterns && *patterns; patterns++) {
		regex_t regex;
		bool hit;

		if (regcomp(&regex, *patterns, REG_EXTENDED | REG_NOSUB))
			continue;
		hit = !regexec(&regex, text, 0, NULL, 0);
		regfree(&regex);
		if (hit)
			return true;
	}
	return false;
}

static void send_line(struct recorder *rec, int level, const char *text)
{
	struct json_object *record = json_object_new_object();

	json_object_object_add(record, "r", json_object_new_string("klog"));
	json_object_object_add(record, "level", json_object_new_int(level));
	json_object_object_add(record, "text", json_object_new_string(text));
	recorder_send(rec, record);
}

int klog_check(void *ctx, const struct test_case *tc, struct recorder *rec, char *first,
	       size_t size)
{
	struct klog *log = ctx;
	int unexpected = 0, sent = 0;
	char record[4096], *text;
	ssize_t n;

	/* "6,1234,567890,-;text\n KEY=value\n": priority with the facility above bit 3 */
	while ((n = read(log->fd, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		long priority;

		record[n > 0 ? n : 0] = 0;
		text = strchr(record, ';');
		if (!text)
			continue;
		text++;
		text[strcspn(text, "\n")] = 0;
		if (!*text)
			continue;
		priority = strtol(record, NULL, 10);
		if (sent++ < RECORDS_MAX)
			send_line(rec, (int)(priority & 7), text);
		if (priority >> 3 || (priority & 7) > LEVEL_WARNING ||
		    matches(tc->log_allowed, text) || matches(expected_lines, text) ||
		    matches(host_lines, text))
			continue;
		if (!unexpected)
			snprintf(first, size, "%s", text);
		unexpected = 1;
	}
	return unexpected;
}
