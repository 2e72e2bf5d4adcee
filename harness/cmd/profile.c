// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of words as a shell has them: quotes, backslashes, comments. Nothing is substituted. */
#include "cmd/profile.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/cmd.h"
#include "plan/requirements.h"

#define DEPTH_MAX 8
#define WORDS_MAX 4096
#define OPTION "--profile"

struct words {
	char **list; /* NULL-terminated */
	int count;
};

struct expansion {
	struct words words;
	const struct argp *argp;
	const void *input;
	size_t size;
};

struct place {
	const char *file;
	int line;
};

/* What values name files: always, or only if there is a '/' in them. */
static const struct {
	const char *option;
	bool always;
} of_files[] = {
	{"--kernel", true}, {"--modules", true},    {"--load", true},         {"--qemu", true},
	{"--env", true},    {"--cases-from", true}, {"--expectations", true}, {"--run-dir", true},
	{"--impl", false},  {"--topology", false},
};

__attribute__((format(printf, 2, 3))) static _Noreturn void fail(const struct place *place,
								 const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	fputs("isotap: ", stderr);
	text_plain(stderr, place->file, false);
	if (place->line)
		fprintf(stderr, ":%d", place->line);
	fputs(": ", stderr);
	text_plain(stderr, text, false);
	fputc('\n', stderr);
	exit(STATUS_USAGE);
}

/* Takes the word. */
static void add(struct words *words, char *word)
{
	words->list = realloc(words->list, (size_t)(words->count + 2) * sizeof(*words->list));
	if (!words->list || !word)
		abort();
	words->list[words->count++] = word;
	words->list[words->count] = NULL;
}

static void words_free(struct words *words)
{
	for (int i = 0; i < words->count; i++)
		free(words->list[i]);
	free(words->list);
}

/* ---- one line ---- */

/* One word from *at on, which it moves behind it; NULL at the end of the line. */
static char *next_word(const struct place *place, const char **at)
{
	const char *p = *at + strspn(*at, " \t\r\n");
	char *word = malloc(strlen(p) + 1), *out = word, quote = 0;

	if (!word)
		abort();
	if (!*p || *p == '#') {
		free(word);
		return NULL;
	}
	for (; *p && (quote || !strchr(" \t\r\n", *p)); p++) {
		if (quote ? *p == quote : *p == '\'' || *p == '"')
			quote = quote ? 0 : *p;
		else if (*p == '\\' && quote != '\'' && p[1] && p[1] != '\n')
			*out++ = *++p;
		else
			*out++ = *p;
	}
	*out = '\0';
	if (quote)
		fail(place, "a %c without its end", quote);
	*at = p;
	return word;
}

static bool is_file(const char *option, size_t length, const char *value)
{
	if (length == strlen(OPTION) && !strncmp(option, OPTION, length))
		return !strengths_parse(value);
	for (size_t i = 0; i < sizeof(of_files) / sizeof(of_files[0]); i++)
		if (strlen(of_files[i].option) == length &&
		    !strncmp(of_files[i].option, option, length))
			return of_files[i].always || strchr(value, '/');
	return false;
}

static char *beside(const char *file, const char *value)
{
	const char *slash = strrchr(file, '/');
	char *path;

	if (value[0] == '/' || !slash)
		return strdup(value);
	if (asprintf(&path, "%.*s/%s", (int)(slash - file), file, value) < 0)
		abort();
	return path;
}

/* The value of an option that is in one word with it, or in the next. */
static char *resolved(const struct place *place, const char *option, size_t length,
		      const char *value)
{
	const char *colon = strchr(value, ':');
	char *path, *whole;

	if (is_file(option, length, value))
		return beside(place->file, value);
	if (length != strlen("--format") || strncmp(option, "--format", length) || !colon)
		return strdup(value);
	path = beside(place->file, colon + 1);
	if (asprintf(&whole, "%.*s%s", (int)(colon + 1 - value), value, path) < 0)
		abort();
	free(path);
	return whole;
}

