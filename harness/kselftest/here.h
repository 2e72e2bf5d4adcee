/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs cases on the machine that this program runs on, without a host that could boot it again: the
 * agent is a child, at the other end of a socket, as in a guest of ours. A case that dies costs
 * only itself as long as the machine can be brought back.
 */
#ifndef ISOTAP_HERE_H
#define ISOTAP_HERE_H

#include "run/rig.h"

struct here;

/* What a run has in common. */
struct here_config {
	const struct topo *topo; /* this machine */
	uint32_t iterations, personality;
};

/* Starts the agent and makes the topology's regions. 0 or a negative errno with `error` filled. */
int here_start(struct here **out, const struct here_config *config, char *error, size_t size);
/* As struct rig_ops says of run_case. */
void here_run(struct here *here, const struct rig_job *job, record_fn fn, void *ctx,
	      struct rig_result *out);
/* Why no further case can run, or NULL. */
const char *here_lost(const struct here *here);
/* The case was not run: it needs a machine whose memory was never lost. */
bool here_needs_boot(const struct here *here);
void here_stop(struct here *here);

#endif
