/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The platform table that a userspace implementation is handed, made of a target's members. */
#ifndef ISOTAP_PLATFORM_H
#define ISOTAP_PLATFORM_H

#include "impl/isotap_impl.h"
#include "target/target.h"

/* Fills `out`; it is valid as long as the target. Accesses made through it have origin IMPL. */
void platform_init(struct isotap_platform *out, struct target *target);

#endif
