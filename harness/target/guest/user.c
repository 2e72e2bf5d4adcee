// SPDX-License-Identifier: GPL-2.0-or-later
/* Other processes of the guest: started, asked, and ended by the case's process, whose children
 * they are. */
#include "target/guest/guest.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "target/guest/user.h"

#define START_NS 10000000000ull
#define STOP_NS 10000000000ull
#define KILL_NS 5000000000ull
#define TURN_NS 200000ull

/* Deferred work goes on meanwhile. */
static void turn(struct guest *g)
{
	guest_delay_until(g->target, guest_now(g->target) + TURN_NS);
}

/* Whether it has ended; then its status is known. */
static bool has_ended(struct guest_user *user)
{
	if (user->pid && waitpid(user->pid, &user->status, WNOHANG) == user->pid)
		user->pid = 0;
	return !user->pid;
}

static bool await_end(struct guest *g, struct guest_user *user, uint64_t within_ns)
{
	uint64_t deadline = guest_now(g->target) + within_ns;

	while (!has_ended(user)) {
		if (guest_now(g->target) >= deadline)
			return false;
		turn(g);
	}
	return true;
}

/* One that is stuck in the kernel stays so; it cannot be waited for. */
static void kill_user(struct guest *g, struct guest_user *user)
{
	user->stuck = true;
	kill(user->pid, SIGKILL);
	await_end(g, user, KILL_NS);
}

static int await_work(struct guest *g, struct guest_user *user)
{
	uint64_t deadline = guest_now(g->target) + START_NS;

	while (!atomic_load(&user->state->working)) {
		if (has_ended(user))
			return atomic_load(&user->state->error) ? atomic_load(&user->state->error)
								: -ECHILD;
		if (guest_now(g->target) >= deadline) {
			kill_user(g, user);
			return -ETIMEDOUT;
		}
		turn(g);
	}
	return 0;
}

int guest_user_start(struct target *t, uint32_t region, enum target_user_kind kind)
{
	struct guest *g = guest_of(t);
	struct guest_user *user = &g->users[g->user_count];
	struct guest_user_state *state;
	int rc;

	guest_run_due(g);
	if (region >= t->region_count || (unsigned int)kind >= TARGET_USER_KIND_COUNT)
		return -EINVAL;
	if (g->user_count == GUEST_MAX_USERS)
		return -ENOSPC;
	if (!g->regions[region].dax[0])
		return -ENXIO;
	state = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (state == MAP_FAILED)
		return -errno;
	*user = (struct guest_user){.state = state};
	user->pid = fork();
	if (!user->pid)
		guest_user_work(g, region, kind, state);
	rc = user->pid < 0 ? -errno : await_work(g, user);
	if (rc) {
		munmap(state, sizeof(*state));
		return rc;
	}
	return (int)g->user_count++;
}

static void fill(struct guest *g, struct guest_user *user, struct target_user_report *out)
{
	struct guest_user_state *state = user->state;
	bool ended = has_ended(user);

	*out = (struct target_user_report){
		.done = atomic_load(&state->done),
		.refused = atomic_load(&state->refused),
		.wrong = atomic_load(&state->wrong),
		.signals = atomic_load(&state->signals),
		.error = atomic_load(&state->error),
		.alive = !ended,
		.killed = ended && WIFSIGNALED(user->status),
		.t_end = guest_ns(g, atomic_load(&state->end_tsc)),
	};
}

int guest_user_report(struct target *t, uint32_t user, struct target_user_report *out)
{
	struct guest *g = guest_of(t);

	guest_run_due(g);
	if (user >= g->user_count)
		return -ENOENT;
	fill(g, &g->users[user], out);
	return 0;
}

int guest_user_stop(struct target *t, uint32_t index, struct target_user_report *out)
{
	struct guest *g = guest_of(t);
	struct guest_user *user;

	guest_run_due(g);
	if (index >= g->user_count)
		return -ENOENT;
	user = &g->users[index];
	atomic_store(&user->state->stop, 1);
	if (!user->stuck && !await_end(g, user, STOP_NS))
		kill_user(g, user);
	fill(g, user, out);
	return user->stuck ? -ETIMEDOUT : 0;
}

void guest_users_end(struct target *t)
{
	struct guest *g = guest_of(t);
	struct target_user_report report;

	for (uint32_t i = 0; i < g->user_count; i++) {
		guest_user_stop(t, i, &report);
		munmap(g->users[i].state, sizeof(*g->users[i].state));
	}
	g->user_count = 0;
}
