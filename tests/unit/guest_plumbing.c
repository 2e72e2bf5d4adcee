// SPDX-License-Identifier: GPL-2.0-or-later
/* What carries a guest: the archive it boots from, its console, its channel, and its keeper. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "agent/lines.h"
#include "agent/protocol.h"
#include "target/qemu/console.h"
#include "target/qemu/cpio.h"
#include "target/qemu/env.h"
#include "target/qemu/initramfs.h"
#include "target/qemu/spawn.h"

static char folder[64];

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/isotap-plumbing-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	fclose(file);
}

/* ---- cpio ---- */

static uint32_t field(const char *header, int index)
{
	char text[9] = "";

	memcpy(text, header + 6 + 8 * index, 8);
	return (uint32_t)strtoul(text, NULL, 16);
}

/* Checks the entry at *at against what it should be, and moves on. */
static void expect_entry(const char *archive, size_t *at, const char *name, uint32_t mode,
			 const char *data)
{
	const char *header = archive + *at;
	size_t length = data ? strlen(data) : 0;

	assert_memory_equal(header, "070701", 6);
	assert_int_equal(field(header, 1), mode);
	assert_int_equal(field(header, 6), length);
	assert_int_equal(field(header, 11), strlen(name) + 1);
	assert_string_equal(header + 110, name);
	*at += (110 + strlen(name) + 1 + 3) & ~3ul;
	assert_memory_equal(archive + *at, data ? data : "", length);
	*at += (length + 3) & ~3ul;
}

static void archive_is_newc(void **state)
{
	char *archive = NULL;
	size_t size, at = 0;
	FILE *out = open_memstream(&archive, &size);
	struct cpio cpio;

	(void)state;
	cpio_begin(&cpio, out);
	cpio_file(&cpio, "/lib/x/one", 0755, "12345", 5);
	cpio_file(&cpio, "/lib/x/two", 0644, "", 0);
	cpio_char_device(&cpio, "/dev/console", 0600, 5, 1);
	assert_int_equal(cpio_end(&cpio), 0);
	fclose(out);
	expect_entry(archive, &at, "lib", S_IFDIR | 0755, NULL);
	expect_entry(archive, &at, "lib/x", S_IFDIR | 0755, NULL);
	expect_entry(archive, &at, "lib/x/one", S_IFREG | 0755, "12345");
	expect_entry(archive, &at, "lib/x/two", S_IFREG | 0644, "");
	expect_entry(archive, &at, "dev", S_IFDIR | 0755, NULL);
	assert_int_equal(field(archive + at, 9), 5);
	assert_int_equal(field(archive + at, 10), 1);
	expect_entry(archive, &at, "dev/console", S_IFCHR | 0600, NULL);
	expect_entry(archive, &at, "TRAILER!!!", 0, NULL);
	assert_int_equal(size % 512, 0);
	free(archive);
}

/* ---- files ---- */

static void libraries_are_found(void **state)
{
	struct pieces pieces = {0};
	bool libc = false, loader = false;
	char error[256] = "", self[4096] = "";

	(void)state;
	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	assert_int_equal(elf_libraries(self, &pieces, error, sizeof(error)), 0);
	for (size_t i = 0; i < pieces.count; i++) {
		libc |= strstr(pieces.list[i].guest, "/libc.so.6") != NULL;
		loader |= strstr(pieces.list[i].guest, "/ld-linux-") != NULL;
		assert_int_equal(access(pieces.list[i].host, R_OK), 0);
	}
	assert_true(libc);
	assert_true(loader);
	pieces_free(&pieces);
	write_file(in_folder("text"), "#!/bin/sh\n", 10);
	assert_true(elf_libraries(in_folder("text"), &pieces, error, sizeof(error)) < 0);
	assert_non_null(strstr(error, "text"));
	pieces_free(&pieces);
}

