// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An oracle that cannot fire is no oracle: what a kernel was built with shows in its symbols, what
 * is switched on in sysfs and sysctl. Nothing is taken from the command line that we gave it.
 */
#include "agent/oracles.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/sysfs.h"

#define KERNEL "/proc/sys/kernel/"
#define SLAB "/sys/kernel/slab/kmalloc-64/"
#define HUNG_SECONDS 15

/* Each is in a kernel that has the checker and in no other. */
static const char *const symbols[] = {
	"kasan_report",
	"__might_sleep",
	"__list_add_valid_or_report",
	"debug_object_activate",
	"__ubsan_handle_out_of_bounds",
	"debug_dma_map_sg",
};
#define SYMBOL_COUNT (sizeof(symbols) / sizeof(symbols[0]))

static int symbols_pipe = -1;
static uint32_t symbols_found;

static uint32_t read_symbols(void)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	static char buffer[1 << 16];
	uint32_t found = 0;
	char line[256];

	if (!file)
		return 0;
	setvbuf(file, buffer, _IOFBF, sizeof(buffer));
	while (fgets(line, sizeof(line), file)) {
		/* "0000000000000000 T name" and for a module's a tab and its name */
		char *name = strlen(line) > 19 ? line + 19 : line;

		name[strcspn(name, "\t\n")] = 0;
		for (size_t i = 0; i < SYMBOL_COUNT; i++)
			if (*name == *symbols[i] && !strcmp(name, symbols[i]))
				found |= 1u << i;
	}
	fclose(file);
	return found;
}

void oracles_begin(void)
{
	uint32_t found;
	int fds[2];
	pid_t pid;

	if (pipe(fds))
		return;
	pid = fork();
	if (!pid) {
		found = read_symbols();
		_exit(write(fds[1], &found, sizeof(found)) == sizeof(found) ? 0 : 1);
	}
	close(fds[1]);
	symbols_pipe = fds[0];
}

static bool has_symbol(const char *name)
{
	if (symbols_pipe >= 0) {
		if (read(symbols_pipe, &symbols_found, sizeof(symbols_found)) < 0)
			symbols_found = 0;
		close(symbols_pipe);
		symbols_pipe = -1;
	}
	for (size_t i = 0; i < SYMBOL_COUNT; i++)
		if (!strcmp(symbols[i], name))
			return symbols_found >> i & 1;
	return false;
}

static uint64_t number(const char *path)
{
	uint64_t value = 0;

	return sys_read_u64(&value, "%s", path) ? 0 : value;
}

/* ---- one function each: whether it is armed, and how ---- */

static bool slub(char *how, size_t size)
{
	static const struct {
		const char *file;
		char letter;
	} checks[] = {
		{"sanity_checks", 'F'}, {"red_zone", 'Z'}, {"poison", 'P'}, {"store_user", 'U'}};
	char path[128];
	size_t used = 0;

	for (size_t i = 0; i < 4 && used + 1 < size; i++) {
		snprintf(path, sizeof(path), SLAB "%s", checks[i].file);
		if (number(path) == 1)
			how[used++] = checks[i].letter;
	}
	how[used] = 0;
	return used > 0;
}

static bool kfence(char *how, size_t size)
{
	uint64_t ms = number("/sys/module/kfence/parameters/sample_interval");

	snprintf(how, size, "every %llu ms", (unsigned long long)ms);
	return ms > 0;
}

static bool hung_task(char *how, size_t size)
{
	uint64_t seconds = number(KERNEL "hung_task_timeout_secs");

	snprintf(how, size, "%llu s", (unsigned long long)seconds);
	return seconds > 0;
}

static bool soft_lockup(char *how, size_t size)
{
	snprintf(how, size, "%llu s", 2 * (unsigned long long)number(KERNEL "watchdog_thresh"));
	return number(KERNEL "watchdog") && number(KERNEL "soft_watchdog");
}

