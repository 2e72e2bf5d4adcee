// SPDX-License-Identifier: GPL-2.0-or-later
/* Every mistake in a topology file is reported, each with its line, what was found and what was
 * expected. The messages are compared whole: they are what a user has to go by. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "topo/topo.h"

struct mistakes {
	char text[32768];
	size_t length;
	int count;
};

static void collect(void *ctx, const char *file, int line, const char *text)
{
	struct mistakes *m = ctx;

	m->count++;
	m->length += (size_t)snprintf(m->text + m->length, sizeof(m->text) - m->length,
				      "%s:%d: %s\n", file, line, text);
	assert_true(m->length < sizeof(m->text));
}

static void expect_bytes(const char *text, size_t length, const char *expected)
{
	static struct mistakes m;
	static struct topo topo, empty;

	memset(&m, 0, sizeof(m));
	memset(&topo, 0xa5, sizeof(topo));
	assert_int_equal(topo_parse("t", text, length, &topo, collect, &m), -EINVAL);
	assert_string_equal(m.text, expected);
	/* nothing half made is left for a caller that does not look at the result */
	assert_memory_equal(&topo, &empty, sizeof(topo));
}

static void expect(const char *text, const char *expected)
{
	expect_bytes(text, strlen(text), expected);
}

/* A machine without mistakes, 13 lines; what is under test follows it. */
#define MACHINE                                                                                    \
	"description: test\n"                                                                      \
	"bridges:\n"                                                                               \
	"- name: b0\n"                                                                             \
	"  ports:\n"                                                                               \
	"  - {name: p0, device: {name: m0, volatile: 512M}}\n"                                     \
	"  - {name: p1, device: {name: m1, volatile: 512M}}\n"                                     \
	"  - name: p2\n"                                                                           \
	"    switch: {name: s0, devices: [{name: m2, volatile: 512M}, {name: m3, volatile: "       \
	"512M}]}\n"                                                                                \
	"- name: b1\n"                                                                             \
	"  ports:\n"                                                                               \
	"  - {name: p3, device: {name: m4, volatile: 512M}}\n"                                     \
	"  - {name: p4, device: {name: m5, volatile: 512M}}\n"                                     \
	"  - {name: p5, device: {name: m6, volatile: 512M, persistent: 256M}}\n"

/* Lines 14 to 16, then the regions from line 18 on. */
#define WINDOWS                                                                                    \
	MACHINE "windows:\n"                                                                       \
		"- {name: w0, size: 4G, bridges: [b0]}\n"                                          \
		"- {name: w2, size: 4G, bridges: [b0, b1], granularity: 1K}\n"                     \
		"regions:\n"

/* One root port with that "ti", on line 4. */
#define TI(text) "description: test\nbridges:\n- name: b0\n  ports: [{name: p0, ti: " text "}]\n"

static void yaml_itself(void **s)
{
	(void)s;
	expect("", "t:1: found nothing, expected a topology\n");
	expect("a: [1\nb: 2\n",
	       "t:2: found a syntax error (did not find expected ',' or ']' while parsing a flow "
	       "sequence), expected YAML\n");
	expect("a: \"\xff\"\n", "t:1: found bytes that are not text (invalid leading UTF-8 octet), "
				"expected UTF-8\n");
	expect("a: 1\nb: \xc3(\n", "t:2: found bytes that are not text (invalid trailing UTF-8 "
				   "octet), expected UTF-8\n");
	expect_bytes("a: \0\n", 5,
		     "t:1: found bytes that are not text (control characters are not allowed), "
		     "expected UTF-8\n");
	expect("a: 1\n---\nb: 2\n", "t:2: found a second document, expected one a file\n");
}

static void what_could_explode(void **s)
{
	static char big[65537 + 1];
	static struct mistakes m;
	struct topo topo;

	(void)s;
	expect("a: &x [1]\nb: [*x, *x]\n",
	       "t:1: found anchor \"x\", expected no anchors and aliases\n"
	       "t:2: found alias \"x\", expected no anchors and aliases\n"
	       "t:2: found alias \"x\", expected no anchors and aliases\n");
	expect("a: !!binary abcd\n",
	       "t:1: found tag \"tag:yaml.org,2002:binary\", expected no tags\n");
	expect("[[[[[[[[[[[[[[[[[[[[[[[[\n",
	       "t:1: found more than 16 levels of nesting, expected at most 16\n");
	memset(big, 'a', sizeof(big) - 1);
	expect(big, "t:1: found 65537 bytes, expected at most 65536\n");
	/* a mistake on each of 5000 lines: reported up to a bound */
	for (size_t i = 0; i < 20000; i += 4)
		memcpy(big + i, "a: \n", 4);
	assert_int_equal(topo_parse("t", big, 20000, &topo, collect, &m), -EINVAL);
	assert_int_equal(m.count, 200);
	assert_non_null(strstr(m.text, "t:200: found too many mistakes, expected fewer; the rest "
				       "is not shown\n"));
}

