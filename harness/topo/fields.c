// SPDX-License-Identifier: GPL-2.0-or-later
/* Single values of a topology file: each getter says what it found and what it expected. */
#include "topo/internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *scalar(const yaml_node_t *node)
{
	/* An embedded NUL ("\0" in double quotes) would hide the rest of the text. */
	if (node->type != YAML_SCALAR_NODE ||
	    strlen((const char *)node->data.scalar.value) != node->data.scalar.length)
		return NULL;
	return (const char *)node->data.scalar.value;
}

static void list_keys(const struct topo_key *keys, size_t count, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count && at < size; i++)
		at += (size_t)snprintf(out + at, size - at, "%s%s", i ? ", " : "", keys[i].name);
}

static size_t find_key(const struct topo_key *keys, size_t count, const char *name)
{
	size_t i = 0;

	while (i < count && strcmp(keys[i].name, name))
		i++;
	return i;
}

bool topo_get_map(struct loader *l, const yaml_node_t *node, const char *what,
		  const struct topo_key *keys, size_t count, yaml_node_t **values)
{
	int lines[TOPO_KEYS_MAX];
	char known[320];

	memset(values, 0, count * sizeof(*values));
	list_keys(keys, count, known, sizeof(known));
	if (node->type != YAML_MAPPING_NODE) {
		topo_mistake(l, topo_line(node), "found %s for %s, expected a mapping with %s",
			     topo_quote_node(node).s, what, known);
		return false;
	}
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top;
	     p++) {
		yaml_node_t *key = yaml_document_get_node(l->doc, p->key);
		const char *name = scalar(key);
		size_t i = name ? find_key(keys, count, name) : count;

		if (i == count) {
			topo_mistake(l, topo_line(key),
				     "found unknown key %s in %s, expected one of: %s",
				     topo_quote_node(key).s, what, known);
		} else if (values[i]) {
			topo_mistake(l, topo_line(key),
				     "found key \"%s\" again in %s (first on line %d), expected it "
				     "once",
				     name, what, lines[i]);
		} else {
			values[i] = yaml_document_get_node(l->doc, p->value);
			lines[i] = topo_line(key);
		}
	}
	for (size_t i = 0; i < count; i++)
		if (keys[i].required && !values[i])
			topo_mistake(l, topo_line(node), "found no key \"%s\" in %s, expected one",
				     keys[i].name, what);
	return true;
}

int topo_get_list(struct loader *l, const yaml_node_t *node, const char *key, const char *each,
		  int min, int max)
{
	ptrdiff_t count;

	if (node->type != YAML_SEQUENCE_NODE) {
		topo_mistake(l, topo_line(node), "found %s for \"%s\", expected a list of %s",
			     topo_quote_node(node).s, key, each);
		return 0;
	}
	count = node->data.sequence.items.top - node->data.sequence.items.start;
	if (count < min)
		topo_mistake(l, topo_line(node), "found %td %s, expected at least %d", count, each,
			     min);
	if (count <= max)
		return (int)count;
	topo_mistake(l, topo_line(topo_item(l, node, max)), "found %td %s, expected at most %d",
		     count, each, max);
	return max;
}

yaml_node_t *topo_item(struct loader *l, const yaml_node_t *list, int index)
{
	return yaml_document_get_node(l->doc, list->data.sequence.items.start[index]);
}

bool topo_get_bool(struct loader *l, const yaml_node_t *node, const char *key, bool *out)
{
	static const char *const words[] = {"false", "no", "off", "true", "yes", "on"};
	const char *text = scalar(node);

	for (size_t i = 0; text && i < 6; i++) {
		if (strcmp(text, words[i]))
			continue;
		*out = i >= 3;
		return true;
	}
	topo_mistake(l, topo_line(node), "found %s for \"%s\", expected true or false",
		     topo_quote_node(node).s, key);
	return false;
}

static int digit(char c, unsigned int base)
{
	unsigned int v = base;

	if (c >= '0' && c <= '9')
		v = (unsigned int)(c - '0');
	else if (c >= 'a' && c <= 'f')
		v = (unsigned int)(c - 'a') + 10;
	else if (c >= 'A' && c <= 'F')
		v = (unsigned int)(c - 'A') + 10;
	return v < base ? (int)v : -1;
}

/* Decimal or 0x..., then at most one of the letters in `suffixes` (factors 1024, 1024^2, ...).
 * -EINVAL: not a number; -ERANGE: does not fit. A leading 0 is refused: YAML 1.1 and 1.2 do not
 * agree on what it means. */
static int parse_number(const char *s, const char *suffixes, uint64_t *out)
{
	unsigned int base = 10;
	const char *suffix;
	bool range = false;
	uint64_t v = 0;

	if (s[0] == '0' && s[1] == 'x') {
		base = 16;
		s += 2;
	} else if (s[0] == '0' && digit(s[1], 10) >= 0) {
		return -EINVAL;
	}
	if (digit(*s, base) < 0)
		return -EINVAL;
	for (; digit(*s, base) >= 0; s++)
		range |= __builtin_mul_overflow(v, base, &v) ||
			 __builtin_add_overflow(v, (uint64_t)digit(*s, base), &v);
	if (*s) {
		suffix = strchr(suffixes, *s);
		if (!suffix || s[1])
			return -EINVAL;
		range |= __builtin_mul_overflow(v, 1024ull << (10 * (suffix - suffixes)), &v);
	}
	*out = v;
	return range ? -ERANGE : 0;
}

