/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which options of its configuration a guest's kernel has to have, and what for. */
#ifndef ISOTAP_KERNEL_OPTIONS_H
#define ISOTAP_KERNEL_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/kernel.h"

/* What an option is needed for. */
#define FOR_BOOT 0x1u       /* to boot isotap's agent, and to hear from it */
#define FOR_CXL 0x2u        /* to have a region of CXL memory and a dax device on it */
#define FOR_SYSTEM_RAM 0x4u /* to use it as System RAM */
#define FOR_PERSISTENT 0x8u /* persistent regions */
#define FOR_HOTPLUG 0x10u   /* slots whose devices come and go */
#define FOR_STAMPS 0x20u    /* times from the kernel's tracing */
#define FOR_UEVENTS 0x40u   /* to hear what the kernel tells user space */
#define FOR_EXCEPTION 0x80u /* to survive the access that an isolated port refuses */
#define FOR_MODULE 0x100u   /* to load a module that is not the kernel's own */

/* The first option that one of these purposes needs and the kernel lacks, by its whole name
 * ("CONFIG_CXL_MEM"), or NULL: none is lacking, or nothing is known of the configuration. */
const char *options_lacking(const struct kconfig *config, uint32_t purposes);
/* Names of all of them, separated by spaces. */
void options_lacking_all(const struct kconfig *config, uint32_t purposes, char *out, size_t size);
/* A module that the configuration promises for any purpose, and that is not there. 0; -ENOENT with
 * `error` filled. */
int options_check_modules(const struct kernel *kernel, char *error, size_t size);

#endif
