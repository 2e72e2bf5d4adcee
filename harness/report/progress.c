// SPDX-License-Identifier: GPL-2.0-or-later
/* Progress lines. Texts may quote a guest: they are escaped before they reach a terminal. */
#include "report/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"

void progress_init(struct progress *progress)
{
	progress->terminal = isatty(STDERR_FILENO);
	progress->dirty = false;
}

static void print(const char *before, const char *format, va_list args, const char *after)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		return;
	fputs(before, stderr);
	text_plain(stderr, text, false);
	fputs(after, stderr);
	fflush(stderr);
	free(text);
}

void progress_live(struct progress *progress, const char *format, ...)
{
	va_list args;

	if (!progress->terminal)
		return;
	va_start(args, format);
	/* No wrapping: a line that breaks could not be taken back. */
	print("\r\033[K\033[?7l", format, args, "\033[?7h");
	va_end(args);
	progress->dirty = true;
}

void progress_line(void *ctx, const char *format, ...)
{
	struct progress *progress = ctx;
	va_list args;

	va_start(args, format);
	print(progress->dirty ? "\r\033[K" : "", format, args, "\n");
	va_end(args);
	progress->dirty = false;
}

void progress_end(struct progress *progress)
{
	if (progress->dirty)
		fputs("\r\033[K", stderr);
	progress->dirty = false;
}
