/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of isotap run that choose schedules of the model. */
#ifndef ISOTAP_CMD_SCHEDULES_H
#define ISOTAP_CMD_SCHEDULES_H

#include <argp.h>

#include "run/schedules.h"

/* Its input is a struct schedules. */
extern const struct argp schedules_argp;

#endif
