// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel that cannot serve is no failure of what is tested: the run ends before it begins. */
#include "cmd/kernel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/cmd.h"
#include "kernel/options.h"
#include "target/qemu/env.h"

enum { OPT_KERNEL = 0x500, OPT_MODULES };

static const struct argp_option options_list[] = {
	{"kernel", OPT_KERNEL, "PATH", 0,
	 "boot this kernel: bzImage, vmlinux, build folder, Debian or RPM package (default: "
	 "set-up's)",
	 0},
	{"modules", OPT_MODULES, "PATH", 0,
	 "its modules: a folder with modules.dep, a build folder, or a package, which may be "
	 "repeated (default: where they belong)",
	 0},
	{0},
};

static void add_modules(struct argp_state *state, struct kernel_options *options, const char *path)
{
	size_t count = 0;

	while (options->modules[count])
		count++;
	if (count == KERNEL_PACKAGES_MAX)
		argp_error(state, "more than %d of --modules", KERNEL_PACKAGES_MAX);
	options->modules[count] = path;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct kernel_options *options = state->input;

	switch (key) {
	case OPT_KERNEL:
		options->path = arg;
		return 0;
	case OPT_MODULES:
		add_modules(state, options, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp kernel_argp = {.options = options_list, .parser = parse};

static void say(FILE *out, const char *before, const char *text)
{
	fputs(before, out);
	text_plain(out, text, false);
	fputc('\n', out);
}

/* Bad input is 129, which ends a bisection; a kernel that was not built, or that cannot show
 * anything, is none of the user's mistakes. */
static int end_early(const struct controller_config *config, int rc, const char *text)
{
	say(stderr, "isotap: ", text);
	if (rc == -ENOENT)
		return STATUS_USAGE;
	say(stdout, "TAP version 13\nBail out! ", text);
	return config->bisect ? EXIT_BISECT_SKIP : EXIT_RIG_BROKEN;
}

static bool is_asked(const struct kernel_options *options)
{
	return options->path || options->modules[0];
}

static int find(const struct kernel_options *options, const struct setup_env *env,
		struct kernel *out, char *error, size_t size)
{
	const char *modules[] = {env->modules_dir, NULL};
	struct kernel_request request = {
		.path = options->path ? options->path : env->kernel_image,
		.modules = is_asked(options) ? options->modules : modules,
		.cache = env->cache,
		.setup_modules = env->modules_dir,
	};

	return kernel_find(&request, out, error, size);
}

/* Whether a guest could boot and be heard at all. */
static int check(const struct kernel *kernel, char *error, size_t size)
{
	char lacking[1024];

	options_lacking_all(kernel->config, FOR_BOOT, lacking, sizeof(lacking));
	if (lacking[0]) {
		snprintf(error, size, "%s: isotap's guests do not run without %s", kernel->image,
			 lacking);
		return -EINVAL;
	}
	return options_check_modules(kernel, error, size) ? -EINVAL : 0;
}

void kernel_describe(const struct kernel_options *options, const struct kernel *kernel,
		     size_t skipped)
{
	if (!kernel->image || (!is_asked(options) && !skipped && kernel->config))
		return;
	fputs("kernel: ", stderr);
	text_plain(stderr, kernel->release[0] ? kernel->release : "of unknown release", false);
	fputs(", ", stderr);
	text_plain(stderr, kernel->image, false);
	fputs(kernel->modules ? ", modules " : ", no modules", stderr);
	if (kernel->modules)
		text_plain(stderr, kernel->modules, false);
	fputs(kernel->config ? ", configuration in "
			     : ", no readable configuration: what it lacks "
			       "is not known beforehand",
	      stderr);
	if (kernel->config_from)
		text_plain(stderr, kernel->config_from, false);
	if (skipped)
		fprintf(stderr, ", %zu cases skipped for options that it lacks", skipped);
	fputc('\n', stderr);
}

int kernel_prepare(const struct kernel_options *options, struct controller_config *config,
		   struct kernel *out)
{
	struct setup_env env;
	char error[1536];
	int rc = setup_env_read(config->env_file, &env, error, sizeof(error));

	if (rc) /* nothing was set up: each case will say so, in its place */
		return is_asked(options) ? end_early(config, -EINVAL, error) : 0;
	if (options->path || env.kernel_image)
		rc = find(options, &env, out, error, sizeof(error));
	setup_env_free(&env);
	if (!rc && !out->image)
		return 0;
	if (!rc)
		rc = check(out, error, sizeof(error));
	if (rc)
		return end_early(config, options->path ? rc : -EINVAL, error);
	config->kernel = out->image;
	config->modules = out->modules ? out->modules : "";
	return 0;
}

void kernel_rerun(FILE *out, const struct kernel_options *options)
{
	if (options->path) {
		fputs(" --kernel ", out);
		text_shell(out, options->path);
	}
	for (const char *const *modules = options->modules; *modules; modules++) {
		fputs(" --modules ", out);
		text_shell(out, *modules);
	}
}
