// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel's configuration: in the image itself, then in files that come with it. */
#include "kernel/find.h"

#include <errno.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/file.h"

#define CONFIG_MAX ((size_t)16 << 20)

static bool take_text(struct search *search, const char *text, size_t length, const char *from)
{
	struct kconfig *config = kconfig_parse(text, length);

	if (!config)
		return false;
	search->out->config = config;
	search->out->config_from = strdup(from);
	return true;
}

static bool take_embedded(struct search *search, const void *data, size_t size, const char *from)
{
	char *text;
	bool taken;

	if (image_config(data, size, &text))
		return false;
	taken = take_text(search, text, strlen(text), from);
	free(text);
	return taken;
}

__attribute__((format(printf, 2, 3))) static bool take_file(struct search *search,
							    const char *format, ...)
{
	struct mapped file;
	char path[PATH_MAX];
	bool taken = false;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(path, sizeof(path), format, ap);
	va_end(ap);
	if (n < 0 || n >= (int)sizeof(path) || mapped_open(&file, path))
		return false;
	if (file.size <= CONFIG_MAX)
		taken = take_text(search, file.data, file.size, path);
	mapped_close(&file);
	return taken;
}

static bool take_beside_image(struct search *search)
{
	char *copy = strdup(search->image), *folder = copy ? dirname(copy) : NULL;
	const char *release = search->out->release;
	bool taken =
		folder &&
		((release[0] && take_file(search, "%s/config-%s", folder, release)) ||
		 take_file(search, "%s/.config", folder) || take_file(search, "%s/config", folder));

	free(copy);
	return taken;
}

static bool take_from_root(struct search *search)
{
	const char *root = search->root, *release = search->out->release;

	if (!root)
		return false;
	if (take_file(search, "%s/.config", root))
		return true;
	return release[0] && (take_file(search, "%s/boot/config-%s", root, release) ||
			      take_file(search, "%s/usr/lib/modules/%s/config", root, release) ||
			      take_file(search, "%s/lib/modules/%s/config", root, release));
}

/* configs.ko, which CONFIG_IKCONFIG=m makes. */
static bool take_module(struct search *search)
{
	char pattern[PATH_MAX];
	bool taken = false;
	glob_t found;
	size_t size;
	void *data;

	snprintf(pattern, sizeof(pattern), "%s/kernel/kernel/configs.ko*", search->out->modules);
	if (glob(pattern, 0, NULL, &found))
		return false;
	if (!file_read(found.gl_pathv[0], &data, &size)) {
		taken = take_embedded(search, data, size, found.gl_pathv[0]);
		free(data);
	}
	globfree(&found);
	return taken;
}

void find_config(struct search *search)
{
	if (take_embedded(search, search->elf.data, search->elf.size, "the image itself") ||
	    take_from_root(search) || take_beside_image(search) || !search->out->modules)
		return;
	if (!take_module(search))
		take_file(search, "%s/config", search->out->modules);
}
