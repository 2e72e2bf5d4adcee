/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What another process shares with the one that started it. */
#ifndef ISOTAP_GUEST_USER_H
#define ISOTAP_GUEST_USER_H

#include <stdatomic.h>
#include <stdint.h>

struct guest_user_state {
	_Atomic uint32_t working; /* it has the device, or has begun to try */
	_Atomic uint32_t stop;    /* it shall end */
	_Atomic uint32_t signals;
	_Atomic int32_t error;
	_Atomic uint64_t done, refused, wrong, end_tsc;
};

#endif
