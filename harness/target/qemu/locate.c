// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the agent and the reference module. */
#include "target/qemu/locate.h"

#include <errno.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int locate_agent(char *out, size_t size)
{
	char self[PATH_MAX - 32];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n < 0)
		return -errno;
	self[n] = 0;
	snprintf(out, size, "%s-agent", self);
	if (!access(out, X_OK))
		return 0;
	/* installed: PREFIX/bin/isotap and PREFIX/lib/isotap/isotap-agent */
	snprintf(out, size, "%s/../lib/isotap/isotap-agent", dirname(self));
	return access(out, X_OK) ? -ENOENT : 0;
}

/* By the version magic in the module, which is what the kernel goes by. */
bool locate_fits(const char *kmod, const char *modules_dir)
{
	char *copy = strdup(modules_dir), *line = NULL, version[128];
	FILE *file = fopen(kmod, "re");
	bool fits = false;
	size_t room = 0;

	if (copy && file) {
		snprintf(version, sizeof(version), "vermagic=%s ", basename(copy));
		while (!fits && getdelim(&line, &room, 0, file) > 0)
			fits = !strncmp(line, version, strlen(version));
	}
	free(line);
	free(copy);
	if (file)
		fclose(file);
	return fits;
}

char *locate_kmod(const struct setup_env *env, const char *modules_dir)
{
	char pattern[PATH_MAX], *out = NULL;
	glob_t found;

	if (env->kmod && locate_fits(env->kmod, modules_dir))
		return strdup(env->kmod);
	snprintf(pattern, sizeof(pattern), "%s/kmod/*/isotap_ti.ko", env->cache);
	if (glob(pattern, 0, NULL, &found))
		return NULL;
	for (size_t i = 0; !out && i < found.gl_pathc; i++)
		if (locate_fits(found.gl_pathv[i], modules_dir))
			out = strdup(found.gl_pathv[i]);
	globfree(&found);
	return out;
}
