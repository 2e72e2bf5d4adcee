/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of a run's time went into booting guests. */
#ifndef ISOTAP_BOOTS_H
#define ISOTAP_BOOTS_H

#include <stdint.h>

struct json_object;

struct boots {
	uint32_t count;
	double seconds; /* of all of them, one behind the other */
	double cases;   /* of the guests' cases, likewise; a boot within a case is the case's */
};

/* From the journal's lines of starts and the results of cases. */
struct boots boots_sum(struct json_object *starts, struct json_object *cases);
/* 0 to 1. */
double boots_share(const struct boots *boots);
/* For the results; the caller owns it. */
struct json_object *boots_json(const struct boots *boots);

#endif
