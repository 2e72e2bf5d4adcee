/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which wrong ports can be had where: the model has them all. */
#ifndef ISOTAP_MUTANTS_PERSONALITIES_H
#define ISOTAP_MUTANTS_PERSONALITIES_H

#include <stdbool.h>

/* Whether it is shown in QEMU, too. */
bool mutant_personality_in_qemu(const char *name);

#endif
