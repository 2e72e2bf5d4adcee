// SPDX-License-Identifier: GPL-2.0-or-later
/* A message number that was not allocated is a reason to do without isolation, not to switch the
 * interrupt of hot-plug and AER off. */
#include "case/kmod_steps.h"
#include "regs/instr.h"

#define CAP_POINTER 0x34u
#define CAP_MSI 0x05u
#define MSI_FLAGS 2u
#define MSI_ENABLE 0x0001u
#define MSI_ENABLED_LOG2(flags) ((flags) >> 4 & 7)

static uint32_t msi_flags(struct test *t)
{
	const struct target_ops *ops = t->target->ops;
	uint32_t at = 0, header = 0, flags = 0;

	tc_setup(t, "read configuration space",
		 ops->cfg_read(t->target, t->port, CAP_POINTER, 1, &at));
	for (int i = 0; at >= 0x40 && i < 48; i++, at = header >> 8 & 0xfc) {
		tc_setup(t, "read configuration space",
			 ops->cfg_read(t->target, t->port, at, 4, &header));
		if ((header & 0xff) != CAP_MSI)
			continue;
		tc_setup(t, "read configuration space",
			 ops->cfg_read(t->target, t->port, at + MSI_FLAGS, 2, &flags));
		return flags;
	}
	tc_broken(t, "the port has no MSI");
}

static void become(struct test *t, uint32_t personality)
{
	tc_setup(t, "change the port",
		 t->target->ops->personality(t->target, t->port, personality));
}

static void run(struct test *t)
{
	uint32_t flags = msi_flags(t), message;
	int rc;

	if (!(flags & MSI_ENABLE))
		tc_broken(t, "the port's services have no interrupt to begin with");
	km_unload(t);
	become(t, INSTR_PERS_MESSAGE_FIXED);
	message = (tc_ti_read(t, t->port, TI_CAP) & TI_CAP_MESSAGE) >> TI_CAP_MESSAGE_SHIFT;
	if (message < 1u << MSI_ENABLED_LOG2(flags))
		tc_skip(t, "message number %u is within the vectors that the port has", message);
	km_load(t, "");
	rc = km_write(t, t->port, "isolation", "1");
	tc_check(t, rc < 0, "armed although nobody would be told of an isolation");
	tc_expect_bits(t, t->port, "MSI flags of the port's other services", msi_flags(t), 0xffff,
		       flags);
	km_unload(t);
	become(t, INSTR_PERS_NONE);
	km_load(t, "");
	tc_arm(t, t->port);
}

ISOTAP_CASE(message_beyond_vectors) = {
	.id = "message-beyond-vectors",
	.area = "driver",
	.claim = "A message number beyond the vectors that the port has costs it isolation and no "
		 "other service",
	.reqs = "SW-DRV-01 SW-EVT-03",
	.needs = {.ports = 1,
		  .regions = 1,
		  .impl_caps = ISOTAP_IMPL_MODULE,
		  .cap_bits = TI_CAP_MEM_ISO | TI_CAP_INTERRUPT,
		  .target_caps = TARGET_PERSONALITY},
	.flags = CASE_KERNEL_ONLY,
	.timeout_ms = 30000,
	.run = run,
};
