/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rate of the time stamp counter, which QEMU hands to a guest as it is. */
#ifndef ISOTAP_QEMU_TSC_H
#define ISOTAP_QEMU_TSC_H

/* kHz, measured once in 20 ms. */
unsigned int tsc_khz(void);

#endif
