// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an implementation's ops have to satisfy before one of them is called. The table may come
 * from a file of anybody's: no string of it is printed raw.
 */
#include "impl/impl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define KNOWN_CAPS                                                                                 \
	(ISOTAP_IMPL_TIMEOUT | ISOTAP_IMPL_REGION_SWITCH | ISOTAP_IMPL_RECOVER |                   \
	 ISOTAP_IMPL_REFUSES_RAM | ISOTAP_IMPL_REFUSES_REGIONS | ISOTAP_IMPL_DEFAULT_DEVDAX |      \
	 ISOTAP_IMPL_MODULE | ISOTAP_IMPL_REARMS | ISOTAP_IMPL_RESIDENT |                          \
	 ISOTAP_IMPL_NO_LINK_DOWN | ISOTAP_IMPL_INERT)

static bool name_ok(const char *name)
{
	size_t n = strnlen(name, ISOTAP_NAME_MAX);

	return n > 0 && n < ISOTAP_NAME_MAX &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

/* Printable ASCII as it is, all else as \xNN; cut to fit. */
static void escape(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < ISOTAP_NAME_MAX && text[i] && n + 5 < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 0x20 && c < 0x7f && c != '\\' && c != '"')
			out[n++] = (char)c;
		else
			n += (size_t)snprintf(out + n, size - n, "\\x%02x", c);
	}
	out[n] = '\0';
}

struct member {
	const char *name;
	bool there;
	uint64_t cap; /* 0: required */
	const char *cap_name;
};

#define REQUIRED(m)                                                                                \
	{                                                                                          \
#m, ops->m != NULL, 0, NULL                                                        \
	}
#define OPTIONAL(m, c)                                                                             \
	{                                                                                          \
#m, ops->m != NULL, c, #c                                                          \
	}

static int check_members(const struct isotap_impl_ops *ops, char *error, size_t size)
{
	const struct member members[] = {
		REQUIRED(probe),
		REQUIRED(remove),
		REQUIRED(arm),
		REQUIRED(disarm),
		REQUIRED(port_state),
		REQUIRED(wait_event),
		OPTIONAL(set_timeout, ISOTAP_IMPL_TIMEOUT),
		OPTIONAL(region_switch, ISOTAP_IMPL_REGION_SWITCH),
		OPTIONAL(region_armed, ISOTAP_IMPL_REGION_SWITCH),
		OPTIONAL(recover, ISOTAP_IMPL_RECOVER),
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct member *m = &members[i];

		if (!m->cap && !m->there) {
			snprintf(error, size, "member %s is NULL, but it is not optional", m->name);
			return -EINVAL;
		}
		if (m->cap && m->there != !!(ops->caps & m->cap)) {
			snprintf(error, size,
				 m->there ? "member %s is set, but its capability bit %s is clear"
					  : "member %s is NULL, but its capability bit %s is set",
				 m->name, m->cap_name);
			return -EINVAL;
		}
	}
	return 0;
}

int impl_check(const struct isotap_impl_ops *ops, char *error, size_t size)
{
	char escaped[ISOTAP_NAME_MAX * 4 + 8];

	if (ops->abi != ISOTAP_IMPL_ABI) {
		snprintf(error, size, "ABI version %u, this harness speaks %u", ops->abi,
			 ISOTAP_IMPL_ABI);
		return -EPROTO;
	}
	if (ops->size != sizeof(*ops)) {
		snprintf(error, size, "ops table of %u bytes, expected %zu", ops->size,
			 sizeof(*ops));
		return -EPROTO;
	}
	if (!ops->name || !ops->version) {
		snprintf(error, size, "no %s", ops->name ? "version" : "name");
		return -EINVAL;
	}
	if (!name_ok(ops->name)) {
		escape(ops->name, escaped, sizeof(escaped));
		snprintf(
			error, size,
			"name \"%s\": expected lower-case letters, digits and '-', 1 to %d of them",
			escaped, ISOTAP_NAME_MAX - 1);
		return -EINVAL;
	}
	if (ops->caps & ~KNOWN_CAPS) {
		snprintf(error, size, "capability bits %#llx are unknown",
			 (unsigned long long)(ops->caps & ~KNOWN_CAPS));
		return -EINVAL;
	}
	return check_members(ops, error, size);
}
