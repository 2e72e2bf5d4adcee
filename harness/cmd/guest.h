/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options of `isotap run` about guests; the input is a struct rig_guest. */
#ifndef ISOTAP_CMD_GUEST_H
#define ISOTAP_CMD_GUEST_H

#include <argp.h>
#include <stdio.h>

#include "run/rig.h"

extern const struct argp guest_argp;
/* The same as options, each behind a blank: for a rerun. */
void guest_options(FILE *out, const struct rig_guest *guest);

#endif