static void keys(void **s)
{
	(void)s;
	expect("- 1\n", "t:1: found a list for a topology, expected a mapping with description, "
			"bridges, windows, regions\n");
	expect("brigdes: []\n",
	       "t:1: found unknown key \"brigdes\" in a topology, expected one of: description, "
	       "bridges, windows, regions\n"
	       "t:1: found no key \"description\" in a topology, expected one\n"
	       "t:1: found no key \"bridges\" in a topology, expected one\n");
	expect("description: a\ndescription: b\n? [1]\n: 2\nbridges: 7\n",
	       "t:2: found key \"description\" again in a topology (first on line 1), expected it "
	       "once\n"
	       "t:3: found unknown key a list in a topology, expected one of: description, "
	       "bridges, windows, regions\n"
	       "t:5: found \"7\" for \"bridges\", expected a list of bridges\n");
	expect("description: a\nbridges:\n- name: b\n  ports:\n  - {}\n  - name: p\n    device: "
	       "{}\n"
	       "    switch: {}\n",
	       "t:5: found no key \"name\" in a root port, expected one\n"
	       "t:8: found \"device\" and \"switch\" below one root port, expected one of them\n"
	       "t:7: found no key \"name\" in a device, expected one\n"
	       "t:7: found a device without memory, expected \"volatile\" or \"persistent\"\n"
	       "t:8: found no key \"name\" in a switch, expected one\n"
	       "t:8: found no key \"devices\" in a switch, expected one\n");
	expect(MACHINE "windows: [{}]\nregions: [{}]\n",
	       "t:14: found no key \"name\" in a window, expected one\n"
	       "t:14: found no key \"size\" in a window, expected one\n"
	       "t:14: found no key \"bridges\" in a window, expected one\n"
	       "t:15: found no key \"name\" in a region, expected one\n"
	       "t:15: found no key \"window\" in a region, expected one\n"
	       "t:15: found no key \"size\" in a region, expected one\n"
	       "t:15: found no key \"devices\" in a region, expected one\n");
}

static void values(void **s)
{
	(void)s;
	expect("description: [a]\nbridges: []\n",
	       "t:1: found a list for \"description\", expected one line of at most 255 bytes\n"
	       "t:2: found 0 bridges, expected at least 1\n");
	expect("description: \"a\\e[31m\"\nbridges:\n",
	       "t:1: found \"a\\x1b[31m\" for \"description\", expected one line of at most 255 "
	       "bytes\n"
	       "t:2: found nothing for \"bridges\", expected a list of bridges\n");
	expect("description: d\nbridges:\n- {name: b0, passthrough-decoders: maybe, ports: [1]}\n"
	       "- {name: b0, ports: []}\n- {name: B2, ports: [{name: \"a\\0b\", hotplug: {}}]}\n",
	       "t:3: found \"maybe\" for \"passthrough-decoders\", expected true or false\n"
	       "t:3: found \"1\" for a root port, expected a mapping with name, hotplug, ti, "
	       "device, switch\n"
	       "t:4: found name \"b0\" again (first on line 3), expected another one\n"
	       "t:4: found 0 root ports, expected at least 1\n"
	       "t:5: found name \"B2\", expected a letter a-z, then letters, digits, - and _, at "
	       "most 31 in all\n"
	       "t:5: found name \"a\\x00b\", expected a letter a-z, then letters, digits, - and _, "
	       "at most 31 in all\n"
	       "t:5: found a mapping for \"hotplug\", expected true or false\n");
	expect(MACHINE "windows:\n- {name: w0, size: 1G, bridges: [b0], granularity: 100}\n"
		       "regions:\n- {name: r0, window: w0, size: 256M, devices: [m0], mode: ram, "
		       "type: 1}\n",
	       "t:15: found \"100\" for \"granularity\", expected a multiple of 256\n"
	       "t:17: found \"1\" for \"type\", expected volatile or persistent\n"
	       "t:17: found \"ram\" for \"mode\", expected none, device-dax or system-ram\n");
}

