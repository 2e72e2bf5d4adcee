// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a guest died of, and how that is known. Every source is asked: its console, pvpanic and the
 * other events of QEMU, the agent's beat, QEMU's own state on the host, and the processors'
 * registers where the guest says nothing. Nothing is concluded from the host's clock alone.
 */
#include "target/qemu/vm.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <json-c/json.h>

#define MS 1000000ull
#define SECOND (1000 * MS)
/* The agent beats twice a second, and may have to wait behind a kernel that prints. */
#define SILENCE (10 * SECOND)
#define QUIET (300 * MS)          /* the report has come to its end */
#define REPORT_TIME (10 * SECOND) /* whatever it still says */
#define PANIC_TIME (20 * SECOND)  /* from an NMI to the end of its panic */
#define STOPPED (3 * SECOND)
#define CLOSED (10 * SECOND)
#define ANSWER_MS 30000
#define PROCESSORS 2

__attribute__((format(printf, 3, 4))) static void die(struct vm *vm, enum rig_death death,
						      const char *format, ...)
{
	/* The report itself, or the end of the console where there is none. */
	const char *report = vm->console.evidence_used ? vm->console.evidence : vm->console.tail;
	char why[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	vm->dead = true;
	vm->death = death;
	/* paused behind its end, if not at it */
	if (death != DEATH_EMULATOR && death != DEATH_SHUTDOWN)
		vm_keep(vm);
	vm_kept(vm, strrchr(vm->console_path, '/') + 1);
	vm_kept(vm, strrchr(vm->output_path, '/') + 1);
	snprintf(vm->panic, sizeof(vm->panic), "%s", vm->console.panic);
	snprintf(vm->evidence, sizeof(vm->evidence), "%s\n%.*s", why,
		 (int)(sizeof(vm->evidence) - sizeof(why) - 1), report);
}

/* ---- a kernel that says so ---- */

static void die_of_report(struct vm *vm)
{
	const struct console *console = &vm->console;
	const char *told = vm->qmp.panicked ? "pvpanic and its console" : "its console";

	if (!console->panic[0] && !console->report[0])
		die(vm, DEATH_PANIC,
		    "the guest's kernel panicked (pvpanic says so, its console "
		    "nothing)");
	else if (console->report[0])
		die(vm, DEATH_REPORT, "the guest's kernel failed: %s (%s)", console->report, told);
	else if (strstr(console->panic, "Attempted to kill init"))
		die(vm, DEATH_AGENT, "the agent in the guest died: %s (%s)", console->panic, told);
	else
		die(vm, DEATH_PANIC, "the guest's kernel panicked: %s (%s)", console->panic, told);
}

/*
 * A report has begun: what follows belongs to it. pvpanic stops the guest before its kernel has
 * printed what it panics for, if it does that in an NMI or while another processor prints: it goes
 * on, prints all, and its end is a reset. A report without a panic ends where it falls silent.
 */
static bool report_done(struct vm *vm)
{
	uint64_t now = vm_given(vm);

	if (!vm->report_since) {
		vm->report_since = now;
		vm->quiet_since = now;
	}
	if (vm->report_bytes != vm->console.bytes) {
		vm->report_bytes = vm->console.bytes;
		vm->quiet_since = now;
	}
	if (vm->qmp.panicked && !vm->resumed) {
		vm->resumed = true;
		vm_keep(vm);
		qmp_send(&vm->qmp, "cont", NULL);
	}
	return vm->qmp.shutdown[0] || vm->qmp.closed || now - vm->report_since >= REPORT_TIME ||
	       (!vm->qmp.panicked && now - vm->quiet_since >= QUIET);
}

/* ---- a guest that ended itself ---- */

static bool triple_fault(const struct vm *vm)
{
	char text[65536];
	int fd = open(vm->output_path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : 0;

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	return strstr(text, "Triple fault");
}

static void die_of_shutdown(struct vm *vm)
{
	const char *reason = vm->qmp.shutdown;

	if (!strcmp(reason, "guest-shutdown"))
		die(vm, DEATH_SHUTDOWN, "the guest powered off (QEMU's event SHUTDOWN)");
	else if (!strcmp(reason, "guest-reset"))
		die(vm, DEATH_RESET, "the guest reset itself%s (QEMU's event SHUTDOWN)",
		    triple_fault(vm) ? ": triple fault" : "");
	else if (!strcmp(reason, "guest-panic"))
		die_of_report(vm);
	else
		die(vm, DEATH_EMULATOR, "QEMU ended the guest: %s", reason);
}

/* ---- the emulator ---- */

static void append_output(const struct vm *vm, char *text, size_t size)
{
	int fd = open(vm->output_path, O_RDONLY | O_CLOEXEC);
	size_t used = strlen(text);
	off_t end = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
	ssize_t n;

	if (fd < 0)
		return;
	lseek(fd, end > 512 ? end - 512 : 0, SEEK_SET);
	n = read(fd, text + used, size - used - 1);
	text[used + (n > 0 ? n : 0)] = 0;
	close(fd);
}

/* The supervisor passes a signal on as 128 above it, unless it was killed itself. */
static void die_of_end(struct vm *vm, int status)
{
	int signal = WIFSIGNALED(status)         ? WTERMSIG(status)
		     : WEXITSTATUS(status) > 128 ? WEXITSTATUS(status) - 128
						 : 0;
	char text[768];

	console_poll(&vm->console);
	if (signal)
		snprintf(text, sizeof(text), "QEMU was killed by signal %d (%s): ", signal,
			 strsignal(signal));
	else
		snprintf(text, sizeof(text), "QEMU ended with status %d: ", WEXITSTATUS(status));
	append_output(vm, text, sizeof(text));
	die(vm, DEATH_EMULATOR, "%s", text);
}

static void check_emulator(struct vm *vm)
{
	uint64_t now = monotonic_ns();
	int status = 0;

	if (spawn_ended(&vm->process, &status)) {
		die_of_end(vm, status);
		return;
	}
	if (vm->pace.stopped >= STOPPED) {
		die(vm, DEATH_EMULATOR,
		    "QEMU does not run: it was stopped by a signal (process %d)",
		    (int)vm->process.program);
		return;
	}
	if (!vm->qmp.closed && !vm->qmp.port_shut)
		vm->t_closed = 0;
	else if (!vm->t_closed)
		vm->t_closed = now;
	else if (now - vm->t_closed >= CLOSED && vm->qmp.closed)
		die(vm, DEATH_EMULATOR, "QEMU closed its monitor and lives on");
	else if (now - vm->t_closed >= CLOSED)
		vm_give_up(vm, DEATH_AGENT, "the agent in the guest has closed its channel");
}

/* ---- a guest that says nothing ---- */

/* "processor 0 at ffffffff81000000, interrupts off, halted" */
static void append_processor(struct vm *vm, int number, char *out, size_t size)
{
	struct json_object *arguments = json_object_new_object();
	const char *text = NULL, *at, *flags, *halted;
	size_t used = strlen(out);
	uint64_t rip = 0, rfl = 0;

	json_object_object_add(arguments, "command-line", json_object_new_string("info registers"));
	json_object_object_add(arguments, "cpu-index", json_object_new_int(number));
	if (!qmp_call(&vm->qmp, "human-monitor-command", arguments, ANSWER_MS) &&
	    json_object_is_type(vm->qmp.last_return, json_type_string))
		text = json_object_get_string(vm->qmp.last_return);
	at = text ? strstr(text, "RIP=") : NULL;
	flags = text ? strstr(text, "RFL=") : NULL;
	halted = text ? strstr(text, "HLT=") : NULL;
	if (!at || sscanf(at, "RIP=%" SCNx64, &rip) != 1 || !flags ||
	    sscanf(flags, "RFL=%" SCNx64, &rfl) != 1)
		return;
	snprintf(out + used, size - used, "%sprocessor %d at %" PRIx64 ", interrupts %s%s",
		 used ? "; " : "", number, rip, rfl & 0x200 ? "on" : "off",
		 halted && halted[4] == '1' ? ", halted" : "");
}

/* Asks QEMU. False if it does not answer. */
static bool ask_state(struct vm *vm, char *out, size_t size)
{
	struct json_object *status;
	const char *text;

	out[0] = '\0';
	if (vm->qmp.closed || qmp_call(&vm->qmp, "query-status", NULL, ANSWER_MS) ||
	    !json_object_object_get_ex(vm->qmp.last_return, "status", &status))
		return false;
	text = json_object_get_string(status);
	if (strcmp(text, "running")) {
		snprintf(out, size, "QEMU's state is %.32s", text);
		return true;
	}
	for (int i = 0; i < PROCESSORS; i++)
		append_processor(vm, i, out, size);
	return true;
}

/* A kernel that takes the NMI panics with a backtrace of where it was. */
static bool await_backtrace(struct vm *vm)
{
	uint64_t end = vm_given(vm) + (uint64_t)(PANIC_TIME * vm->patience);
	bool before = vm_is_dying(vm);

	if (before || qmp_call(&vm->qmp, "inject-nmi", NULL, ANSWER_MS))
		return false;
	while (vm_given(vm) < end && vm->pace.stopped < STOPPED && !vm->qmp.closed) {
		vm_listen(vm, 50);
		if (vm_is_dying(vm) && report_done(vm))
			return true;
	}
	return false;
}

void vm_give_up(struct vm *vm, enum rig_death death, const char *why)
{
	char state[512];
	bool backtrace;
	int status = 0;

	if (vm->dead)
		return;
	if (!ask_state(vm, state, sizeof(state))) {
		die(vm, DEATH_EMULATOR, "%s; QEMU does not answer either", why);
		return;
	}
	vm_keep(vm);
	backtrace = await_backtrace(vm);
	if (vm->qmp.closed && spawn_ended(&vm->process, &status)) {
		die_of_end(vm, status);
		return;
	}
	die(vm, death, "%s (%s)%s", why, state,
	    backtrace ? "; what an NMI made it say:" : "; it takes no NMI");
	vm->panic[0] = '\0'; /* that one was ours */
}

static void check_beat(struct vm *vm)
{
	char why[128];
	uint64_t now = vm_given(vm);

	if (!vm->console.started)
		vm->heard = now;
	if (!vm->beats || (double)(now - vm->heard) < SILENCE * vm->patience)
		return;
	snprintf(why, sizeof(why), "the guest went silent: no beat of its agent for %u s%s",
		 (unsigned int)((now - vm->heard) / SECOND),
		 vm->qmp.watchdog ? ", its watchdog fired" : "");
	vm_give_up(vm, DEATH_SILENCE, why);
}

void vm_check(struct vm *vm)
{
	if (vm->dead)
		return;
	if (vm_is_dying(vm)) {
		if (report_done(vm))
			die_of_report(vm);
		return;
	}
	if (vm->qmp.shutdown[0])
		die_of_shutdown(vm);
	else if (vm->console.flooded)
		die(vm, DEATH_FLOOD, "the guest floods its console: more than %llu MiB",
		    CONSOLE_MAX >> 20);
	else
		check_emulator(vm);
	if (!vm->dead)
		check_beat(vm);
}