bool topo_get_number(struct loader *l, const yaml_node_t *node, const char *key, uint64_t min,
		     uint64_t max, uint64_t *out)
{
	const char *text = scalar(node);
	uint64_t v;

	if (!text || parse_number(text, "", &v) || v < min || v > max) {
		topo_mistake(l, topo_line(node),
			     "found %s for \"%s\", expected a number from %llu to %#llx",
			     topo_quote_node(node).s, key, (unsigned long long)min,
			     (unsigned long long)max);
		return false;
	}
	*out = v;
	return true;
}

bool topo_get_size(struct loader *l, const yaml_node_t *node, const char *key, uint64_t min,
		   uint64_t max, uint64_t *out)
{
	const char *text = scalar(node);
	uint64_t v = 0;
	int rc = text ? parse_number(text, "KMG", &v) : -EINVAL;

	if (rc == -EINVAL) {
		topo_mistake(l, topo_line(node),
			     "found %s for \"%s\", expected a size such as %s, %#llx or 1G",
			     topo_quote_node(node).s, key, topo_size_text(min).s,
			     (unsigned long long)min);
	} else if (rc || v > max) {
		topo_mistake(l, topo_line(node), "found %s for \"%s\", expected at most %s",
			     topo_quote_node(node).s, key, topo_size_text(max).s);
	} else if (v < min || v % min) {
		topo_mistake(l, topo_line(node), "found %s for \"%s\", expected a multiple of %s",
			     topo_quote_node(node).s, key, topo_size_text(min).s);
	} else if (v & (v - 1)) {
		topo_mistake(l, topo_line(node), "found %s for \"%s\", expected a power of two",
			     topo_quote_node(node).s, key);
	} else {
		*out = v;
		return true;
	}
	return false;
}

bool topo_get_word(struct loader *l, const yaml_node_t *node, const char *key,
		   const char *const *words, int *out)
{
	const char *text = scalar(node);
	char known[128];
	size_t at = 0;

	known[0] = '\0';
	for (int i = 0; words[i]; i++) {
		if (text && !strcmp(text, words[i])) {
			*out = i;
			return true;
		}
		if (at < sizeof(known))
			at += (size_t)snprintf(known + at, sizeof(known) - at, "%s%s",
					       !i             ? ""
					       : words[i + 1] ? ", "
							      : " or ",
					       words[i]);
	}
	topo_mistake(l, topo_line(node), "found %s for \"%s\", expected %s",
		     topo_quote_node(node).s, key, known);
	return false;
}

/* UTF-8 was checked by the reader; escapes in double quotes can still make control characters. */
static bool has_controls(const unsigned char *s)
{
	for (; *s; s++)
		if (*s < 0x20 || *s == 0x7f || (*s == 0xc2 && s[1] < 0xa0))
			return true;
	return false;
}

bool topo_get_text(struct loader *l, const yaml_node_t *node, const char *key, char *out,
		   size_t size)
{
	const char *text = scalar(node);

	if (!text || strlen(text) >= size || has_controls((const unsigned char *)text)) {
		topo_mistake(l, topo_line(node),
			     "found %s for \"%s\", expected one line of at most %zu bytes",
			     topo_quote_node(node).s, key, size - 1);
		return false;
	}
	memcpy(out, text, strlen(text) + 1);
	return true;
}

static bool name_valid(const char *s)
{
	size_t length = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return s[0] >= 'a' && s[0] <= 'z' && !s[length] && length < TOPO_NAME_MAX;
}

bool topo_get_new_name(struct loader *l, const yaml_node_t *node, char *out)
{
	const char *text = scalar(node);

	if (!text || !name_valid(text)) {
		topo_mistake(l, topo_line(node),
			     "found name %s, expected a letter a-z, then letters, digits, - and _, "
			     "at most %d in all",
			     topo_quote_node(node).s, TOPO_NAME_MAX - 1);
		return false;
	}
	for (int i = 0; i < l->name_count; i++) {
		if (strcmp(l->names[i].name, text))
			continue;
		topo_mistake(l, topo_line(node),
			     "found name \"%s\" again (first on line %d), expected another one",
			     text, l->names[i].line);
		return false;
	}
	l->names[l->name_count].name = text;
	l->names[l->name_count++].line = topo_line(node);
	memcpy(out, text, strlen(text) + 1);
	return true;
}

const char *topo_get_reference(struct loader *l, const yaml_node_t *node, const char *key)
{
	const char *text = scalar(node);

	if (!text || !*text) {
		topo_mistake(l, topo_line(node), "found %s for \"%s\", expected a name",
			     topo_quote_node(node).s, key);
		return NULL;
	}
	return text;
}
