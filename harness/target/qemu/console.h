/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Watches the file a guest's console goes to for the first lines of a report of its death. */
#ifndef ISOTAP_QEMU_CONSOLE_H
#define ISOTAP_QEMU_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/rig.h"

#define CONSOLE_MAX (16ull << 20)

struct console {
	int fd;       /* the file, for reading */
	int notify;   /* inotify descriptor: readable when the file has grown */
	bool dying;   /* a report has begun: evidence holds it as far as it has come */
	bool flooded; /* more than CONSOLE_MAX came */
	uint64_t bytes;
	bool started;       /* the agent's first line was there */
	uint64_t t_started; /* CLOCK_MONOTONIC ns */
	size_t line_used, evidence_used;
	char line[512];
	char evidence[RIG_EVIDENCE_MAX];
	char report[256]; /* the line that the report begins with, "": it is a panic's */
	char panic[256];  /* what the kernel says that it panics for */
	char tail[1024];  /* the last lines, for when there is no report */
	size_t tail_used;
};

int console_open(struct console *console, const char *path);
/* Reads what has come. */
void console_poll(struct console *console);
void console_close(struct console *console);
/* What a line of the kernel's says behind its time; NULL if it is no line of the kernel's. */
const char *console_kernel_text(const char *line);
/* What it panics for; NULL if it does not. */
const char *console_panic_text(const char *line);
/* Whether a line begins the kernel's report of its own death or of a broken invariant. */
bool console_line_fatal(const char *line);

uint64_t monotonic_ns(void);

#endif
