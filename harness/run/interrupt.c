// SPDX-License-Identifier: GPL-2.0-or-later
/* Signals that wind up a run. */
#include "run/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t requested;

static void on_signal(int signal)
{
	requested = signal;
}

void interrupt_install(void)
{
	/* RESETHAND: whoever asks twice does not want to wait. */
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void interrupt_reset(void)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}

int interrupt_requested(void)
{
	return requested;
}

void interrupt_raise(int signal)
{
	requested = signal;
}
