// SPDX-License-Identifier: GPL-2.0-or-later
/* What the agent in the guest says. */
#include "target/qemu/rig_priv.h"

#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "agent/protocol.h"

static void on_exit_message(struct rig *rig, struct json_object *message)
{
	if (message_int(message, "job", 0) != rig->job)
		return;
	rig->exited = true;
	rig->restored = message_int(message, "restored", 0) != 0;
	rig->exit_signal = (int)message_int(message, "signal", 0);
	rig->exit_status = (int)message_int(message, "status", 0);
	snprintf(rig->exit_text, sizeof(rig->exit_text), "%s", message_text(message, "text", ""));
	snprintf(rig->exit_klog, sizeof(rig->exit_klog), "%s", message_text(message, "klog", ""));
}

static void on_message(struct rig *rig, struct json_object *message)
{
	const char *kind = message_text(message, "m", "");

	if (!strcmp(kind, "hello")) {
		rig->hello = true;
		snprintf(rig->kernel, sizeof(rig->kernel), "%s",
			 message_text(message, "kernel", ""));
		if (message_int(message, "version", 0) != AGENT_PROTOCOL) {
			rig->failed = true;
			snprintf(rig->failure, sizeof(rig->failure),
				 "the agent is of another build");
		}
	} else if (!strcmp(kind, "ready")) {
		rig->ready = true;
		rig->t_ready = monotonic_ns();
		snprintf(rig->armed, sizeof(rig->armed), "%s", message_text(message, "armed", ""));
		snprintf(rig->not_armed, sizeof(rig->not_armed), "%s",
			 message_text(message, "not_armed", ""));
		snprintf(rig->software, sizeof(rig->software), "%s",
			 message_text(message, "software", ""));
	} else if (!strcmp(kind, "failed")) {
		rig->failed = true;
		snprintf(rig->failure, sizeof(rig->failure), "%s",
			 message_text(message, "text", ""));
	} else if (!strcmp(kind, "where")) {
		snprintf(rig->where, sizeof(rig->where), "%s", message_text(message, "text", ""));
	} else if (!strcmp(kind, "exit")) {
		on_exit_message(rig, message);
	} else if (!strcmp(kind, "fresh") && message_int(message, "job", 0) == rig->job) {
		rig->exited = rig->restored = rig->needs_fresh = true;
	}
}

void rig_record(void *ctx, struct json_object *record)
{
	struct rig *rig = ctx;

	if (!strcmp(message_text(record, "r", ""), "end"))
		rig->ended = true;
	if (rig->fn)
		rig->fn(rig->fn_ctx, record);
}

void rig_line(void *ctx, char *line, size_t length)
{
	struct rig *rig = ctx;
	struct json_object *message;

	if (strncmp(line, "{\"m\":", 5)) {
		line[length] = '\n';
		if (rig->parser)
			record_parser_feed(rig->parser, line, length + 1);
		return;
	}
	message = json_tokener_parse(line);
	if (json_object_is_type(message, json_type_object))
		on_message(rig, message);
	json_object_put(message);
}
