/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steps of cases about the port alone (CASE_RIG): what it offers, what breaks below it, what it
 * counted. They use registers and faults, never the implementation.
 */
#ifndef ISOTAP_PORT_H
#define ISOTAP_PORT_H

#include "case/scenario.h"

/* Supported bits and enable bits of the T&I registers lie at the same places (8.2.4.24.1, .2). */
#define PORT_ENABLES                                                                               \
	(TI_CTRL_MEM_TIMEOUT | TI_CTRL_CACHE_TIMEOUT | TI_CTRL_MEM_ISO | TI_CTRL_MEM_ISO_LD |      \
	 TI_CTRL_CACHE_ISO | TI_CTRL_CACHE_ISO_LD | TI_CTRL_ERR_COR | TI_CTRL_INTERRUPT)
#define PORT_ISOLATED (TI_STATUS_MEM_ISO | TI_STATUS_CACHE_ISO)

/* Every legal set of those bits: link down only with the isolation it belongs to. */
#define PORT_SETS 144
uint32_t port_set(uint32_t index);
/* "mt-mi-ir": timeout, isolation, link down of mem or cache, err-cor, interrupt; "none". */
void port_set_name(uint32_t bits, char *out, size_t size);

/* The eight legal values of a ranges field. */
#define PORT_RANGES 8
extern const uint8_t port_ranges[PORT_RANGES];

/* Member `everywhere` of families that judge times: only a virtual clock can. */
bool port_model_only(uint32_t row);

/* The port of the test as declared, but offering exactly `bits` of PORT_ENABLES, all ranges. */
struct topo_ti port_offering(struct test *t, uint32_t bits);
/* Gives the test's port that capability; the structure is as after a reset. */
void port_reform(struct test *t, const struct topo_ti *ti);
/* Writes CTRL; fails the case unless all of `bits` read back. */
void port_enable(struct test *t, uint32_t bits);
struct target_counters port_counters(struct test *t, uint32_t port);
bool port_link_up(struct test *t, uint32_t port);
/* A register in configuration space of the test's port. */
uint32_t port_config(struct test *t, uint32_t offset, uint32_t width);
/* A port keeps its correctable errors to itself unless Device Control lets it report them. */
void port_report_correctable(struct test *t);

/* What can happen below the test's port. */
enum port_loss {
	LOSS_LINK_DOWN,
	LOSS_REMOVAL,
	LOSS_LINK_DISABLED, /* by software: Link Disable */
	LOSS_TIMEOUT,       /* the device answers no more, and a write finds that out */
	LOSS_COUNT
};
const char *port_loss_name(enum port_loss loss);
/* Adds what a case with that loss needs. */
void port_loss_needs(enum port_loss loss, struct case_needs *needs);
/* Lets it happen. With a timeout the write has ended when this returns. */
void port_lose(struct test *t, enum port_loss loss);
/* Removes the cause. */
void port_mend(struct test *t, enum port_loss loss);
/* Waits for isolation status bits, and no other of PORT_ISOLATED; the case fails without. */
void port_expect_isolated(struct test *t, uint32_t bits);

#endif
