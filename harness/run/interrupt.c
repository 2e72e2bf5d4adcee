// SPDX-License-Identifier: GPL-2.0-or-later
/* Signals that wind up a run. */
#include "run/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>

static volatile sig_atomic_t requested;
static time_t first;

/* timeout(1) and terminals send the same signal twice at once; whoever asks again after that does
 * not want to wait. */
static void on_signal(int number)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (requested && now.tv_sec - first >= 2) {
		signal(number, SIG_DFL);
		raise(number);
		return;
	}
	if (!requested)
		first = now.tv_sec;
	requested = number;
}

void interrupt_install(void)
{
	struct sigaction action = {.sa_handler = on_signal};

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

void interrupt_raise(int number)
{
	requested = number;
}
