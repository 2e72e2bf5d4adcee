// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A campaign: which mutant runs where, which cases it is shown, in which processes. Mutants of the
 * kernel module share one run, and so one guest, as long as none of them takes it down.
 */
#include "mutants/campaign.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "mutants/personalities.h"

/* What a phase shows. */
enum phase { PHASE_RELATED, PHASE_REST, PHASE_ALL };

static bool is_model(const struct mutant_subject *s)
{
	return !strcmp(s->target, "model");
}

/* ---- subjects ---- */

static bool selected(const struct mutant_campaign_config *config, const struct mutant *m)
{
	char name[128];

	if (!config->bases[m->base])
		return false;
	if (!config->patterns || !*config->patterns)
		return true;
	snprintf(name, sizeof(name), "%s/%s", mutant_base_name(m->base), m->name);
	for (char *const *p = config->patterns; *p; p++)
		if (!fnmatch(*p, m->name, 0) || !fnmatch(*p, name, 0))
			return true;
	return false;
}

static bool runs_on(const struct mutant_campaign_config *config, const struct mutant *m, bool qemu)
{
	if (!selected(config, m) || !(qemu ? config->qemu : config->model))
		return false;
	if (m->base == MUTANT_PLUGIN)
		return !qemu;
	if (m->base == MUTANT_KMOD)
		return qemu;
	return !qemu || mutant_personality_in_qemu(m->name);
}

static struct mutant_subject *add_subject(struct mutant_campaign *c, const struct mutant *m,
					  const char *target, const char *impl)
{
	struct mutant_subject *s = &c->subjects[c->count++];

	*s = (struct mutant_subject){.mutant = m, .target = target};
	snprintf(s->impl, sizeof(s->impl), "%s", impl);
	snprintf(s->impl_name, sizeof(s->impl_name), "%s", impl);
	return mutant_outcomes_init(&s->outcomes) ? NULL : s;
}

/* The one that the mutant deviates from; added when the first of its mutants is. */
static struct mutant_subject *reference_of(struct mutant_campaign *c, const struct mutant *m,
					   const char *target)
{
	const char *impl = m->base == MUTANT_KMOD ? "kmod" : "user";

	for (size_t i = 0; i < c->count; i++)
		if (!c->subjects[i].mutant && !strcmp(c->subjects[i].target, target) &&
		    !strcmp(c->subjects[i].impl, impl))
			return &c->subjects[i];
	return add_subject(c, NULL, target, impl);
}

static int add_mutant(struct mutant_campaign *c, const struct mutant_campaign_config *config,
		      const struct mutant *m, const char *target)
{
	struct mutant_subject *reference = reference_of(c, m, target);
	struct mutant_subject *s = add_subject(c, m, target, "user");

	if (!reference || !s)
		return -ENOMEM;
	s->reference = reference;
	if (m->base == MUTANT_PLUGIN) {
		snprintf(s->impl, sizeof(s->impl), "%s/%s.so", config->plugins, m->name);
		snprintf(s->impl_name, sizeof(s->impl_name), "%s", m->name);
	} else if (m->base == MUTANT_KMOD) {
		/* a build is called by the number alone */
		snprintf(s->impl, sizeof(s->impl), "kmod-%.*s", (int)strcspn(m->name, "-"),
			 m->name);
		snprintf(s->impl_name, sizeof(s->impl_name), "kmod-%.*s",
			 (int)strcspn(m->name, "-"), m->name);
	} else {
		s->personality = m->name;
	}
	return 0;
}

static int add_subjects(struct mutant_campaign *c, const struct mutant_campaign_config *config)
{
	int rc = 0;

	/* at most two references a target, and each mutant on two */
	c->subjects = calloc(config->table->count * 2 + 4, sizeof(c->subjects[0]));
	if (!c->subjects)
		return -ENOMEM;
	for (int qemu = 0; qemu < 2; qemu++)
		for (size_t i = 0; i < config->table->count && !rc; i++)
			if (runs_on(config, &config->table->rows[i], qemu))
				rc = add_mutant(c, config, &config->table->rows[i],
						qemu ? "qemu" : "model");
	if (!rc && !c->count)
		rc = -ENOENT;
	return rc;
}

/* ---- cases ---- */

static bool shown(const struct mutant_subject *s, const struct test_case *tc, enum phase phase)
{
	if (!mutant_case_counts(tc))
		return false;
	if (!is_model(s) && tc->family && tc->family->everywhere &&
	    !tc->family->everywhere(tc->variant))
		return false;
	return phase == PHASE_ALL || mutant_concerns(s->mutant, tc) == (phase == PHASE_RELATED);
}

/* The reference is shown what any of its mutants is. */
static bool concerns(const struct mutant_campaign *c, const struct mutant_subject *s,
		     const struct test_case *tc, enum phase phase)
{
	if (s->mutant)
		return shown(s, tc, phase);
	for (size_t i = 0; i < c->count; i++)
		if (c->subjects[i].reference == s && shown(&c->subjects[i], tc, phase))
			return true;
	return false;
}

static bool any_case(const struct mutant_campaign *c, const struct mutant_subject *s,
		     enum phase phase)
{
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	for (uint32_t i = 0; i < count; i++)
		if (concerns(c, s, all[i], phase))
			return true;
	return false;
}