static void env_is_read(void **state)
{
	static const char text[] = "# set-up\nQEMU=/opt/qemu\nOTHER=x\nCACHE=/c\nMODULES_DIR=\n";
	struct setup_env env;
	char error[256] = "";

	(void)state;
	write_file(in_folder("setup.env"), text, strlen(text));
	assert_int_equal(setup_env_read(in_folder("setup.env"), &env, error, sizeof(error)), 0);
	assert_string_equal(env.qemu, "/opt/qemu");
	assert_string_equal(env.cache, "/c");
	assert_null(env.modules_dir);
	assert_null(env.kmod);
	setup_env_free(&env);
	assert_int_equal(setup_env_read(in_folder("none"), &env, error, sizeof(error)), -2);
	assert_non_null(strstr(error, "--setup"));
}

/* ---- console ---- */

static void console_report_is_kept(void **state)
{
	static const char begin[] =
		"[ 1.0] hello\n" AGENT_FIRST_LINE "\r\n[ 2.0] quiet\n[ 3.0] BUG: una";
	static const char rest[] = "ble to handle page fault\nRIP: 0010:here\n";
	struct console console;
	FILE *file;

	(void)state;
	assert_int_equal(console_open(&console, in_folder("console")), 0);
	file = fopen(in_folder("console"), "a");
	fputs(begin, file);
	fflush(file);
	console_poll(&console);
	assert_true(console.started);
	assert_false(console.dying);
	fputs(rest, file);
	fclose(file);
	console_poll(&console);
	assert_true(console.dying);
	assert_string_equal(console.report, "BUG: unable to handle page fault");
	assert_string_equal(console.panic, "");
	assert_string_equal(console.evidence,
			    "[ 3.0] BUG: unable to handle page fault\nRIP: 0010:here\n");
	console_close(&console);
}

static void console_bounds_hold(void **state)
{
	struct console console;
	FILE *file;

	(void)state;
	assert_int_equal(console_open(&console, in_folder("flood")), 0);
	file = fopen(in_folder("flood"), "a");
	fputs("Kernel panic - not syncing: forged\nunended [ 1.5][   T3] Kernel panic - not "
	      "syncing: x\n",
	      file);
	for (int i = 0; i < 100000; i++)
		fputc('a', file);
	for (int i = 0; i < 2000; i++)
		fputs("\nand another line", file);
	fclose(file);
	console_poll(&console);
	assert_true(console.dying);
	assert_true(strlen(console.evidence) < sizeof(console.evidence));
	assert_true(strlen(console.tail) < sizeof(console.tail));
	assert_int_equal(strncmp(console.evidence, "unended [ 1.5]", 14), 0);
	assert_string_equal(console.panic, "x");
	assert_string_equal(console.report, "");
	console_close(&console);
}

static void only_deaths_are_fatal(void **state)
{
	(void)state;
	assert_true(console_line_fatal("[ 5.0] Kernel panic - not syncing: Fatal machine check"));
	assert_true(
		console_line_fatal("[ 5.0] INFO: task init:1 blocked for more than 15 seconds."));
	assert_true(
		console_line_fatal("[ 5.0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:"));
	assert_true(console_line_fatal("[ 5.0] Oops: general protection fault"));
	/* programs write to the console too: a line of the kernel's has its time */
	assert_false(console_line_fatal("Kernel panic - not syncing: no"));
	assert_false(console_line_fatal("[x] BUG: no"));
	assert_true(console_line_fatal("half a line[    5.000000] BUG: yes"));
	assert_null(console_kernel_text("[ 5.0"));
	assert_string_equal(console_kernel_text("[ 5.0][ C1] text"), "text");
	/* what an isolated read is meant to cause */
	assert_false(console_line_fatal("mce: [Hardware Error]: TSC 1 ADDR 120000000 MISC 86 "));
	assert_false(console_line_fatal("Memory failure: 0x120000: recovery action: Recovered"));
	assert_false(console_line_fatal("WARNING: CPU: 0 PID: 1 at kernel/x.c:1 y+0x1/0x2"));
}

/* ---- lines ---- */

struct cut {
	int count;
	size_t length;
	char last[64];
};

static void on_line(void *ctx, char *line, size_t length)
{
	struct cut *cut = ctx;

	cut->count++;
	cut->length = length;
	snprintf(cut->last, sizeof(cut->last), "%s", line);
}

