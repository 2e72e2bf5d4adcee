/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has to be known of figures to read them. */
#ifndef ISOTAP_FIGURES_H
#define ISOTAP_FIGURES_H

#include "report/streams.h"
#include "verdict/result.h"

/* Before a case that measured: what the emulator does not model, and an outage beside the time that
 * a reboot takes. */
void figures_comment(struct streams *streams, const struct result *result);

#endif
