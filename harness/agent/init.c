// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap-agent: init of a guest that isotap boots. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/oracles.h"
#include "agent/protocol.h"
#include "base/debugcon.h"

int main(void)
{
	static const char first[] = "\n" AGENT_FIRST_LINE "\n";
	bool scripted;
	int port;

	if (write(STDOUT_FILENO, first, sizeof(first) - 1) < 0)
		return 1;
	if (getpid() != 1) {
		fprintf(stderr, "isotap-agent is init of a guest that isotap boots; it does "
				"nothing elsewhere\n");
		return 1;
	}
	signal(SIGPIPE, SIG_IGN);
	umask(022);
	if (agent_mount() || agent_begin(NULL)) {
		printf("isotap-agent: cannot start: %s\n", strerror(errno));
		agent_power_off();
	}
	scripted = !access(AGENT_SCRIPT, F_OK);
	port = scripted ? debugcon_open() : agent_find_port();
	if (port < 0) {
		printf("isotap-agent: no port %s\n",
		       scripted ? "of the debug console" : AGENT_PORT);
		agent_power_off();
	}
	oracles_set();
	agent_serve(port);
}