/* What a hostile file says is shown short, on one line and in ASCII. */
static void quoting(void **s)
{
	(void)s;
	expect("'a\"b\\c \xc3\xa9': 1\ndescription: d\nbridges: "
	       "0123456789012345678901234567890123456789012345678901234567890123456789\n",
	       "t:1: found unknown key \"a\\\"b\\\\c \\xc3\\xa9\" in a topology, expected one of: "
	       "description, bridges, windows, regions\n"
	       "t:3: found \"01234567890123456789012345678901234567890123456789012345678901...\" "
	       "for \"bridges\", expected a list of bridges\n");
}

/* Items of the wrong kind, and references that are no names. */
static void kinds(void **s)
{
	(void)s;
	expect("description: d\nbridges:\n- 1\n- {name: b, ports: [{name: p, device: 2}, {name: q, "
	       "switch: 3}]}\nwindows: [4]\nregions: [5]\n",
	       "t:3: found \"1\" for a bridge, expected a mapping with name, "
	       "passthrough-decoders, ports\n"
	       "t:4: found \"2\" for a device, expected a mapping with name, serial, volatile, "
	       "persistent\n"
	       "t:4: found \"3\" for a switch, expected a mapping with name, downstream, "
	       "devices\n"
	       "t:5: found \"4\" for a window, expected a mapping with name, size, bridges, "
	       "granularity\n"
	       "t:6: found \"5\" for a region, expected a mapping with name, window, size, "
	       "devices, granularity, type, mode\n");
	expect(MACHINE "windows: [{name: w0, size: 1G, bridges: [[], '']}]\n",
	       "t:14: found a list for \"bridges\", expected a name\n"
	       "t:14: found \"\" for \"bridges\", expected a name\n");
}

static void expect_size(const char *size, const char *expected)
{
	char text[256], message[256];

	snprintf(text, sizeof(text),
		 "description: d\nbridges:\n- {name: b0, ports: [{name: p0, device:\n"
		 "   {name: m0, volatile: %s}}]}\n",
		 size);
	snprintf(message, sizeof(message), "t:4: found \"%s\" for \"volatile\", expected %s\n",
		 size, expected);
	expect(text, message);
}

static void sizes(void **s)
{
	const char *const form = "a size such as 256M, 0x10000000 or 1G";

	(void)s;
	expect_size("300M", "a multiple of 256M");
	expect_size("128M", "a multiple of 256M");
	expect_size("0", "a multiple of 256M");
	expect_size("0x10000001", "a multiple of 256M");
	expect_size("0x1000000A", "a multiple of 256M");
	expect_size("768M", "a power of two");
	expect_size("128G", "at most 64G");
	expect_size("18446744073709551616", "at most 64G");
	expect_size("0x10000000000000000", "at most 64G");
	expect_size("17179869185G", "at most 64G"); /* 2^64 + 1G */
	expect_size("256m", form);
	expect_size("256MB", form);
	expect_size("-256M", form);
	expect_size("0256M", form);
	expect_size("0x", form);
	expect_size("M", form);
	expect_size("1.5G", form);
}

static void numbers(void **s)
{
	(void)s;
	expect(TI("{mem-ranges: 16}"),
	       "t:4: found \"16\" for \"mem-ranges\", expected a number from 0 to 0xf\n");
	expect(TI("{message: 99999999999999999999}"),
	       "t:4: found \"99999999999999999999\" for \"message\", expected a number from 0 to "
	       "0x1f\n");
	expect("description: d\nbridges:\n- name: b0\n  ports:\n"
	       "  - {name: p0, device: {name: m0, volatile: 256M, serial: 0x150700000001}}\n"
	       "  - {name: p1, device: {name: m1, volatile: 256M}}\n"
	       "  - {name: p2, device: {name: m2, volatile: 256M, serial: 0}}\n"
	       "  - {name: p3, device: {name: m3, volatile: 256M, downstream: 0}}\n",
	       "t:7: found \"0\" for \"serial\", expected a number from 1 to 0xfffffffffffffffe\n"
	       "t:8: found unknown key \"downstream\" in a device, expected one of: name, serial, "
	       "volatile, persistent\n"
	       "t:6: found serial 0x150700000001 again (first on line 5), expected another one\n");
}

