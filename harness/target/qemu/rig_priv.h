/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The qemu rig's state: shared by rig*.c only. */
#ifndef ISOTAP_QEMU_RIG_PRIV_H
#define ISOTAP_QEMU_RIG_PRIV_H

#include <limits.h>

#include "run/rig.h"
#include "target/qemu/env.h"
#include "target/qemu/push.h"
#include "target/qemu/vm.h"

#define MS 1000000ull

struct rig {
	struct rig_config config;
	struct setup_env env;
	struct vm vm;
	char agent_path[PATH_MAX];
	const char *accel;
	char *kmod; /* path of the reference module, or NULL */
	bool instrumented, hello, ready, failed;
	char failure[256], kernel[65], armed[512], not_armed[512], software[ISOTAP_NAME_MAX];
	uint64_t t_first, t_ready; /* CLOCK_MONOTONIC ns */
	char *identity, *initrd;
	uint64_t seed;           /* of the case that runs */
	char scripted[PATH_MAX]; /* the initramfs with what a deterministic guest is told */
	struct pushed pushed;
	/* the case that runs */
	struct record_parser *parser;
	int64_t job;
	bool ended, exited, restored, needs_fresh;
	int exit_signal, exit_status;
	char exit_text[160], exit_klog[512];
	char where[1024]; /* where the processes of a case were that had to be killed */
	const char *last; /* the case that ran last */
	bool told;        /* the guest's death is in a result */
	record_fn fn;
	void *fn_ctx;
};

void rig_progress(const struct rig *rig, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* rig_boot.c */
/* Finds what is to be booted and makes the initramfs. 0 or a negative errno with `error` filled. */
int rig_prepare(struct rig *rig, char *error, size_t size);
/* Boots until the agent is ready. */
int rig_boot(struct rig *rig, char *error, size_t size);
void rig_make_identity(struct rig *rig);

/* rig_messages.c */
/* Of the agent's channel: a message or a record. `ctx` is the rig. */
void rig_line(void *ctx, char *line, size_t length);
/* Of the record parser. */
void rig_record(void *ctx, struct json_object *record);

#endif
