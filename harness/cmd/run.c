// SPDX-License-Identifier: GPL-2.0-or-later
/* isotap run: options to a plan, and the plan to the controller. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/profile.h"
#include "cmd/run_options.h"
#include "journal/earlier.h"
#include "journal/rundir.h"
#include "plan/catalog.h"
#include "plan/lacks.h"
#include "plan/plan.h"
#include "plan/requirements.h"
#include "plan/shard.h"
#include "regs/personality.h"
#include "run/controller.h"
#include "run/interrupt.h"
#include "run/software.h"

#define KERNEL_JOBS_MAX 4 /* guests at a time, if --jobs does not say */

/* How it came to the run. */
struct invocation {
	int argc;
	char **argv;
	struct earlier *earlier;
	const char *run_dir; /* of the earlier run */
};

static void topology_mistake(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	if (line)
		fprintf(stderr, "%s:%d: ", file, line);
	else
		fprintf(stderr, "%s: ", file);
	text_plain(stderr, text, false);
	fputc('\n', stderr);
}

/* setup.env is where the build put the program. */
static const char *default_env(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	if (n < 0)
		return "build/setup.env";
	path[n] = '\0';
	slash = strrchr(path, '/');
	snprintf(slash + 1, size - (size_t)(slash + 1 - path), "setup.env");
	return path;
}

/* What a rerun of one case has to repeat. The caller frees. */
static char *rerun_arguments(const struct run_options *args)
{
	const struct {
		const char *option, *value;
	} texts[] = {{"--qemu", args->qemu},
		     {"--expect", args->expect.word},
		     {"--expectations", args->expect.file}};
	char *text = NULL;
	size_t length;
	FILE *f = open_memstream(&text, &length);

	if (!f)
		return NULL;
	fprintf(f, "--seed %llu", (unsigned long long)args->seed);
	if (args->iterations)
		fprintf(f, " --iterations %u", args->iterations);
	if (args->expect.none)
		fputs(" --no-expectations", f);
	if (args->personality)
		fprintf(f, " --personality %s", personality_name(args->personality));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!texts[i].value)
			continue;
		fprintf(f, " %s ", texts[i].option);
		text_shell(f, texts[i].value);
	}
	software_rerun(&args->software, f);
	kernel_rerun(f, &args->kernel);
	guest_options(f, &args->guest);
	fclose(f);
	return text;
}

/* The run's folder: 0, or an exit status after a message. */
static int choose_folder(const struct run_options *args, struct controller_config *config,
			 const char *run_dir, char *folder, size_t size)
{
	char error[1024];
	int rc;

	if (config->earlier && earlier_read(config->earlier, config, error, sizeof(error))) {
		fprintf(stderr, "isotap: %s\n", error);
		return STATUS_USAGE;
	}
	if (!config->earlier || !config->earlier->goes_on) {
		rc = rundir_make(args->run_dir, folder, size);
		if (!rc)
			return 0;
		fprintf(stderr, "isotap: run folder %s: %s\n",
			args->run_dir ? args->run_dir : RUNDIR_ROOT,
			rc == -EEXIST ? "holds a run already; --resume goes on with it"
				      : strerror(-rc));
		return STATUS_USAGE;
	}
	snprintf(folder, size, "%s", run_dir);
	if (config->earlier->finished)
		fprintf(stderr, "isotap: %s: the run is finished; this is its report\n", folder);
	return 0;
}

/* What a run needs from its start to its end. */
struct session {
	const struct run_options *args;
	const struct invocation *invocation;
	char folder[PATH_MAX], env[PATH_MAX];
	struct kernel kernel;
	struct software software;
	struct controller_config config;
};

static void begin_session(struct session *session, const struct run_options *args,
			  const struct invocation *invocation)
{
	memset(session, 0, sizeof(*session));
	session->args = args;
	session->invocation = invocation;
	session->config = (struct controller_config){
		.run_dir = session->folder,
		.env_file = args->env ? args->env : default_env(session->env, sizeof(session->env)),
		.qemu = args->qemu,
		.load = args->software.load,
		.policy = {.strict = args->strict,
			   .profile = args->profile,
			   .expect_panic = args->expect.panic,
			   .panic_text = args->expect.panic_text},
		.keep_memory = args->expect.keep_memory,
		.seed = args->seed,
		.iterations = args->iterations,
		.personality = args->personality,
		.schedules = args->schedules.mode ? &args->schedules : NULL,
		.no_trace = args->no_trace,
		.trace_all = args->trace_all,
		.guest = args->guest,
		.unchecked = args->unchecked,
		.timeout_scale = args->timeout_scale,
		.bisect = args->bisect,
		.fail_fast = args->fail_fast,
		.jobs = args->parts.jobs ? args->parts.jobs : 1,
		.shard = args->parts.shard,
		.shards = args->parts.shards,
		.earlier = invocation->earlier,
		.argc = invocation->argc,
		.argv = invocation->argv,
	};
}

static int open_folder(struct session *session)
{
	if (session->folder[0])
		return 0;
	return choose_folder(session->args, &session->config, session->invocation->run_dir,
			     session->folder, sizeof(session->folder));
}

/* --impl auto: boots the guest that the plan begins with, whichever software is in it. A run that
 * goes on has its answer. */
