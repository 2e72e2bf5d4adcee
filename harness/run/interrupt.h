/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGINT and SIGTERM: the run is wound up, not cut off. The handlers are installed without
 * SA_RESTART: a rig that waits gets EINTR and looks here.
 */
#ifndef ISOTAP_INTERRUPT_H
#define ISOTAP_INTERRUPT_H

/* Installs the handlers and ignores SIGPIPE. One that comes seconds later
 * ends the process. */
void interrupt_install(void);
/* In a child: the default actions again. */
void interrupt_reset(void);
/* The signal that asked to stop, or 0. */
int interrupt_requested(void);
/* The same from inside the program (standard output was closed: SIGPIPE). */
void interrupt_raise(int number);

#endif
