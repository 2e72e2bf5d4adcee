/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's uevents about isolation, as a driver of the capability sends them. */
#ifndef ISOTAP_AGENT_UEVENT_H
#define ISOTAP_AGENT_UEVENT_H

#include <stddef.h>

#include "impl/isotap_impl.h"

/* A socket that receives the kernel's uevents from now on, or a negative errno. */
int uevent_open(void);
/* Receives one message. 1: it is about isolation, `out` and `port` (a PCI address) are filled,
 * except out->port; 0: it is not; or a negative errno. Waits unless the socket was made
 * non-blocking. */
int uevent_receive(int fd, struct isotap_event *out, char *port, size_t size);
/* Receives one message. 1: a device that belongs to a region goes, or messages were lost; 0: it is
 * of something else; or a negative errno. */
int uevent_region_removed(int fd);

#endif