static int ask_guest(struct session *session, const struct catalog *catalog,
		     const struct plan_options *wanted)
{
	static struct plan any;
	char error[512];
	int rc;

	if (session->args->guest.deterministic) {
		fputs("isotap: --clock deterministic: expected an --impl that says which software "
		      "is in the kernel\n",
		      stderr);
		return STATUS_USAGE;
	}
	session->config.software = &session->software;
	if (session->config.earlier)
		return software_recall(&session->software,
				       earlier_header(session->config.earlier, 0),
				       session->args->impls);
	rc = open_folder(session);
	if (rc)
		return rc;
	if (plan_add_section(&any, "qemu", "kmod", error, sizeof(error)) ||
	    plan_make(&any, catalog, wanted))
		return STATUS_USAGE;
	lacks_skip(&any, &session->kernel);
	interrupt_install();
	software_find(&session->software, &session->config, &any);
	plan_free(&any);
	return 0;
}

static int run_plan(struct session *session, const struct plan *plan,
		    const struct expectations *known)
{
	struct streams streams;
	char error[PATH_MAX + 64];
	char *rerun;
	int rc;

	session->config.plan = plan;
	session->config.policy.list = known;
	session->config.streams = &streams;
	rc = open_folder(session);
	if (rc)
		return rc;
	if (streams_open(&streams, &session->args->streams, session->folder, error,
			 sizeof(error))) {
		fprintf(stderr, "isotap: %s\n", error);
		return STATUS_USAGE;
	}
	rerun = rerun_arguments(session->args);
	session->config.rerun = rerun;
	interrupt_install();
	rc = controller_run(&session->config);
	streams_close(&streams);
	free(rerun);
	if (rc >= 0)
		return rc;
	fprintf(stderr, "isotap: %s: %s\n", session->folder, strerror(-rc));
	return STATUS_USAGE;
}

static int run_named(const struct run_options *args, const struct invocation *invocation,
		     const struct case_names *names)
{
	const struct sections_wanted wanted = {
		.target = args->target, .impls = args->impls, .kernel = args->kernel.path != NULL};
	const struct plan_options plan_options = {.cases = args->cases,
						  .areas = args->areas,
						  .names = names,
						  .seed = args->seed,
						  .timeout_scale = args->timeout_scale,
						  .every_row = args->every_row,
						  .endurance = args->endurance};
	struct expectations *known = NULL;
	static struct session session;
	struct catalog catalog = {0};
	static struct plan plan;
	int status = STATUS_USAGE, rc;

	begin_session(&session, args, invocation);
	if (catalog_load(&catalog, args->topologies, topology_mistake, NULL))
		goto out;
	rc = strcmp(args->target, "model")
		     ? kernel_prepare(&args->kernel, &session.config, &session.kernel)
		     : 0;
	if (rc) {
		status = rc;
		goto out;
	}
	rc = sections_ask_guest(&wanted) ? ask_guest(&session, &catalog, &plan_options) : 0;
	if (rc || sections_add(&plan, &wanted, session.software.impl))
		goto out;
	known = expect_load(&args->expect, &plan);
	if (!known || plan_make(&plan, &catalog, &plan_options))
		goto out;
	if (!plan.count) {
		fputs("isotap: no case is left to run: see `isotap list`\n", stderr);
		goto out;
	}
	kernel_describe(&args->kernel, &session.kernel, lacks_skip(&plan, &session.kernel));
	if (args->parts.shards && shard_choose(&plan, args->parts.shard, args->parts.shards))
		goto out;
	status = run_plan(&session, &plan, known);
out:
	kernel_free(&session.kernel);
	software_free(&session.software);
	plan_free(&plan);
	catalog_free(&catalog);
	expectations_free(known);
	return status;
}

static int run(const struct run_options *args, const struct invocation *invocation)
{
	struct case_names *names = NULL;
	char error[512];
	int status;

	if (args->cases_from) {
		names = case_names_load(args->cases_from, error, sizeof(error));
		if (!names) {
			fprintf(stderr, "isotap: %s\n", error);
			return STATUS_USAGE;
		}
	}
	status = run_named(args, invocation, names);
	case_names_free(names);
	return status;
}

/* argp moves words about, and some options write to theirs: the journal has them as they came. */
static char **copy_words(int argc, char **argv)
{
	char **words = calloc((size_t)argc + 1, sizeof(*words));

	for (int i = 0; words && i < argc; i++)
		words[i] = strdup(argv[i]);
	return words;
}

static void free_words(char **words)
{
	for (char **word = words; word && *word; word++)
		free(*word);
	free(words);
}

/* A kernel is handed over to be judged: the model says nothing of it, and somebody waits. */
static void choose_for_kernel(struct run_options *args)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (!args->target)
		args->target = "qemu";
	if (args->parts.jobs || args->guest.deterministic)
		return;
	if (processors < 1) /* not known */
		processors = 1;
	args->parts.jobs = processors < KERNEL_JOBS_MAX ? (uint32_t)processors : KERNEL_JOBS_MAX;
}

int run_with(int argc, char **argv, struct earlier *earlier, const char *run_dir)
{
	struct run_options args = {.seed = 1, .profile = STRENGTH_ALL, .timeout_scale = 1};
	struct invocation invocation = {argc, copy_words(argc, argv), earlier, run_dir};
	int status;

	argp_parse(&run_argp, argc, argv, 0, NULL, &args);
	if (args.kernel.path)
		choose_for_kernel(&args);
	if (!args.target)
		args.target = "all";
	if (args.parts.resume)
		status =
			parts_resume(args.parts.resume, &run_argp, argc, invocation.argv, run_with);
	else
		status = run(&args, &invocation);
	free_words(invocation.argv);
	return status;
}

int cmd_run(int argc, char **argv)
{
	struct run_options any = {0};
	char **words = profile_expand(&argc, argv, &run_argp, &any, sizeof(any));
	int status = run_with(argc, words, NULL, NULL);

	free_words(words);
	return status;
}