static bool hard_lockup(char *how, size_t size)
{
	snprintf(how, size, "%llu s", (unsigned long long)number(KERNEL "watchdog_thresh"));
	return number(KERNEL "watchdog") && number(KERNEL "nmi_watchdog");
}

static bool rcu_stall(char *how, size_t size)
{
#define RCU "/sys/module/rcupdate/parameters/rcu_cpu_stall_"
	snprintf(how, size, "%llu s", (unsigned long long)number(RCU "timeout"));
	return sys_exists(RCU "timeout") && !number(RCU "suppress");
#undef RCU
}

static bool nobody_cared(char *how, size_t size)
{
	char value[16] = "N";

	snprintf(how, size, "%s", "");
	sys_read(value, sizeof(value), "/sys/module/spurious/parameters/noirqdebug");
	return value[0] == 'N';
}

static bool lockdep(char *how, size_t size)
{
	FILE *file = fopen("/proc/lockdep_stats", "re");
	unsigned int locks = 0;
	char line[128];

	snprintf(how, size, "%s", "");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, " debug_locks: %u", &locks);
	if (file)
		fclose(file);
	return locks && number(KERNEL "prove_locking");
}

static const struct {
	const char *name;
	bool (*armed)(char *how, size_t size);
	const char *symbol; /* where that is all there is to ask */
} oracles[] = {
	{"slub", slub, NULL},
	{"kfence", kfence, NULL},
	{"list", NULL, "__list_add_valid_or_report"},
	{"hung-task", hung_task, NULL},
	{"soft-lockup", soft_lockup, NULL},
	{"hard-lockup", hard_lockup, NULL},
	{"rcu-stall", rcu_stall, NULL},
	{"nobody-cared", nobody_cared, NULL},
	{"kasan", NULL, "kasan_report"},
	{"lockdep", lockdep, NULL},
	{"atomic-sleep", NULL, "__might_sleep"},
	{"debug-objects", NULL, "debug_object_activate"},
	{"ubsan", NULL, "__ubsan_handle_out_of_bounds"},
	{"dma-api", NULL, "debug_dma_map_sg"},
};
#define ORACLE_COUNT (sizeof(oracles) / sizeof(oracles[0]))

static bool armed_at(size_t i, char *how, size_t size)
{
	how[0] = 0;
	return oracles[i].armed ? oracles[i].armed(how, size) : has_symbol(oracles[i].symbol);
}

bool oracle_armed(const char *name)
{
	char how[64];

	for (size_t i = 0; i < ORACLE_COUNT; i++)
		if (!strcmp(oracles[i].name, name))
			return armed_at(i, how, sizeof(how));
	return false;
}

void oracles_text(char *armed, char *not_armed, size_t size)
{
	char how[64];

	snprintf(armed, size, "kernel log, taint");
	not_armed[0] = 0;
	for (size_t i = 0; i < ORACLE_COUNT; i++) {
		bool on = armed_at(i, how, sizeof(how));
		char *out = on ? armed : not_armed;
		size_t used = strlen(out);

		snprintf(out + used, size - used, "%s%s%s%s", used ? ", " : "", oracles[i].name,
			 on && how[0] ? " " : "", on ? how : "");
	}
}

/* A task that hangs shall be reported before its case is forgotten, with its backtrace on the
 * console. A warning does not panic: it fails its case, and the next one gets another guest. */
void oracles_set(void)
{
	uint64_t lockup = 2 * number(KERNEL "watchdog_thresh");
	char seconds[32];

	/* a kernel that was told to be patient is so here too */
	snprintf(seconds, sizeof(seconds), "%llu",
		 (unsigned long long)(lockup > HUNG_SECONDS ? lockup : HUNG_SECONDS));
	sys_write(seconds, KERNEL "hung_task_timeout_secs");
	sys_write("1", KERNEL "hung_task_panic");
	sys_write("-1", KERNEL "hung_task_warnings");
}
