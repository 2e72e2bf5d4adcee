// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads build/setup.env. */
#include "target/qemu/env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **env_member(struct setup_env *env, const char *key, size_t length)
{
	const struct {
		const char *key;
		char **value;
	} members[] = {
		{"QEMU", &env->qemu},
		{"QEMU_FIRMWARE", &env->firmware},
		{"KERNEL_VERSION", &env->kernel_version},
		{"KERNEL_IMAGE", &env->kernel_image},
		{"MODULES_DIR", &env->modules_dir},
		{"KMOD", &env->kmod},
		{"CACHE", &env->cache},
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strlen(members[i].key) == length && !memcmp(members[i].key, key, length))
			return members[i].value;
	return NULL;
}

static int env_default_cache(struct setup_env *env)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int rc;

	if (xdg && *xdg)
		rc = asprintf(&env->cache, "%s/isotap", xdg);
	else
		rc = asprintf(&env->cache, "%s/.cache/isotap", home && *home ? home : "/root");
	if (rc < 0) {
		env->cache = NULL;
		return -ENOMEM;
	}
	return 0;
}

int setup_env_read(const char *path, struct setup_env *out, char *error, size_t size)
{
	char line[4096];
	int rc = 0;
	FILE *file;

	memset(out, 0, sizeof(*out));
	file = fopen(path, "re");
	if (!file) {
		rc = -errno;
		snprintf(error, size, "%s: %s (run ./run.sh --setup first)", path, strerror(-rc));
		return rc;
	}
	while (!rc && fgets(line, sizeof(line), file)) {
		char *eq = strchr(line, '='), **member;

		line[strcspn(line, "\n")] = 0;
		if (line[0] == '#' || !eq || !eq[1])
			continue;
		member = env_member(out, line, eq - line);
		if (!member)
			continue;
		free(*member);
		*member = strdup(eq + 1);
		if (!*member)
			rc = -ENOMEM;
	}
	fclose(file);
	if (!rc && !out->cache)
		rc = env_default_cache(out);
	if (rc) {
		snprintf(error, size, "%s: %s", path, strerror(-rc));
		setup_env_free(out);
	}
	return rc;
}

void setup_env_free(struct setup_env *env)
{
	free(env->qemu);
	free(env->firmware);
	free(env->kernel_version);
	free(env->kernel_image);
	free(env->modules_dir);
	free(env->kmod);
	free(env->cache);
	memset(env, 0, sizeof(*env));
}
