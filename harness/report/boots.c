// SPDX-License-Identifier: GPL-2.0-or-later
/* Only guests boot: the model's starts and cases are left out. */
#include "report/boots.h"

#include <stddef.h>
#include <string.h>

#include <json-c/json.h>

#include "base/member.h"

static double seconds_of(struct json_object *object)
{
	double seconds = 0;

	member_number(object, "seconds", &seconds);
	return seconds > 0 ? seconds : 0;
}

struct boots boots_sum(struct json_object *starts, struct json_object *cases)
{
	struct boots boots = {0};

	for (size_t i = 0; i < json_object_array_length(starts); i++) {
		struct json_object *start = json_object_array_get_idx(starts, i);

		if (strcmp(member_text(start, "target"), "qemu"))
			continue;
		boots.count++;
		boots.seconds += seconds_of(start);
	}
	for (size_t i = 0; i < json_object_array_length(cases); i++) {
		struct json_object *one = json_object_array_get_idx(cases, i);

		if (!strncmp(member_text(one, "name"), "qemu/", 5))
			boots.cases += seconds_of(one);
	}
	return boots;
}

double boots_share(const struct boots *boots)
{
	double all = boots->seconds + boots->cases;

	return all > 0 ? boots->seconds / all : 0;
}

struct json_object *boots_json(const struct boots *boots)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "count", json_object_new_int64(boots->count));
	json_object_object_add(object, "seconds", json_object_new_double(boots->seconds));
	json_object_object_add(object, "case_seconds", json_object_new_double(boots->cases));
	json_object_object_add(object, "share", json_object_new_double(boots_share(boots)));
	return object;
}
