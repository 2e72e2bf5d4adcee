// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the processes of a case are in the kernel: what is left of one that has to be killed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/sysfs.h"

struct where {
	pid_t group;
	char *text;
	size_t size, used;
};

__attribute__((format(printf, 2, 3))) static void append(struct where *where, const char *format,
							 ...)
{
	size_t room = where->size - where->used;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(where->text + where->used, room, format, args);
	va_end(args);
	if (length > 0)
		where->used += (size_t)length < room ? (size_t)length : room - 1;
}

/* "[<0>] do_sys_poll+0x1/0x2" without the place that a kernel does not tell. */
static void append_stack(struct where *where, const char *pid)
{
	char path[64], line[160];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.16s/stack", pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		append(where, " %s", !strncmp(line, "[<0>] ", 6) ? line + 6 : line);
	}
	if (file)
		fclose(file);
}

/* "123 (name) S parent group ...": the name may hold anything. */
static int look(void *ctx, const char *pid)
{
	struct where *where = ctx;
	char stat[512], *open, *close, state;
	int group;

	if (strspn(pid, "0123456789") != strlen(pid) ||
	    sys_read(stat, sizeof(stat), "/proc/%s/stat", pid))
		return 0;
	open = strchr(stat, '(');
	close = strrchr(stat, ')');
	if (!open || !close || sscanf(close + 1, " %c %*d %d", &state, &group) != 2 ||
	    group != where->group)
		return 0;
	*close = '\0';
	append(where, "%sprocess %s (%s) is in state %c:", where->used ? "\n" : "", pid, open + 1,
	       state);
	append_stack(where, pid);
	return 0;
}

void where_is(pid_t group, char *text, size_t size)
{
	struct where where = {group, text, size, 0};

	text[0] = '\0';
	sys_each("/proc", look, &where);
}
