/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steps of cases about the reference module as a driver: its files and parameters, and the kernel's
 * own knobs around it. For cases that need ISOTAP_IMPL_MODULE; they run in a guest.
 */
#ifndef ISOTAP_IMPL_KMOD_STEPS_H
#define ISOTAP_IMPL_KMOD_STEPS_H

#include <sys/types.h>

#include "agent/module.h"
#include "agent/protocol.h"
#include "agent/sysfs.h"
#include "case/scenario.h"
#include "impl/kmod.h"

#define KM_PCI "/sys/bus/pci/devices"
#define KM_PARAMETERS "/sys/module/" AGENT_KMOD "/parameters"
#define KM_TEXT 512

/* The module's files of a port; NULL ends the list. */
extern const char *const km_files[];

/* A file of a port: 0 or the error that the module answered. */
int km_write(struct test *t, uint32_t port, const char *file, const char *text);
/* Bytes, to any file, with one write(): what was written, or the error. */
ssize_t km_write_bytes(const char *path, const void *data, size_t length);
/* The first line; the case fails if it cannot be read. */
void km_read(struct test *t, uint32_t port, const char *file, char *out, size_t size);
bool km_has_files(struct test *t, uint32_t port);
/* The error_isolation file of a region. */
void km_region_file(struct test *t, uint32_t region, char *path, size_t size);

/* The module alone; the implementation's instance stays. */
void km_load(struct test *t, const char *parameters);
void km_unload(struct test *t);

/* Gives a function its PCI driver, or takes it away; broken if that fails. */
void km_bind(struct test *t, const char *driver, const char *function);
void km_unbind(struct test *t, const char *driver, const char *function);
/* The first CXL memory device below a port: "0000:0d:00.0". */
void km_endpoint(struct test *t, uint32_t port, char *out, size_t size);
/* "" if it has none. */
void km_driver_of(const char *function, char *out, size_t size);
/* Somebody else claims the port's T&I structure, until km_let_go(). */
void km_claim(struct test *t, uint32_t port);
void km_let_go(struct test *t);

/* Another process runs fn(arg), whose result is an errno or 0. */
pid_t km_spawn(struct test *t, int (*fn)(void *arg), void *arg);
/* Waits for its end; what fn() returned, 0 or a negative errno. Fails if it is stuck or killed. */
int km_join(struct test *t, pid_t pid);
/* A process that writes to a file of a port. */
pid_t km_spawn_write(struct test *t, uint32_t port, const char *file, const char *text);

#endif
