/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this machine's emulator and hypervisor can do. */
#ifndef ISOTAP_QEMU_PROBE_H
#define ISOTAP_QEMU_PROBE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the QEMU at that path carries isotap's port model and instrumentation. 1, 0, or a
 * negative errno if it cannot be run. */
int probe_instrumented(const char *qemu, const char *firmware);

/* "10.0.2", or nothing. */
void probe_version(const char *qemu, char *out, size_t size);

/*
 * Whether /dev/kvm really runs a guest: a few instructions of one are run, for a second at most.
 * The answer is remembered in the cache folder, per machine and kernel.
 */
bool probe_kvm(const char *cache);
/* What was learned later, by a guest that did not start, is remembered as well. */
void probe_kvm_remember(const char *cache, bool works);

#endif
