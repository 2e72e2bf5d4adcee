/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest's kernel log during one case. */
#ifndef ISOTAP_AGENT_KLOG_H
#define ISOTAP_AGENT_KLOG_H

#include <stddef.h>

#include "run/case.h"
#include "run/record.h"

struct klog {
	int fd;
};

/* From here on. 0 or a negative errno. */
int klog_begin(struct klog *log);
/* As exec.h says of klog_check; ctx is the struct klog. */
int klog_check(void *ctx, const struct test_case *tc, struct recorder *rec, char *first,
	       size_t size);

#endif
