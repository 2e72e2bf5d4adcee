/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Members of JSON objects from outside: looked at only after their type was. An object that is NULL
 * or no object has no members. */
#ifndef ISOTAP_MEMBER_H
#define ISOTAP_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

struct json_object;

/* The text, valid as long as the object; "" if it is absent or no string. */
const char *member_text(struct json_object *object, const char *key);
/* An integer or a double; false if it is absent or neither. */
bool member_number(struct json_object *object, const char *key, double *out);
/* An integer. Values above the signed range keep their bits. */
bool member_integer(struct json_object *object, const char *key, int64_t *out);
/* True if it is there and true. */
bool member_true(struct json_object *object, const char *key);
/* An array with its length, or NULL and 0. */
struct json_object *member_array(struct json_object *object, const char *key, uint32_t *length);
/* The text of an array's element; "" if it is no string. */
const char *member_element(struct json_object *array, uint32_t index);
/* An object, or NULL. */
struct json_object *member_object(struct json_object *object, const char *key);

#endif
