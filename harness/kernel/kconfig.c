// SPDX-License-Identifier: GPL-2.0-or-later
/* Options that are set, sorted. What is not set is told by its absence, as the kernel's build does.
 */
#include "kernel/kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "CONFIG_"

struct option {
	const char *name;
	char value;
};

struct kconfig {
	char *text;
	struct option *options;
	size_t count;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct option *)a)->name, ((const struct option *)b)->name);
}

static size_t count_lines(const char *text)
{
	size_t count = 1;

	while ((text = strchr(text, '\n'))) {
		text++;
		count++;
	}
	return count;
}

/* "CONFIG_NAME=value" */
static void take_line(struct kconfig *config, char *line)
{
	char *equals = strchr(line, '=');

	if (strncmp(line, PREFIX, strlen(PREFIX)) || !equals || !equals[1])
		return;
	*equals = '\0';
	config->options[config->count].name = line + strlen(PREFIX);
	config->options[config->count].value =
		!equals[2] && strchr("mn", equals[1]) ? equals[1] : 'y';
	config->count++;
}

struct kconfig *kconfig_parse(const char *text, size_t length)
{
	struct kconfig *config = calloc(1, sizeof(*config));
	char *next;

	if (!config)
		return NULL;
	config->text = strndup(text, length);
	if (config->text)
		config->options = calloc(count_lines(config->text), sizeof(config->options[0]));
	if (!config->options) {
		kconfig_free(config);
		errno = ENOMEM;
		return NULL;
	}
	for (char *line = strtok_r(config->text, "\n", &next); line;
	     line = strtok_r(NULL, "\n", &next))
		take_line(config, line);
	if (!config->count) {
		kconfig_free(config);
		errno = EBADMSG;
		return NULL;
	}
	qsort(config->options, config->count, sizeof(config->options[0]), compare);
	return config;
}

void kconfig_free(struct kconfig *config)
{
	if (!config)
		return;
	free(config->options);
	free(config->text);
	free(config);
}

char kconfig_get(const struct kconfig *config, const char *option)
{
	struct option key = {.name = option}, *found;

	found = bsearch(&key, config->options, config->count, sizeof(key), compare);
	return found ? found->value : 'n';
}