static struct words split(const struct place *place, const char *line)
{
	struct words words = {0};
	char *word, *value, *equals, *whole;

	while ((word = next_word(place, &line))) {
		const char *before = words.count ? words.list[words.count - 1] : "";

		equals = word[0] == '-' ? strchr(word, '=') : NULL;
		if (equals) {
			value = resolved(place, word, (size_t)(equals - word), equals + 1);
			if (asprintf(&whole, "%.*s%s", (int)(equals + 1 - word), word, value) < 0)
				abort();
			free(value);
		} else {
			whole = resolved(place, before, strlen(before), word);
		}
		free(word);
		add(&words, whole);
		if (words.count > WORDS_MAX)
			fail(place, "more than %d words", WORDS_MAX);
	}
	return words;
}

/* ---- files ---- */

static void expand(struct expansion *out, int argc, char *const *argv, int depth,
		   const struct place *from);

/* The line that is checked now. */
static struct place checked;

static void name_checked(void)
{
	if (checked.file)
		fprintf(stderr, "isotap: that is in %s:%d\n", checked.file, checked.line);
}

/* The parser's own complaints end the program; they begin with its name, here the file's without
 * its folder, and the line. Parsers write to their words, so it gets some of its own. */
static void check_line(const struct expansion *out, const struct place *place,
		       const struct words *line)
{
	struct words copy = {0};
	void *input = malloc(out->size);
	static bool registered;
	char *name;

	if (!input || asprintf(&name, "%s:%d", place->file, place->line) < 0)
		abort();
	add(&copy, name);
	for (int i = 0; i < line->count; i++)
		add(&copy, strdup(line->list[i]));
	memcpy(input, out->input, out->size);
	registered = registered || !atexit(name_checked);
	checked = *place;
	argp_parse(out->argp, copy.count, copy.list, 0, NULL, input);
	checked = (struct place){0};
	free(input);
	words_free(&copy);
}

static void take_file(struct expansion *out, const char *file, int depth, const struct place *from)
{
	struct place place = {.file = file};
	struct expansion line_out = {.argp = out->argp, .input = out->input, .size = out->size};
	FILE *in = fopen(file, "re");
	char *line = NULL;
	size_t room = 0;

	if (!in)
		fail(from ? from : &place, "%s%s%s", from ? file : "", from ? ": " : "",
		     strerror(errno));
	if (depth == DEPTH_MAX)
		fail(&place, "profiles in profiles, more than %d deep", DEPTH_MAX);
	while (getline(&line, &room, in) > 0) {
		struct words words;

		place.line++;
		words = split(&place, line);
		expand(&line_out, words.count, words.list, depth + 1, &place);
		if (line_out.words.count)
			check_line(&line_out, &place, &line_out.words);
		for (int i = 0; i < line_out.words.count; i++)
			add(&out->words, line_out.words.list[i]);
		free(line_out.words.list);
		line_out.words = (struct words){0};
		words_free(&words);
	}
	if (ferror(in))
		fail(&place, "%s", strerror(errno));
	free(line);
	fclose(in);
}

/* A list of strengths goes by the same option. */
static bool names_file(const char *value)
{
	return strchr(value, '/') || (!strengths_parse(value) && !access(value, F_OK));
}

static void expand(struct expansion *out, int argc, char *const *argv, int depth,
		   const struct place *from)
{
	size_t length = strlen(OPTION);

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], OPTION) && i + 1 < argc && names_file(argv[i + 1]))
			take_file(out, argv[++i], depth, from);
		else if (!strncmp(argv[i], OPTION "=", length + 1) &&
			 names_file(argv[i] + length + 1))
			take_file(out, argv[i] + length + 1, depth, from);
		else
			add(&out->words, strdup(argv[i]));
	}
}

char **profile_expand(int *argc, char *const *argv, const struct argp *argp, const void *input,
		      size_t size)
{
	struct expansion out = {.argp = argp, .input = input, .size = size};

	expand(&out, *argc, argv, 0, NULL);
	*argc = out.words.count;
	return out.words.list;
}
