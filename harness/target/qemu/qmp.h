/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small QMP client over a connected socket: commands out, the events that matter noted. */
#ifndef ISOTAP_QEMU_QMP_H
#define ISOTAP_QEMU_QMP_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lines.h"

struct qmp {
	int fd;
	bool greeted, panicked, closed;
	bool watchdog; /* the guest's own fired: its agent did not run for 8 s of its time */
	bool port_open, port_shut; /* the agent's end of its channel */
	char shutdown[32];         /* why it ended or was reset, "guest-reset"; "": it was not */
	uint32_t sent, answered;   /* commands; answers come in order */
	int last_rc;               /* of the last answer: 0 or -EREMOTEIO */
	char last_error[160];
	struct json_object *last_return; /* of the last answer, or NULL */
	char version[64];                /* QEMU's, from the greeting */
	struct lines lines;
};

void qmp_init(struct qmp *qmp, int fd);
void qmp_free(struct qmp *qmp);
/* Reads what has come, without waiting. */
void qmp_poll(struct qmp *qmp);
/* Sends a command; takes the reference to `arguments` (may be NULL). 0 or a negative errno. */
int qmp_send(struct qmp *qmp, const char *command, struct json_object *arguments);
/* Sends and waits for the answer. 0, -EREMOTEIO (last_error says why), -ETIMEDOUT. */
int qmp_call(struct qmp *qmp, const char *command, struct json_object *arguments, int timeout_ms);

#endif