static void isolation(void **s)
{
	(void)s;
	expect(TI("half"), "t:4: found \"half\" for \"ti\", expected none or full\n");
	expect(TI("[]"), "t:4: found a list for \"ti\", expected a mapping with mem-ranges, "
			 "mem-timeout, mem-isolation, mem-link-down, cache-ranges, cache-timeout, "
			 "cache-isolation, cache-link-down, err-cor, interrupt, vectors, message, "
			 "link-down-trigger, conforming\n");
	expect(TI("{mem-ranges: 5, cache-ranges: 0xd}"),
	       "t:4: found reserved encoding 0x5 for \"mem-ranges\", expected 0, 1, 2, 3, 6, 7, "
	       "0xe or 0xf (or \"conforming: false\")\n"
	       "t:4: found reserved encoding 0xd for \"cache-ranges\", expected 0, 1, 2, 3, 6, 7, "
	       "0xe or 0xf (or \"conforming: false\")\n");
	expect(TI("{mem-isolation: false, cache-link-down: true}"),
	       "t:4: found \"mem-link-down\" without \"mem-isolation\", expected both or "
	       "\"mem-link-down: false\" (or \"conforming: false\")\n"
	       "t:4: found \"cache-link-down\" without \"cache-isolation\", expected both or "
	       "\"cache-link-down: false\" (or \"conforming: false\")\n");
	expect(TI("{vectors: 3}"), "t:4: found 3 for \"vectors\", expected 1, 2, 4, 8, 16 or 32\n");
	expect(TI("{vectors: 4, message: 4}"), "t:4: found message 4 of 4 vectors, expected at "
					       "most 3 (or \"conforming: false\")\n");
	expect(TI("{interrupt: false, vectors: 2, message: 1}"),
	       "t:4: found message 1 without \"interrupt\", expected message 0 (or \"conforming: "
	       "false\")\n");
	expect(TI("{link-down-trigger: both}"),
	       "t:4: found \"both\" for \"link-down-trigger\", expected edge or level\n");
}

static void not_conforming_on_purpose(void **s)
{
	const char *const text = TI("{conforming: false, mem-ranges: 5, mem-isolation: false, "
				    "cache-link-down: true, interrupt: false, message: 9}");
	struct mistakes m = {0};
	struct topo topo;

	(void)s;
	assert_int_equal(topo_parse("t", text, strlen(text), &topo, collect, &m), 0);
	assert_int_equal(m.count, 0);
	assert_int_equal(topo.ports[0].ti.mem_ranges, 5);
	assert_true(topo.ports[0].ti.mem_link_down && !topo.ports[0].ti.mem_isolation);
	assert_int_equal(topo.ports[0].ti.message, 9);
	assert_false(topo.ports[0].ti.conforming);
}

static void windows(void **s)
{
	(void)s;
	expect(MACHINE "windows:\n"
		       "- {name: w0, size: 300M, bridges: [b0, b9]}\n"
		       "- {name: w1, size: 1G, bridges: [b1, b1]}\n"
		       "- {name: w2, size: 256M, bridges: [b0, b1], granularity: 32K}\n"
		       "- {name: w3, size: 1G, bridges: [b0, p0, b1]}\n",
	       "t:15: found \"300M\" for \"size\", expected a multiple of 256M\n"
	       "t:15: found unknown name \"b9\", expected the name of a bridge\n"
	       "t:17: found \"32K\" for \"granularity\", expected at most 16K\n"
	       "t:18: found unknown name \"p0\", expected the name of a bridge\n"
	       "t:16: found bridge \"b1\" again (first on line 16), expected another one\n"
	       "t:17: found size 256M over 2 bridges, expected a multiple of 512M\n"
	       "t:18: found 3 bridges, expected 1, 2, 4, 8 or 16 (bridges and switches have no 3, "
	       "6 and 12 ways)\n"
	       "t:18: found size 1G over 3 bridges, expected a multiple of 768M\n");
	expect(MACHINE "windows:\n- name: w0\n  size: 512M\n  bridges: [b0]\n"
		       "regions:\n"
		       "- {name: r0, window: w0, size: 512M, devices: [m0]}\n"
		       "- {name: r1, window: w0, size: 256M, devices: [m1]}\n",
	       "t:16: found size 512M, expected at least 768M for the window's regions\n");
}

