/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PID 1 of a guest: private to this folder. */
#ifndef ISOTAP_AGENT_H
#define ISOTAP_AGENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/klog.h"
#include "agent/lines.h"
#include "target/target.h"
#include "topo/topo.h"

struct agent {
	int port;      /* virtio-serial, or the debug console */
	bool scripted; /* the messages to it lie in AGENT_SCRIPT */
	int signals;
	struct lines lines;
	struct topo topo;
	struct target target;
	struct klog log;
	bool ready;
	bool ordinary; /* a program among others: when it ends the machine goes on */

	pid_t job; /* process group of the running case, 0: none */
	int64_t job_id;
	pid_t repair; /* brings the machine back after a case died */
	int job_status;
	uint64_t repair_deadline; /* CLOCK_MONOTONIC ns */
};

struct json_object;

/* setup.c */
int agent_mount(void);
int agent_find_port(void);
/* Modules that every topology needs; can be done before the topology is known. */
int agent_load_modules(char *error, size_t size);
/* Those of --load. */
int agent_load_extra(char *error, size_t size);
/* Reads the topology, opens the target. */
int agent_setup(struct agent *agent, char *error, size_t size);
_Noreturn void agent_power_off(void);

/* job.c */
void job_start(struct agent *agent, struct json_object *message);
void job_kill(struct agent *agent, int64_t id);
/* Children have ended, or time has passed. */
void job_reap(struct agent *agent);

/* where.c: a line for each process of a group, with its state and its stack in the kernel */
void where_is(pid_t group, char *text, size_t size);

/* watchdog.c: the chipset's, which the emulator tells of when it fires; nothing where there is
 * none that can be used */
void watchdog_start(void);
void watchdog_reset(void);

/* serve.c */
/* Signals and the kernel's log, before anything else. With a topology: as an ordinary program on a
 * machine that has been running for a while. 0 or a negative errno. */
int agent_begin(const struct topo *topo);
/* Serves the harness at `port` until it says so or is gone. */
_Noreturn void agent_serve(int port);
void agent_say(struct agent *agent, struct json_object *object);
struct json_object *agent_message(const char *kind);

#endif
