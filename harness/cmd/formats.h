/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of isotap run that say in which formats it reports, and where to. */
#ifndef ISOTAP_CMD_FORMATS_H
#define ISOTAP_CMD_FORMATS_H

#include <argp.h>

#include "report/streams.h"

/* Its input is a struct stream_requests. */
extern const struct argp formats_argp;

#endif