static void devices_in_regions(void **s)
{
	(void)s;
	expect(WINDOWS "- {name: r0, window: w0, size: 512M, devices: [m0, m9]}\n"
		       "- {name: r1, window: w9, size: 512M, devices: [m0]}\n"
		       "- {name: r2, window: w0, size: 512M, devices: [m1,\n   m1]}\n",
	       "t:18: found unknown name \"m9\", expected the name of a device\n"
	       "t:19: found unknown name \"w9\", expected the name of a window\n"
	       "t:19: found device \"m0\" in use for 768M, expected at most its 512M of "
	       "volatile memory\n"
	       "t:21: found device \"m1\" again (first on line 20), expected another one\n");
	expect(WINDOWS "- {name: r0, window: w0, size: 512M, devices: [m0]}\n"
		       "- {name: r1, window: w0, size: 256M, devices: [m0]}\n"
		       "- {name: r2, window: w0, size: 256M, devices: [m1], type: persistent}\n"
		       "- {name: r3, window: w0, size: 256M, devices: [m1, m2]}\n",
	       "t:19: found device \"m0\" in use for 768M, expected at most its 512M of "
	       "volatile memory\n"
	       "t:20: found device \"m1\" in use for 256M, expected at most its 0 of "
	       "persistent memory\n"
	       "t:21: found size 256M over 2 devices, expected a multiple of 512M\n");
}

static void interleave(void **s)
{
	(void)s;
	/* ways */
	expect(WINDOWS "- {name: r0, window: w0, size: 1G, devices: [m0, m1, m2]}\n",
	       "t:18: found 3 devices, expected 1, 2, 4, 8 or 16 (bridges and switches have no 3, "
	       "6 "
	       "and 12 ways)\n"
	       "t:18: found size 1G over 3 devices, expected a multiple of 768M\n");
	expect(WINDOWS "- {name: r0, window: w0, size: 2G, devices: [m0, m1, m2, m3, m4]}\n",
	       "t:18: found 5 devices, expected 1, 2, 4, 8 or 16\n"
	       "t:18: found size 2G over 5 devices, expected a multiple of 1280M\n");
	expect(WINDOWS "- {name: r0, window: w0, size: 256M, devices: [m0], granularity: 300}\n",
	       "t:18: found \"300\" for \"granularity\", expected a multiple of 256\n");
	/* a region in an interleaved window reaches all its bridges, in the window's order */
	expect(WINDOWS "- {name: r0, window: w2, size: 256M, devices: [m0]}\n",
	       "t:18: found 1 device, expected a multiple of 2: window \"w2\" is interleaved over "
	       "2 bridges\n");
	expect(WINDOWS "- {name: r0, window: w2, size: 512M, devices: [m4, m0]}\n",
	       "t:18: found device \"m4\" below bridge \"b1\" at position 0, expected one below "
	       "\"b0\"\n"
	       "t:18: found device \"m0\" below bridge \"b0\" at position 1, expected one below "
	       "\"b1\"\n");
	expect(WINDOWS "- {name: r0, window: w2, size: 512M, devices: [m0, m4],\n"
		       "   granularity: 2K}\n",
	       "t:19: found granularity 2048, expected 1024 as in window \"w2\", which is "
	       "interleaved\n");
	/* root ports alternate; so do those below a switch */
	expect(WINDOWS "- {name: r0, window: w0, size: 1G, devices: [m0, m2, m3, m1]}\n",
	       "t:18: found 3 root ports below \"b0\" in one region, expected 1, 2, 4 or 8\n");
	expect(WINDOWS "- {name: r0, window: w2, size: 1G, devices: [m2, m4, m3, m4]}\n",
	       "t:18: found device \"m4\" again (first on line 18), expected another one\n");
	expect("description: two switches\nbridges:\n- name: b0\n  ports:\n"
	       "  - {name: p0, switch: {name: s0, devices: [{name: m0, volatile: 256M}, "
	       "{name: m1, volatile: 256M}]}}\n"
	       "  - {name: p1, switch: {name: s1, devices: [{name: m2, volatile: 256M}, "
	       "{name: m3, volatile: 256M}]}}\n"
	       "windows: [{name: w0, size: 1G, bridges: [b0]}]\n"
	       "regions: [{name: r0, window: w0, size: 1G, devices: [m0, m2,\n m3, m1]}]\n",
	       "t:9: found device \"m3\" at position 2, expected one behind the same root port as "
	       "\"m0\" at position 0 (2 ways below \"b0\")\n");
}

