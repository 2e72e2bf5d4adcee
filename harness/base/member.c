// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/member.h"

#include <json-c/json.h>

static struct json_object *member(struct json_object *object, const char *key, json_type type)
{
	struct json_object *value;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, type))
		return NULL;
	return value;
}

const char *member_text(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key, json_type_string);

	return value ? json_object_get_string(value) : "";
}

bool member_number(struct json_object *object, const char *key, double *out)
{
	struct json_object *value = member(object, key, json_type_double);

	if (!value)
		value = member(object, key, json_type_int);
	if (value)
		*out = json_object_get_double(value);
	return value;
}

bool member_integer(struct json_object *object, const char *key, int64_t *out)
{
	struct json_object *value = member(object, key, json_type_int);

	if (!value)
		return false;
	*out = json_object_get_int64(value);
	if (*out == INT64_MAX)
		*out = (int64_t)json_object_get_uint64(value);
	return true;
}

bool member_true(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key, json_type_boolean);

	return value && json_object_get_boolean(value);
}

struct json_object *member_array(struct json_object *object, const char *key, uint32_t *length)
{
	struct json_object *value = member(object, key, json_type_array);

	*length = value ? (uint32_t)json_object_array_length(value) : 0;
	return value;
}

const char *member_element(struct json_object *array, uint32_t index)
{
	struct json_object *value = json_object_array_get_idx(array, index);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

struct json_object *member_object(struct json_object *object, const char *key)
{
	return member(object, key, json_type_object);
}
