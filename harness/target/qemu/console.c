// SPDX-License-Identifier: GPL-2.0-or-later
/* The guest's console: what a kernel that dies says last. */
#include "target/qemu/console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "agent/protocol.h"

/* Of one call: a guest that writes as fast as it is read does not keep the reader. */
#define ROUNDS 256

uint64_t monotonic_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

/* Behind "[    6.217552] ", or "[    6.217552][  T137] " where the caller is told. */
static const char *behind_time(const char *text)
{
	size_t length;

	do {
		length = strspn(++text, " .0123456789CT");
		if (!length || text[length] != ']')
			return NULL;
		text += length + 1;
	} while (*text == '[');
	return *text == ' ' ? text + 1 : NULL;
}

/* What a program wrote before and did not end may stand at the beginning of the line. */
const char *console_kernel_text(const char *line)
{
	const char *text = NULL;

	while (!text && (line = strchr(line, '[')))
		text = behind_time(line++);
	return text;
}

const char *console_panic_text(const char *line)
{
	static const char sign[] = "Kernel panic - not syncing: ";
	const char *text = console_kernel_text(line);

	return text && !strncmp(text, sign, sizeof(sign) - 1) ? text + sizeof(sign) - 1 : NULL;
}

bool console_line_fatal(const char *line)
{
	static const char *const signs[] = {
		"Kernel panic - not syncing",
		"BUG: ",
		"kernel BUG at ",
		"Oops: ",
		"general protection fault",
		"Unable to handle kernel",
		"blocked for more than",
		"detected stall",
		"detected expedited stalls",
		"soft lockup",
		"hard LOCKUP",
		"double fault",
		"stack-protector",
		"Attempted to kill init",
	};

	line = console_kernel_text(line);
	for (size_t i = 0; line && i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strstr(line, signs[i]))
			return true;
	return false;
}

int console_open(struct console *console, const char *path)
{
	int rc;

	memset(console, 0, sizeof(*console));
	console->notify = -1;
	console->fd = open(path, O_RDONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (console->fd < 0)
		return -errno;
	console->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (console->notify < 0 || inotify_add_watch(console->notify, path, IN_MODIFY) < 0) {
		rc = -errno;
		console_close(console);
		return rc;
	}
	return 0;
}

void console_close(struct console *console)
{
	if (console->fd >= 0)
		close(console->fd);
	if (console->notify >= 0)
		close(console->notify);
	console->fd = console->notify = -1;
}

static void keep_tail(struct console *console, const char *line, size_t length)
{
	if (length + 1 >= sizeof(console->tail) / 2)
		length = sizeof(console->tail) / 2 - 2;
	while (console->tail_used + length + 2 > sizeof(console->tail)) {
		char *next = memchr(console->tail, '\n', console->tail_used);
		size_t drop = next ? (size_t)(next - console->tail) + 1 : console->tail_used;

		memmove(console->tail, console->tail + drop, console->tail_used - drop);
		console->tail_used -= drop;
	}
	memcpy(console->tail + console->tail_used, line, length);
	console->tail_used += length;
	console->tail[console->tail_used++] = '\n';
	console->tail[console->tail_used] = 0;
}

static void keep_evidence(struct console *console, const char *line, size_t length)
{
	size_t room = sizeof(console->evidence) - 1 - console->evidence_used;

	if (length + 1 > room)
		return;
	memcpy(console->evidence + console->evidence_used, line, length);
	console->evidence_used += length;
	console->evidence[console->evidence_used++] = '\n';
	console->evidence[console->evidence_used] = 0;
}

static void judge_line(struct console *console)
{
	const char *panic = console_panic_text(console->line);

	if (!console->dying && console_line_fatal(console->line)) {
		console->dying = true;
		if (!panic)
			snprintf(console->report, sizeof(console->report), "%.255s",
				 console_kernel_text(console->line));
	}
	if (panic && !console->panic[0])
		snprintf(console->panic, sizeof(console->panic), "%.255s", panic);
}

static void console_line(struct console *console)
{
	size_t length = console->line_used;

	while (length && console->line[length - 1] == '\r')
		length--;
	console->line[length] = 0;
	console->line_used = 0;
	if (!length)
		return;
	keep_tail(console, console->line, length);
	if (!console->started && strstr(console->line, AGENT_FIRST_LINE)) {
		console->started = true;
		console->t_started = monotonic_ns();
	}
	judge_line(console);
	if (console->dying)
		keep_evidence(console, console->line, length);
}

void console_poll(struct console *console)
{
	char buffer[4096];
	ssize_t n;

	while (read(console->notify, buffer, sizeof(buffer)) > 0)
		;
	for (int round = 0; round < ROUNDS && (n = read(console->fd, buffer, sizeof(buffer))) > 0;
	     round++) {
		console->bytes += (uint64_t)n;
		console->flooded |= console->bytes > CONSOLE_MAX;
		for (ssize_t i = 0; i < n; i++) {
			if (buffer[i] == '\n')
				console_line(console);
			else if (buffer[i] && console->line_used < sizeof(console->line) - 1)
				console->line[console->line_used++] = buffer[i];
		}
	}
}
