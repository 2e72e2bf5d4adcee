/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bare boot: same QEMU, kernel, command line and machine, an init that only powers off. */
#ifndef ISOTAP_QEMU_BARE_H
#define ISOTAP_QEMU_BARE_H

#include <stddef.h>

#include "topo/topo.h"

/*
 * Seconds of wall clock from QEMU's start to its end with `init` (a static program) as the whole
 * initramfs. Files go to `dir`. 0, or a negative errno with `error` filled.
 */
int bare_boot(const struct topo *topo, const char *env_file, const char *init, const char *dir,
	      double *seconds, char *error, size_t size);

#endif
