/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases that the guest's kernel cannot show anything of, for want of an option. */
#ifndef ISOTAP_LACKS_H
#define ISOTAP_LACKS_H

#include "kernel/kernel.h"
#include "plan/plan.h"

/* Marks them as skipped, with the option's name. Returns how many. */
size_t lacks_skip(struct plan *plan, const struct kernel *kernel);

#endif
