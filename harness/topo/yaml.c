// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Text to a YAML document. A first pass over the events refuses what could make the second one
 * expensive or its result ambiguous (nesting, aliases, tags); only then is the document built.
 */
#include "topo/internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void topo_mistake(struct loader *l, int line, const char *format, ...)
{
	char text[640];
	va_list ap;

	l->mistakes++;
	if (!l->report || l->mistakes > TOPO_MISTAKES_MAX)
		return;
	if (l->mistakes == TOPO_MISTAKES_MAX) {
		l->report(l->ctx, l->path, line,
			  "found too many mistakes, expected fewer; the rest is not shown");
		return;
	}
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	l->report(l->ctx, l->path, line, text);
}

struct quoted topo_quote(const char *text, size_t length)
{
	struct quoted q;
	size_t at = 0;

	q.s[at++] = '"';
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (at > sizeof(q.s) - 10) {
			memcpy(q.s + at, "...", 3);
			at += 3;
			break;
		}
		if (c == '"' || c == '\\') {
			q.s[at++] = '\\';
			q.s[at++] = (char)c;
		} else if (c >= 0x20 && c < 0x7f) {
			q.s[at++] = (char)c;
		} else {
			at += (size_t)snprintf(q.s + at, 5, "\\x%02x", c);
		}
	}
	q.s[at++] = '"';
	q.s[at] = '\0';
	return q;
}

struct quoted topo_quote_node(const yaml_node_t *node)
{
	static const struct quoted nothing = {"nothing"}, list = {"a list"}, map = {"a mapping"};

	if (node->type == YAML_SEQUENCE_NODE)
		return list;
	if (node->type == YAML_MAPPING_NODE)
		return map;
	if (node->type != YAML_SCALAR_NODE ||
	    (!node->data.scalar.length && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE))
		return nothing;
	return topo_quote((const char *)node->data.scalar.value, node->data.scalar.length);
}

struct quoted topo_size_text(uint64_t size)
{
	static const char suffix[] = "\0KMG";
	struct quoted q;
	int unit = 0;

	while (unit < 3 && size && !(size & 1023)) {
		size >>= 10;
		unit++;
	}
	snprintf(q.s, sizeof(q.s), "%llu%.1s", (unsigned long long)size, &suffix[unit]);
	return q;
}

/* What the reader or the scanner did not like. The reader knows a byte, not a line. */
static void report_problem(struct loader *l, const yaml_parser_t *parser, const char *text,
			   size_t length)
{
	int line = (int)parser->problem_mark.line + 1;
	const char *problem = parser->problem ? parser->problem : "unknown problem";

	if (parser->error == YAML_MEMORY_ERROR) {
		topo_mistake(l, 1, "found no memory left for it, expected enough");
		return;
	}
	if (parser->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < length && i < parser->problem_offset; i++)
			line += text[i] == '\n';
		topo_mistake(l, line, "found bytes that are not text (%s), expected UTF-8",
			     problem);
		return;
	}
	topo_mistake(l, line, "found a syntax error (%s%s%s), expected YAML", problem,
		     parser->context ? " " : "", parser->context ? parser->context : "");
}

static void refuse_properties(struct loader *l, int line, const yaml_char_t *anchor,
			      const yaml_char_t *tag)
{
	if (anchor)
		topo_mistake(l, line, "found anchor %s, expected no anchors and aliases",
			     topo_quote((const char *)anchor, strlen((const char *)anchor)).s);
	if (tag)
		topo_mistake(l, line, "found tag %s, expected no tags",
			     topo_quote((const char *)tag, strlen((const char *)tag)).s);
}

struct guard {
	int depth, documents;
	bool end;
};

/* Returns false if there is no use in going on. */
static bool guard_event(struct loader *l, struct guard *g, const yaml_event_t *event)
{
	int line = (int)event->start_mark.line + 1;

	switch (event->type) {
	case YAML_STREAM_END_EVENT:
		g->end = true;
		break;
	case YAML_DOCUMENT_START_EVENT:
		if (++g->documents == 2) {
			topo_mistake(l, line, "found a second document, expected one a file");
			return false;
		}
		break;
	case YAML_ALIAS_EVENT:
		topo_mistake(l, line, "found alias %s, expected no anchors and aliases",
			     topo_quote((const char *)event->data.alias.anchor,
					strlen((const char *)event->data.alias.anchor))
				     .s);
		break;
	case YAML_SCALAR_EVENT:
		refuse_properties(l, line, event->data.scalar.anchor, event->data.scalar.tag);
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse_properties(l, line, event->data.sequence_start.anchor,
				  event->data.sequence_start.tag);
		g->depth++;
		break;
	case YAML_MAPPING_START_EVENT:
		refuse_properties(l, line, event->data.mapping_start.anchor,
				  event->data.mapping_start.tag);
		g->depth++;
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		g->depth--;
		break;
	default:
		break;
	}
	if (g->depth > TOPO_DEPTH_MAX) {
		topo_mistake(l, line, "found more than %d levels of nesting, expected at most %d",
			     TOPO_DEPTH_MAX, TOPO_DEPTH_MAX);
		return false;
	}
	return true;
}

static int open_parser(struct loader *l, yaml_parser_t *parser, const char *text, size_t length)
{
	if (!yaml_parser_initialize(parser)) {
		topo_mistake(l, 1, "found no memory left for it, expected enough");
		return -ENOMEM;
	}
	yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(parser, (const unsigned char *)text, length);
	return 0;
}

static int guard_text(struct loader *l, const char *text, size_t length)
{
	struct guard g = {0};
	yaml_parser_t parser;
	yaml_event_t event;
	bool go_on = true;
	int rc;

	rc = open_parser(l, &parser, text, length);
	if (rc)
		return rc;
	while (go_on && !g.end) {
		if (!yaml_parser_parse(&parser, &event)) {
			report_problem(l, &parser, text, length);
			break;
		}
		go_on = guard_event(l, &g, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return l->mistakes ? -EINVAL : 0;
}

int topo_yaml_load(struct loader *l, const char *text, size_t length, yaml_document_t *doc)
{
	yaml_parser_t parser;
	int rc;

	if (length > TOPO_TEXT_MAX) {
		topo_mistake(l, 1, "found %zu bytes, expected at most %u", length, TOPO_TEXT_MAX);
		return -EINVAL;
	}
	rc = guard_text(l, text, length);
	if (rc)
		return rc;
	rc = open_parser(l, &parser, text, length);
	if (rc)
		return rc;
	if (!yaml_parser_load(&parser, doc)) {
		report_problem(l, &parser, text, length);
		yaml_parser_delete(&parser);
		return -EINVAL;
	}
	yaml_parser_delete(&parser);
	l->doc = doc;
	return 0;
}
