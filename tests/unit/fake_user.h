/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the reference implementation on a fake platform share. */
#ifndef FAKE_USER_H
#define FAKE_USER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake_platform.h"
#include "impl/impl.h"

#define SECOND 1000000000ull
#define LINK_DOWN (TI_STATUS_MEM_ISO_LD)

static struct fake f;
static void *user;

static const struct isotap_arm_config all = {
	.size = sizeof(all), .timeout = 1, .link_down = 1, .err_cor = 1};

static inline int setup(void **state)
{
	(void)state;
	fake_init(&f);
	user = NULL;
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	if (user)
		impl_user.remove(user);
	for (int i = 0; i < FAKE_WORKS; i++)
		assert_null(f.works[i].fn);
	for (int i = 0; i < FAKE_PORTS; i++)
		assert_null(f.ports[i].irq);
	assert_false(f.locked);
	return 0;
}

static inline void probe(void)
{
	assert_int_equal(impl_user.probe(&f.plat, &user), 0);
}

static inline struct isotap_port_state state_of(uint32_t port)
{
	struct isotap_port_state state;

	assert_int_equal(impl_user.port_state(user, port, &state), 0);
	return state;
}

static inline int arm(uint32_t port)
{
	return impl_user.arm(user, port, &all);
}

static inline int event(struct isotap_event *out, uint64_t within)
{
	return impl_user.wait_event(user, f.clock + within, out);
}

static inline void expect_isolated(uint32_t port, enum isotap_cause cause)
{
	struct isotap_event e;

	assert_int_equal(event(&e, SECOND), 0);
	assert_int_equal(e.kind, ISOTAP_EVENT_ISOLATED);
	assert_int_equal(e.port, port);
	assert_int_equal(e.cause, cause);
	assert_true(e.t_seen && e.t_seen <= e.t_marked && e.t_marked <= e.t_offline);
	assert_int_equal(state_of(port).mode, ISOTAP_PORT_ISOLATED);
}

static inline void expect_told(enum isotap_event_kind kind)
{
	struct isotap_event e;

	assert_int_equal(event(&e, SECOND), 0);
	assert_int_equal(e.kind, kind);
}

static inline int recover(uint32_t port)
{
	return impl_user.recover(user, port, f.clock + 5 * SECOND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
