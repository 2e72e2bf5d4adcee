// SPDX-License-Identifier: GPL-2.0-or-later
/* An isolation below System RAM kills the kernel. One administrator converts a region over and
 * over, another arms the port above it over and over: there is no moment at which both have won. */
#include "case/users.h"

#define ATTEMPTS 5               /* of the one who converts */
#define AT_MOST (10 * TC_SECOND) /* a slow machine tries less often */

/* kmem says so when it is refused the memory. */
static const char *const refusal[] = {
	"^kmem dax[0-9.]+: mapping[0-9]+: .* could not reserve region$",
	"^kmem dax[0-9.]+: probe with driver kmem failed with error ",
	"^device_dax dax[0-9.]+: probe with driver device_dax failed with error ",
	NULL,
};

/* Nobody else arms and disarms, so what is armed before and after a look was armed all the while.
 */
static void look(struct test *t, uint32_t *armed)
{
	struct isotap_region_info info;

	if (!(tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_MEM_ISO))
		return;
	info = tc_region(t, t->region);
	if (!(tc_ti_read(t, t->port, TI_CTRL) & TI_CTRL_MEM_ISO))
		return;
	tc_check(t, info.mode != ISOTAP_MODE_SYSTEM_RAM,
		 "%s is System RAM while isolation of %s is enabled",
		 t->target->regions[t->region].topo_name, t->target->ports[t->port].name);
	(*armed)++;
}

static void run(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t administrator = sc_user(t, t->region, TARGET_USER_CONVERTS);
	struct isotap_arm_config config = tc_arm_config(t, t->port);
	uint64_t deadline = ops->now(t->target) + AT_MOST;
	uint32_t armed = 0, refused = 0, rounds = 0;
	struct target_user_report report;

	for (;; rounds++) {
		report = sc_user_report(t, administrator);
		if (report.done + report.refused >= ATTEMPTS || ops->now(t->target) >= deadline)
			break;
		refused += t->impl->arm(t->instance, t->port, &config) != 0;
		look(t, &armed);
		look(t, &armed);
		/* Half of the time the conversion meets an armed port. */
		if (rounds % 2)
			t->impl->disarm(t->instance, t->port);
	}
	report = sc_user_stop(t, administrator);
	tc_note(t,
		"%u looks at an armed port; arming refused %u times of %u; %llu conversions, %llu "
		"refused",
		armed, refused, rounds, (unsigned long long)report.done,
		(unsigned long long)report.refused);
}

ISOTAP_CASE(never_armed_above_system_ram) = {
	.id = "never-armed-above-system-ram",
	.area = "safeguard",
	.claim = "However arming and conversion to System RAM meet, never are both in force",
	.reqs = "SW-DAX-03 SW-DAX-01",
	.needs = {.ports = 1,
		  .regions = 1,
		  .target_caps = TARGET_USERS | TARGET_SYSTEM_RAM,
		  .impl_caps = ISOTAP_IMPL_REFUSES_RAM,
		  .cap_bits = TI_CAP_MEM_ISO},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 60000,
	.log_allowed = refusal,
	.run = run,
};
