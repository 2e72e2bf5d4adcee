// SPDX-License-Identifier: GPL-2.0-or-later
/* Escaping: what a guest, a plug-in or a file says must not become TAP, YAML or terminal control.
 */
#include "base/text.h"

#include <string.h>

/* Length of the well-formed UTF-8 sequence at `s` (Unicode 15, table 3-7), 0 if there is none. */
static size_t utf8_length(const unsigned char *s, size_t count, uint32_t *code)
{
	static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length;
	uint32_t c;

	if (s[0] < 0x80) {
		*code = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] <= 0xdf) {
		length = 2;
		c = s[0] & 0x1fu;
	} else if ((s[0] & 0xf0) == 0xe0) {
		length = 3;
		c = s[0] & 0x0fu;
	} else if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		length = 4;
		c = s[0] & 0x07u;
	} else {
		return 0;
	}
	if (length > count)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	if (c < smallest[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return length;
}

void text_clean_utf8(char *bytes, size_t count)
{
	size_t at = 0;

	while (at < count) {
		uint32_t code;
		size_t length = utf8_length((unsigned char *)bytes + at, count - at, &code);

		if (!length) {
			bytes[at] = '?';
			length = 1;
		}
		at += length;
	}
}

static void quote_code(FILE *out, uint32_t code)
{
	if (code == '"' || code == '\\')
		fprintf(out, "\\%c", (char)code);
	else if (code == '\n')
		fputs("\\n", out);
	else if (code == '\t')
		fputs("\\t", out);
	else if (code < 0x20 || code == 0x7f)
		fprintf(out, "\\x%02x", code);
	else if (code < 0x7f)
		fputc((int)code, out);
	else if (code <= 0xffff)
		fprintf(out, "\\u%04x", code);
	else
		fprintf(out, "\\U%08x", code);
}

/* The bytes at `first` and `second` are written as \xNN. */
static void quote(FILE *out, const char *text, size_t max, size_t first, size_t second)
{
	size_t count = strnlen(text, max), at = 0;
	bool cut = text[count] != '\0';

	fputc('"', out);
	while (at < count) {
		uint32_t code;
		size_t length = utf8_length((const unsigned char *)text + at, count - at, &code);

		if (!length) {
			code = '?';
			length = 1;
		}
		if (at == first || at == second)
			fprintf(out, "\\x%02x", code);
		else
			quote_code(out, code);
		at += length;
	}
	fputs(cut ? "...\"" : "\"", out);
}

void text_quote(FILE *out, const char *text, size_t max)
{
	quote(out, text, max, SIZE_MAX, SIZE_MAX);
}

void text_quote_item(FILE *out, const char *text, size_t max)
{
	size_t word = strcspn(text, " "), next = word + strspn(text + word, " ");
	bool ends = word && text[word - 1] == ':' && text[word] == ' ';
	bool follows = text[next] == ':' && text[next + 1] == ' ';

	quote(out, text, max, ends ? word - 1 : SIZE_MAX, follows ? next : SIZE_MAX);
}

void text_plain(FILE *out, const char *text, bool tap)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (tap && (*p == '#' || *p == '\\'))
			fprintf(out, "\\%c", *p);
		else if (*p == '\t')
			fputc(' ', out);
		else if (*p < 0x20 || *p >= 0x7f)
			fprintf(out, "\\x%02x", *p);
		else
			fputc(*p, out);
	}
}

void text_shell(FILE *out, const char *text)
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789_-./:=,+@%";

	if (*text && strspn(text, harmless) == strlen(text)) {
		fputs(text, out);
		return;
	}
	fputc('\'', out);
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else
			fputc(*text, out);
	}
	fputc('\'', out);
}

uint64_t text_hash_bytes(uint64_t hash, const void *bytes, size_t count)
{
	for (const unsigned char *byte = bytes; count--; byte++) {
		hash ^= *byte;
		hash *= 0x100000001b3ull;
	}
	return hash;
}

uint64_t text_hash(uint64_t hash, const char *text)
{
	return text_hash_bytes(hash, text, strlen(text) + 1);
}
