// SPDX-License-Identifier: GPL-2.0-or-later
/* Configuration space of a model port, walked as software walks it. PCIe r6.2 7.5, CXL r3.2 8.1. */
#include "model_fixture.h"

#include "regs/dvsec.h"

static uint32_t find_cap(struct target *t, uint32_t id)
{
	uint32_t at = cfg(t, 0, PCI_HDR_CAP_PTR, 1);

	for (int i = 0; at && i < 48; i++, at = cfg(t, 0, at + 1, 1))
		if (cfg(t, 0, at, 1) == id)
			return at;
	return 0;
}

static uint32_t find_ext(struct target *t, uint32_t id, uint32_t dvsec_id)
{
	uint32_t at = 0x100;

	for (int i = 0; at && i < 48; i++, at = cfg(t, 0, at, 4) >> 20) {
		assert_true(at >= 0x100 && !(at & 3));
		if ((cfg(t, 0, at, 4) & 0xffff) != id)
			continue;
		if (id != DVSEC_CAP_ID)
			return at;
		if ((cfg(t, 0, at + DVSEC_HDR1, 4) & DVSEC_HDR1_VENDOR) == DVSEC_VENDOR_CXL &&
		    (cfg(t, 0, at + DVSEC_HDR2, 2)) == dvsec_id)
			return at;
	}
	return 0;
}

static void test_header(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	assert_int_equal(cfg(t, 0, PCI_HDR_TYPE + 2, 1), 1);
	assert_int_equal(cfg(t, 0, PCI_HDR_CLASS, 4) >> 8, PCI_CLASS_PCI_BRIDGE);
	assert_true(cfg(t, 0, PCI_HDR_COMMAND + 2, 2) & PCI_STATUS_CAP_LIST);
	assert_true(cfg(t, 0, PCI_HDR_COMMAND, 2) & PCI_COMMAND_MEMORY);
	/* Sizing the BAR: 64 KiB. */
	set_cfg(t, 0, PCI_HDR_BAR0, 4, 0xffffffff);
	assert_int_equal(~(cfg(t, 0, PCI_HDR_BAR0, 4) & ~0xfu) + 1, COMP_BLOCK_SIZE);
	/* RO stays. */
	set_cfg(t, 0, PCI_HDR_ID, 4, 0);
	assert_int_not_equal(cfg(t, 0, PCI_HDR_ID, 4), 0);
	assert_true(cfg(t, 1, PCI_HDR_BUSES + 1, 1) != cfg(t, 0, PCI_HDR_BUSES + 1, 1));
}

static void test_capabilities(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t pcie = find_cap(t, PCI_CAP_ID_EXP), msi = find_cap(t, PCI_CAP_ID_MSI);

	assert_int_equal(pcie, CONFIG_PCIE);
	assert_int_equal(msi, CONFIG_MSI);
	assert_int_equal(cfg(t, 0, pcie + 2, 2) >> 4 & 0xf, 4);
	assert_true(cfg(t, 0, pcie + PCIE_LNKCAP, 4) & PCIE_LNKCAP_DLLLARC);
	assert_int_equal(cfg(t, 1, pcie + PCIE_LNKCAP, 4) >> PCIE_LNKCAP_PORT_SHIFT, 1);
	assert_int_equal(find_ext(t, PCI_EXT_CAP_ID_AER, 0), CONFIG_AER);
	assert_int_equal(find_ext(t, 0x7777, 0), 0);
}

static void test_register_locator(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t at = find_ext(t, DVSEC_CAP_ID, DVSEC_ID_REGISTER_LOCATOR), low;

	assert_int_not_equal(at, 0);
	assert_int_equal(cfg(t, 0, at + DVSEC_HDR1, 4) >> DVSEC_HDR1_LENGTH_SHIFT,
			 LOCATOR_ENTRY + LOCATOR_ENTRY_SIZE);
	low = cfg(t, 0, at + LOCATOR_ENTRY, 4);
	assert_int_equal((low & LOCATOR_BLOCK_ID) >> LOCATOR_BLOCK_ID_SHIFT,
			 LOCATOR_BLOCK_COMPONENT);
	assert_int_equal(low & (LOCATOR_BIR | LOCATOR_OFFSET_LOW), 0);
	assert_int_not_equal(find_ext(t, DVSEC_CAP_ID, DVSEC_ID_PORT_EXTENSIONS), 0);
	assert_int_not_equal(find_ext(t, DVSEC_CAP_ID, DVSEC_ID_GPF_PORT), 0);
	at = find_ext(t, DVSEC_CAP_ID, DVSEC_ID_FLEX_BUS);
	assert_int_not_equal(at, 0);
	assert_true(cfg(t, 0, at + FLEX_BUS_STATUS, 2) & FLEX_BUS_MEM);
	assert_int_equal(cfg(t, 0, at + DVSEC_HDR2, 2), DVSEC_ID_FLEX_BUS);
}

static void test_widths(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;
	uint32_t word = cfg(t, 0, PCI_HDR_ID, 4), value;

	assert_int_equal(cfg(t, 0, 0, 2), word & 0xffff);
	assert_int_equal(cfg(t, 0, 2, 2), word >> 16);
	assert_int_equal(cfg(t, 0, 3, 1), word >> 24);
	assert_int_equal(t->ops->cfg_read(t, 0, 1, 2, &value), -EINVAL);
	assert_int_equal(t->ops->cfg_read(t, 0, 2, 4, &value), -EINVAL);
	assert_int_equal(t->ops->cfg_read(t, 0, 0, 3, &value), -EINVAL);
	assert_int_equal(t->ops->cfg_read(t, 0, PCIE_CFG_SIZE, 4, &value), -EINVAL);
	assert_int_equal(t->ops->cfg_read(t, 2, 0, 4, &value), -EINVAL);
	/* A byte write leaves the other bytes alone. */
	set_cfg(t, 0, PCI_HDR_BUSES, 4, 0x00030201);
	set_cfg(t, 0, PCI_HDR_BUSES + 1, 1, 0x77);
	assert_int_equal(cfg(t, 0, PCI_HDR_BUSES, 4), 0x00037701);
}

/* Link Status and Retrain Link are not stored; a write to every register breaks nothing. */
static void test_every_register(void **state)
{
	struct target *t = &((struct fixture *)*state)->target;

	set_cfg(t, 0, CONFIG_PCIE + PCIE_LNKCTL, 2, PCIE_LNKCTL_RL);
	assert_int_equal(cfg(t, 0, CONFIG_PCIE + PCIE_LNKCTL, 2), 0);
	assert_int_equal(t->ops->link_state(t, 0), 1);
	for (uint32_t offset = 0; offset < PCIE_CFG_SIZE; offset += 4)
		set_cfg(t, 0, offset, 4, 0xffffffff);
	for (uint32_t offset = 0; offset < PCIE_CFG_SIZE; offset++)
		cfg(t, 0, offset, 1);
	/* All messages that were asked for, and no more than the port has. */
	assert_int_equal(model_of(t)->ports[0].messages, 1);
	assert_int_equal(t->ops->link_state(t, 0), 0);
	assert_int_equal(t->ops->restore(t), 0);
	assert_int_equal(t->ops->link_state(t, 0), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_two_ports, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_header), TEST(test_capabilities),   TEST(test_register_locator),
		TEST(test_widths), TEST(test_every_register),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
