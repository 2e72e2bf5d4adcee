/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an implementation says it is, asked in a child: a plug-in is never loaded in here. */
#ifndef ISOTAP_INSPECT_H
#define ISOTAP_INSPECT_H

#include <stddef.h>
#include <stdint.h>

#include "impl/isotap_impl.h"

struct impl_identity {
	char name[ISOTAP_NAME_MAX]; /* [a-z0-9-]+ */
	char version[64];
	uint64_t caps;  /* ISOTAP_IMPL_* */
	uint8_t kernel; /* needs a target with a kernel */
};

/* 0; -EINVAL if it was refused, -EIO if loading it crashed or hung; `error` says why. */
int impl_inspect(const char *what, struct impl_identity *out, char *error, size_t size);

#endif