static void persistent_ram(void **s)
{
	(void)s;
	expect(WINDOWS "- {name: r0, window: w0, size: 256M, devices: [m6], type: persistent, "
		       "mode: system-ram}\n",
	       "t:18: found persistent memory as system-ram, expected device-dax or none\n"
	       "t:18: found device \"m6\" below bridge \"b1\" at position 0, expected one below "
	       "\"b0\"\n");
}

static void downstream_ports(void **s)
{
	(void)s;
	expect("description: d\nbridges:\n- name: b0\n  ports:\n  - name: p0\n    switch:\n"
	       "      name: s0\n      downstream: 2\n      devices:\n"
	       "      - {name: m0, volatile: 256M, downstream: 1}\n"
	       "      - {name: m1, volatile: 256M, downstream: 1}\n"
	       "      - {name: m2, volatile: 256M, downstream: 2}\n",
	       "t:10: found 3 devices below 2 downstream ports, expected at most 2\n"
	       "t:11: found downstream port 1 in use, expected a free one\n"
	       "t:12: found \"2\" for \"downstream\", expected a number from 0 to 0x1\n");
}

#define DEVICE(name) "{name: " name "%d, volatile: 256M}"

static char *many(const char *head, const char *format, int count, const char *tail)
{
	size_t size = strlen(head) + strlen(tail) + (size_t)count * 256, at;
	char *text = malloc(size);

	assert_non_null(text);
	at = (size_t)snprintf(text, size, "%s", head);
	for (int i = 0; i < count; i++)
		at += (size_t)snprintf(text + at, size - at, format, i, i, i, i, i, i);
	snprintf(text + at, size - at, "%s", tail);
	return text;
}

static void too_many(void **s)
{
	char *text;

	(void)s;
	text = many("description: d\nbridges:\n", "- {name: b%d, ports: [{name: p%d}]}\n", 9, "");
	expect(text, "t:11: found 9 bridges, expected at most 8\n");
	free(text);
	text = many("description: d\nbridges:\n- name: b0\n  ports:\n", "  - {name: p%d}\n", 17,
		    "");
	expect(text, "t:21: found 17 root ports, expected at most 16\n");
	free(text);
	/* the bound is that of the machine, not of one list */
	text = many("description: d\nbridges:\n- name: b0\n  ports:\n", "  - {name: p%d}\n", 16,
		    "- {name: b1, ports: [{name: q}]}\n");
	expect(text, "t:21: found one more root port, expected at most 16\n");
	free(text);
	text = many(
		"description: d\nbridges:\n- name: b0\n  ports:\n",
		"  - {name: p%d, switch: {name: s%d, devices: [{name: m%d, volatile: 256M}]}}\n", 9,
		"");
	expect(text, "t:13: found one more switch, expected at most 8\n");
	free(text);
	text = many("description: d\nbridges:\n- name: b0\n  ports:\n",
		    "  - {name: p%d, switch: {name: s%d, devices: [" DEVICE("w") ", " DEVICE(
			    "x") ", " DEVICE("y") ", " DEVICE("z") "]}}\n",
		    8, "  - {name: q, device: {name: q0, volatile: 256M}}\n");
	expect(text, "t:13: found one more device, expected at most 32\n");
	free(text);
}

static void unreadable(void **s)
{
	static struct mistakes m;
	struct topo topo;

	(void)s;
	assert_int_equal(topo_load("/nonexistent/a.yaml", &topo, collect, &m), -ENOENT);
	assert_string_equal(m.text, "/nonexistent/a.yaml:0: found a file that cannot be read (No "
				    "such file or directory), expected a topology\n");
	memset(&m, 0, sizeof(m));
	assert_int_equal(topo_load("/", &topo, collect, &m), -EISDIR);
	assert_int_equal(m.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yaml_itself),
		cmocka_unit_test(what_could_explode),
		cmocka_unit_test(keys),
		cmocka_unit_test(values),
		cmocka_unit_test(quoting),
		cmocka_unit_test(kinds),
		cmocka_unit_test(sizes),
		cmocka_unit_test(numbers),
		cmocka_unit_test(isolation),
		cmocka_unit_test(not_conforming_on_purpose),
		cmocka_unit_test(windows),
		cmocka_unit_test(devices_in_regions),
		cmocka_unit_test(interleave),
		cmocka_unit_test(persistent_ram),
		cmocka_unit_test(downstream_ports),
		cmocka_unit_test(too_many),
		cmocka_unit_test(unreadable),
	};

	return cmocka_run_group_tests_name("topo_mistakes", tests, NULL, NULL);
}
