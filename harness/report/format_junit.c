// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * JUnit XML as Jenkins and GitLab read it: a suite per target and implementation, the class is what
 * they show as the suite, and the content of failure, error and skipped is what they show of it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <libxml/xmlwriter.h>

#include "base/member.h"
#include "base/text.h"
#include "report/format.h"

struct suite {
	char name[128];
	uint32_t tests, failures, errors, skipped;
	double seconds;
};

#define SUITES_MAX 64

struct suites {
	struct suite of[SUITES_MAX], all;
	size_t count;
};

enum verdict { PASSED, FAILED, BROKEN, SKIPPED };

static enum verdict verdict_of(struct json_object *result)
{
	const char *outcome = member_text(result, "outcome");

	if (!strcmp(outcome, "pass"))
		return PASSED;
	/* What was known, or does not count in this profile, is shown and fails nothing. */
	if (!strcmp(outcome, "skip") || !strcmp(outcome, "known-fail") ||
	    member_true(result, "observation"))
		return SKIPPED;
	return strcmp(outcome, "fail") ? BROKEN : FAILED;
}

static void suite_name(struct json_object *result, char *out, size_t size)
{
	snprintf(out, size, "%s/%s", member_text(result, "target"),
		 member_text(result, "implementation"));
}

static struct suite *suite_of(struct suites *suites, struct json_object *result)
{
	char name[sizeof(suites->of[0].name)];

	suite_name(result, name, sizeof(name));
	for (size_t i = 0; i < suites->count; i++)
		if (!strcmp(suites->of[i].name, name))
			return &suites->of[i];
	/* More than a run can have sections: the file was not written by one. */
	if (suites->count == SUITES_MAX)
		return &suites->of[SUITES_MAX - 1];
	strcpy(suites->of[suites->count].name, name);
	return &suites->of[suites->count++];
}

static void count_one(struct suite *suite, struct json_object *result)
{
	double seconds = 0;

	member_number(result, "seconds", &seconds);
	suite->seconds += seconds;
	suite->tests++;
	suite->failures += verdict_of(result) == FAILED;
	suite->errors += verdict_of(result) == BROKEN;
	suite->skipped += verdict_of(result) == SKIPPED;
}

/* Well-formed UTF-8 is not enough: XML 1.0 (2.2) has no control characters, no U+FFFE, no U+FFFF.
 */
static char *xml_text(const char *text)
{
	char *clean = strdup(text);

	if (!clean)
		abort();
	text_clean_utf8(clean, strlen(clean));
	for (char *p = clean; *p; p++) {
		if ((unsigned char)*p < 0x20 && *p != '\n' && *p != '\t')
			*p = '?';
		if (!strncmp(p, "\xef\xbf\xbe", 3) || !strncmp(p, "\xef\xbf\xbf", 3))
			memset(p, '?', 3);
	}
	return clean;
}

static void attribute(xmlTextWriterPtr xml, const char *name, const char *value)
{
	char *clean = xml_text(value);

	xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST clean);
	free(clean);
}

static void number(xmlTextWriterPtr xml, const char *name, uint32_t value)
{
	xmlTextWriterWriteFormatAttribute(xml, BAD_CAST name, "%u", value);
}

static void text(xmlTextWriterPtr xml, const char *value)
{
	char *clean = xml_text(value);

	xmlTextWriterWriteString(xml, BAD_CAST clean);
	xmlTextWriterWriteString(xml, BAD_CAST "\n");
	free(clean);
}

static void lines(xmlTextWriterPtr xml, struct json_object *result, const char *key)
{
	uint32_t count;
	struct json_object *rows = member_array(result, key, &count);

	for (uint32_t i = 0; i < count; i++)
		text(xml, member_element(rows, i));
}

static void write_case(xmlTextWriterPtr xml, struct json_object *result)
{
	static const char *const elements[] = {NULL, "failure", "error", "skipped"};
	const char *element = elements[verdict_of(result)];
	char class[192];
	double seconds = 0;

	snprintf(class, sizeof(class), "isotap.%s.%s.%s", member_text(result, "target"),
		 member_text(result, "implementation"), member_text(result, "area"));
	member_number(result, "seconds", &seconds);
	xmlTextWriterStartElement(xml, BAD_CAST "testcase");
	attribute(xml, "classname", class);
	attribute(xml, "name", member_text(result, "case"));
	xmlTextWriterWriteFormatAttribute(xml, BAD_CAST "time", "%.3f", seconds);
	if (element) {
		xmlTextWriterStartElement(xml, BAD_CAST element);
		attribute(xml, "message", member_text(result, "reason"));
		text(xml, member_text(result, "reason"));
		lines(xml, result, "evidence");
		lines(xml, result, "kernel_log");
		lines(xml, result, "notes");
		xmlTextWriterEndElement(xml);
	}
	xmlTextWriterEndElement(xml);
}

static void write_counts(xmlTextWriterPtr xml, const struct suite *suite)
{
	attribute(xml, "name", suite->name);
	number(xml, "tests", suite->tests);
	number(xml, "failures", suite->failures);
	number(xml, "errors", suite->errors);
	number(xml, "skipped", suite->skipped);
	xmlTextWriterWriteFormatAttribute(xml, BAD_CAST "time", "%.3f", suite->seconds);
}

static void write_all(xmlTextWriterPtr xml, struct suites *suites, struct json_object *cases,
		      uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct json_object *result = json_object_array_get_idx(cases, i);

		count_one(&suites->all, result);
		count_one(suite_of(suites, result), result);
	}
	xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(xml, BAD_CAST "testsuites");
	write_counts(xml, &suites->all);
	for (size_t s = 0; s < suites->count; s++) {
		xmlTextWriterStartElement(xml, BAD_CAST "testsuite");
		write_counts(xml, &suites->of[s]);
		for (uint32_t i = 0; i < count; i++) {
			struct json_object *result = json_object_array_get_idx(cases, i);

			if (suite_of(suites, result) == &suites->of[s])
				write_case(xml, result);
		}
		xmlTextWriterEndElement(xml);
	}
	xmlTextWriterEndDocument(xml);
}

int format_junit(FILE *out, struct json_object *run, const struct format_options *options)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	xmlTextWriterPtr xml = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
	struct suites suites = {.all = {.name = "isotap"}};
	uint32_t count;
	struct json_object *cases = member_array(run, "cases", &count);
	int rc = xml ? 0 : -ENOMEM;

	(void)options;
	if (xml) {
		xmlTextWriterSetIndent(xml, 1);
		write_all(xml, &suites, cases, count);
		xmlFreeTextWriter(xml);
		if (fwrite(xmlBufferContent(buffer), 1, (size_t)xmlBufferLength(buffer), out) !=
		    (size_t)xmlBufferLength(buffer))
			rc = -EIO;
	}
	if (buffer)
		xmlBufferFree(buffer);
	return rc;
}