static void write_names(const struct mutant_campaign *c, const struct mutant_subject *s,
			enum phase phase, struct mutant_job *job)
{
	uint32_t count;
	const struct test_case *const *all = case_all(&count);

	for (uint32_t i = 0; i < count; i++) {
		if (!concerns(c, s, all[i], phase))
			continue;
		fprintf(job->names, "%s/%s/%s\n", s->target, s->impl_name, all[i]->id);
		job->case_count++;
	}
}

/* ---- phases ---- */

struct phase_run {
	struct mutant_job *jobs;
	size_t count;
	const struct mutant_job **of; /* by subject, NULL: not in this phase */
};

static bool takes_part(const struct mutant_subject *s, enum phase phase)
{
	if (phase != PHASE_REST)
		return true;
	return s->mutant && !*s->error &&
	       (s->judgement.verdict == MUTANT_SURVIVED ||
		s->judgement.verdict == MUTANT_UNRELATED);
}

/*
 * The run that a subject can share, or a new one. Guests are shared by implementations, as booting
 * them takes longest, in as many runs as there may be at a time.
 */
static struct mutant_job *job_for(struct phase_run *run, const struct mutant_subject *s,
				  size_t parallel)
{
	struct mutant_job *least = NULL;
	size_t shared = 0;

	for (size_t i = 0; i < run->count && !is_model(s) && !s->personality; i++) {
		struct mutant_job *job = &run->jobs[i];

		if (strcmp(job->target, s->target) != 0 || job->impl_count == JOB_IMPLS_MAX ||
		    job->personality)
			continue;
		shared++;
		if (!least || job->case_count < least->case_count)
			least = job;
	}
	return least && shared >= parallel ? least : &run->jobs[run->count++];
}

static int plan_phase(const struct mutant_campaign *c, const struct mutant_campaign_config *config,
		      enum phase phase, struct phase_run *run)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct mutant_subject *s = &c->subjects[i];
		struct mutant_job *job;
		int rc = 0;

		if (!takes_part(s, phase) || !any_case(c, s, phase))
			continue;
		job = job_for(run, s, config->jobs.parallel);
		if (!job->names) {
			char name[128];

			snprintf(name, sizeof(name), "%s%zu-%s-%s",
				 phase == PHASE_REST ? "rest-" : "", i, s->target,
				 s->mutant ? s->mutant->name : s->impl_name);
			job->target = s->target;
			job->personality = s->personality;
			job->schedules = s->mutant ? s->mutant->schedules : NULL;
			job->fail_fast = !config->full;
			rc = mutant_job_begin(job, config->dir, name);
		}
		if (rc)
			return rc;
		job->impls[job->impl_count++] = s->impl;
		write_names(c, s, phase, job);
		run->of[i] = job;
	}
	return 0;
}

static void take_outcome(void *ctx, const struct mutant_result *result)
{
	struct mutant_subject *s = ctx;

	if (!strcmp(s->impl_name, result->implementation))
		mutant_outcomes_set(&s->outcomes, result->id, result->outcome, result->reason);
}

static void take_results(struct mutant_subject *s, const struct mutant_job *job)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/run/results.json", job->dir);
	if (!job->ran)
		snprintf(s->error, sizeof(s->error), "%s", job->error);
	else if (mutant_results_read(path, take_outcome, s))
		snprintf(s->error, sizeof(s->error), "%.200s: no results", path);
}

static int run_phase(struct mutant_campaign *c, const struct mutant_campaign_config *config,
		     enum phase phase)
{
	struct phase_run run = {.jobs = calloc(c->count + 1, sizeof(run.jobs[0])),
				.of = calloc(c->count + 1, sizeof(run.of[0]))};
	int rc = run.jobs && run.of ? plan_phase(c, config, phase, &run) : -ENOMEM;

	if (!rc)
		rc = mutant_jobs_run(run.jobs, run.count, &config->jobs);
	for (size_t i = 0; i < c->count && !rc; i++)
		if (run.of[i])
			take_results(&c->subjects[i], run.of[i]);
	for (size_t i = 0; i < c->count && !rc; i++) {
		struct mutant_subject *s = &c->subjects[i];

		if (s->mutant)
			s->judgement =
				mutant_judge(s->mutant, &s->outcomes, &s->reference->outcomes);
	}
	for (size_t i = 0; run.jobs && i < run.count; i++)
		if (run.jobs[i].names)
			fclose(run.jobs[i].names);
	free(run.jobs);
	free(run.of);
	return rc;
}

int mutant_campaign_run(struct mutant_campaign *out, const struct mutant_campaign_config *config)
{
	int rc;

	*out = (struct mutant_campaign){0};
	rc = add_subjects(out, config);
	if (!rc)
		rc = run_phase(out, config, config->full ? PHASE_ALL : PHASE_RELATED);
	if (!rc && !config->full)
		rc = run_phase(out, config, PHASE_REST);
	return rc;
}

void mutant_campaign_free(struct mutant_campaign *campaign)
{
	for (size_t i = 0; i < campaign->count; i++)
		mutant_outcomes_free(&campaign->subjects[i].outcomes);
	free(campaign->subjects);
}
