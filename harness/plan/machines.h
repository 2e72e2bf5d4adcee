/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which guests a plan boots. A guest serves every case whose needs it satisfies, and that is what
 * it means that one topology holds another: no case can tell them apart by what it declares to
 * need. So each case runs once, and a topology that tells nothing new is not booted.
 */
#ifndef ISOTAP_MACHINES_H
#define ISOTAP_MACHINES_H

#include "plan/plan.h"

/* Gives every item of a guest its topology, or says why it is skipped: the first one asked for
 * serves what it can; then, time and again, the one that serves the most of what is left. */
void machines_choose(struct plan *plan, const struct catalog *catalog);
/* Puts the items in an order in which every guest is booted once. 0 or -ENOMEM. */
int machines_order(struct plan *plan, const struct catalog *catalog);

#endif