static void long_lines_are_dropped(void **state)
{
	struct lines *lines = calloc(1, sizeof(*lines));
	struct cut cut = {0};

	(void)state;
	lines_feed(lines, "one\ntw", 6, on_line, &cut);
	assert_int_equal(cut.count, 1);
	for (int i = 0; i < 3 * RECORD_LINE_MAX; i++)
		lines_feed(lines, "x", 1, on_line, &cut);
	lines_feed(lines, "\nthree\n", 7, on_line, &cut);
	assert_int_equal(cut.count, 2);
	assert_int_equal(lines->dropped, 1);
	assert_string_equal(cut.last, "three");
	free(lines);
}

/* ---- spawn ---- */

/* Waits for a process that is not our child to be gone. */
static bool gone_within(pid_t pid, int ms)
{
	const struct timespec step = {.tv_nsec = 5000000};

	for (; ms > 0; ms -= 5) {
		if (kill(pid, 0))
			return true;
		nanosleep(&step, NULL);
	}
	return false;
}

/* Starts a shell that writes its own process id, and returns that. */
static pid_t start_sleeper(struct spawned *child)
{
	char script[512];
	char *argv[] = {"/bin/sh", "-c", script, NULL};
	const struct timespec step = {.tv_nsec = 5000000};
	pid_t pid = 0;

	snprintf(script, sizeof(script), "echo $$ >%s.new; mv %s.new %s; exec sleep 100",
		 in_folder("pid"), in_folder("pid"), in_folder("pid"));
	unlink(in_folder("pid"));
	assert_int_equal(spawn_start(child, argv, STDERR_FILENO, NULL, 0), 0);
	for (int i = 0; i < 1000 && !pid; i++) {
		FILE *file = fopen(in_folder("pid"), "r");

		if (file && fscanf(file, "%d", &pid) != 1)
			pid = 0;
		if (file)
			fclose(file);
		nanosleep(&step, NULL);
	}
	assert_true(pid > 1);
	return pid;
}

static void spawned_is_killed(void **state)
{
	struct spawned child;
	int status = 0;
	pid_t pid;

	(void)state;
	pid = start_sleeper(&child);
	assert_false(spawn_ended(&child, &status));
	spawn_kill(&child);
	assert_true(gone_within(pid, 1000));
}

/* Killed supervisor: the parent-death signal. */
static void spawned_goes_with_its_supervisor(void **state)
{
	struct spawned child;
	int status = 0;
	pid_t pid;

	(void)state;
	pid = start_sleeper(&child);
	kill(child.pid, SIGKILL);
	assert_true(gone_within(pid, 5000));
	while (!spawn_ended(&child, &status))
		;
}

static void spawned_goes_with_its_parent(void **state)
{
	int fds[2];
	pid_t parent, pid = 0;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	parent = fork();
	if (!parent) {
		struct spawned child;

		pid = start_sleeper(&child);
		if (write(fds[1], &pid, sizeof(pid)) < 0)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(fds[0], &pid, sizeof(pid)), sizeof(pid));
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	assert_true(gone_within(pid, 5000));
	close(fds[0]);
	close(fds[1]);
}

static void missing_program_says_so(void **state)
{
	char *argv[] = {"/nonexistent/program", NULL};
	struct spawned child;
	int status = 0;

	(void)state;
	assert_int_equal(spawn_start(&child, argv, STDERR_FILENO, NULL, 0), 0);
	while (!spawn_ended(&child, &status))
		;
	assert_int_equal(WEXITSTATUS(status), 127);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(archive_is_newc),
		cmocka_unit_test(libraries_are_found),
		cmocka_unit_test(env_is_read),
		cmocka_unit_test(console_report_is_kept),
		cmocka_unit_test(console_bounds_hold),
		cmocka_unit_test(only_deaths_are_fatal),
		cmocka_unit_test(long_lines_are_dropped),
		cmocka_unit_test(spawned_is_killed),
		cmocka_unit_test(spawned_goes_with_its_supervisor),
		cmocka_unit_test(spawned_goes_with_its_parent),
		cmocka_unit_test(missing_program_says_so),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
