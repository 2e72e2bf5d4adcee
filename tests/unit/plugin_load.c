// SPDX-License-Identifier: GPL-2.0-or-later
/* Loading an implementation: what cannot be trusted is refused, with a reason fit to print. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "impl/impl.h"

static char error[256];

static int load(const char *what, struct impl *out)
{
	memset(error, 0x7f, sizeof(error));
	return impl_load(what, out, error, sizeof(error));
}

static const char *built(const char *dir, const char *name)
{
	static char path[1024];
	const char *build = getenv("BUILD");

	snprintf(path, sizeof(path), "%s/%s/%s.so", build ? build : "build", dir, name);
	return path;
}

static void expect_refused(const char *name, const char *reason)
{
	struct impl impl;

	assert_true(load(built("tests/plugins", name), &impl) < 0);
	assert_non_null(memchr(error, 0, sizeof(error)));
	if (!strstr(error, reason))
		fail_msg("%s: \"%s\" does not say \"%s\"", name, error, reason);
	for (const char *p = error; *p; p++)
		assert_true(*p >= 0x20 && *p < 0x7f);
	assert_null(impl.handle);
	assert_null(impl.ops);
}

static void built_in(void **state)
{
	struct impl impl;

	(void)state;
	assert_int_equal(load("user", &impl), 0);
	assert_ptr_equal(impl.ops, &impl_user);
	assert_string_equal(impl.name, "user");
	assert_false(impl.kernel);
	impl_unload(&impl);
	assert_int_equal(load("none", &impl), 0);
	impl_unload(&impl);
	assert_int_equal(load("kmod", &impl), 0);
	assert_true(impl.kernel);
	impl_unload(&impl);
	assert_true(load("users", &impl) < 0);
	assert_true(load("", &impl) < 0);
}

static void plug_in(void **state)
{
	struct impl impl;

	(void)state;
	assert_int_equal(load(built("impl", "user"), &impl), 0);
	assert_string_equal(impl.name, "user");
	assert_non_null(impl.handle);
	/* Its own object, not the program's. */
	assert_ptr_not_equal(impl.ops, &impl_user);
	assert_ptr_not_equal(impl.ops->arm, impl_user.arm);
	impl_unload(&impl);
	assert_int_equal(load(built("mutants", "m01-disable-keeps-enable"), &impl), 0);
	assert_string_equal(impl.name, "m01-disable-keeps-enable");
	impl_unload(&impl);
}

static void refused(void **state)
{
	(void)state;
	expect_refused("wrong-version", "ABI version 2");
	expect_refused("declines", "ABI version 1");
	expect_refused("no-symbol", "isotap_impl()");
	expect_refused("unresolved", "isotap_test_nobody_has_this");
	expect_refused("member-missing", "member recover is NULL");
	expect_refused("member-unannounced", "ISOTAP_IMPL_RECOVER is clear");
	expect_refused("inert", "ISOTAP_IMPL_INERT is set");
	expect_refused("hostile-name", "\\x1b[2Jx\\x0aok 1 - all\\x22<&>");
	expect_refused("is-not-there", "No such file");
}

static void long_path(void **state)
{
	static char path[8192];
	struct impl impl;

	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	memcpy(path + sizeof(path) - 4, ".so", 3);
	assert_true(load(path, &impl) < 0);
}

static int check(const struct isotap_impl_ops *ops)
{
	return impl_check(ops, error, sizeof(error));
}

static void every_member(void **state)
{
	struct isotap_impl_ops ops;

	(void)state;
	assert_int_equal(check(&impl_user), 0);
	assert_int_equal(check(&impl_none), 0);
	assert_int_equal(check(&impl_kmod), 0);
	assert_int_equal(check(&impl_linux_v1), 0);
	assert_int_equal(check(&impl_linux_rfc), 0);
#define WITHOUT(member)                                                                            \
	do {                                                                                       \
		ops = impl_user;                                                                   \
		ops.member = NULL;                                                                 \
		assert_true(check(&ops) < 0);                                                      \
		assert_non_null(strstr(error, #member));                                           \
	} while (0)
	WITHOUT(name);
	WITHOUT(version);
	WITHOUT(probe);
	WITHOUT(remove);
	WITHOUT(arm);
	WITHOUT(disarm);
	WITHOUT(port_state);
	WITHOUT(wait_event);
	WITHOUT(set_timeout);
	WITHOUT(region_switch);
	WITHOUT(region_armed);
	WITHOUT(recover);
	ops = impl_user;
	ops.caps &= ~ISOTAP_IMPL_TIMEOUT;
	assert_true(check(&ops) < 0);
	ops.set_timeout = NULL;
	assert_int_equal(check(&ops), 0);
	ops.caps |= 1ull << 63;
	assert_true(check(&ops) < 0);
}

static void header(void **state)
{
	struct isotap_impl_ops ops = impl_user;

	(void)state;
	ops.size--;
	assert_true(check(&ops) < 0);
	ops = impl_user;
	ops.name = "";
	assert_true(check(&ops) < 0);
	ops.name = "Upper";
	assert_true(check(&ops) < 0);
	ops.name = "a-name-of-thirty-two-characters-";
	assert_true(check(&ops) < 0);
	ops.name = "a-name-of-thirty-one-characters";
	assert_int_equal(check(&ops), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in),     cmocka_unit_test(plug_in),
		cmocka_unit_test(refused),      cmocka_unit_test(long_path),
		cmocka_unit_test(every_member), cmocka_unit_test(header),
	};

	return cmocka_run_group_tests_name("plugin_load", tests, NULL, NULL);
}
