// SPDX-License-Identifier: GPL-2.0-or-later
/* A topology file becomes the structure that it declares, and its hash is of the machine alone. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "topo/topo.h"

static const char *const shipped[] = {"default",     "one-port",     "two-ports",
				      "two-bridges", "interleave-2", "interleave-ports",
				      "switch",      "no-isolation"};

static void say(void *ctx, const char *file, int line, const char *text)
{
	(void)ctx;
	fprintf(stderr, "%s:%d: %s\n", file, line, text);
}

static struct topo *load_shipped(const char *name)
{
	static struct topo topo;
	char path[256];

	assert_int_equal(topo_find(name, path, sizeof(path)), 0);
	assert_int_equal(topo_load(path, &topo, say, NULL), 0);
	assert_string_equal(topo.name, name);
	assert_int_equal(topo_check_qemu(path, &topo, say, NULL), 0);
	return &topo;
}

static uint64_t hash_of(const char *text)
{
	static struct topo topo;

	assert_int_equal(topo_parse("t", text, strlen(text), &topo, say, NULL), 0);
	return topo.hash;
}

static void shipped_files_are_valid(void **s)
{
	uint64_t hashes[sizeof(shipped) / sizeof(shipped[0])];

	(void)s;
	for (size_t i = 0; i < sizeof(shipped) / sizeof(shipped[0]); i++) {
		hashes[i] = load_shipped(shipped[i])->hash;
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(hashes[i], hashes[j]);
	}
}

static void default_holds_every_situation(void **s)
{
	const struct topo *t = load_shipped("default");

	(void)s;
	assert_int_equal(t->bridge_count, 3);
	assert_int_equal(t->port_count, 5);
	assert_int_equal(t->switch_count, 1);
	assert_int_equal(t->device_count, 6);
	assert_int_equal(t->window_count, 3);
	assert_int_equal(t->region_count, 5);
	/* alone, two behind one port, without the capability, over two ports */
	assert_int_equal(topo_region_ports(t, 0), 1 << 0);
	assert_int_equal(topo_region_ports(t, 1), 1 << 1);
	assert_int_equal(topo_region_ports(t, 2), 1 << 1);
	assert_int_equal(topo_region_ports(t, 3), 1 << 2);
	assert_int_equal(topo_region_ports(t, 4), 1 << 3 | 1 << 4);
	for (int i = 0; i < 5; i++)
		assert_int_equal(t->ports[i].ti.present, i != 2);
	for (int i = 0; i < 6; i++)
		for (int j = 0; j < i; j++)
			assert_true(t->devices[i].serial != t->devices[j].serial);
}

static void every_field_arrives(void **s)
{
	static const char text[] =
		"description: \"all keys \xc3\xa9\"\n"
		"bridges:\n"
		"- name: left\n"
		"  passthrough-decoders: yes\n"
		"  ports:\n"
		"  - name: p0\n"
		"    hotplug: on\n"
		"    ti: {mem-ranges: 0x3, mem-timeout: true, mem-isolation: on, mem-link-down: "
		"no,\n"
		"      cache-ranges: 7, cache-timeout: yes, cache-isolation: true,\n"
		"      cache-link-down: true, err-cor: false, interrupt: true, vectors: 8,\n"
		"      message: 5, link-down-trigger: level}\n"
		"    switch:\n"
		"      name: s0\n"
		"      downstream: 4\n"
		"      devices:\n"
		"      - {name: m0, volatile: 1G, downstream: 2}\n"
		"      - {name: m1, persistent: 0x20000000, serial: 0xabcd}\n"
		"- {name: right, ports: [{name: p1, ti: {mem-timeout: false}},\n"
		"                        {name: p2, device: {name: m2, volatile: 268435456}}]}\n"
		"windows:\n"
		"- {name: w0, size: 2G, bridges: [left, right], granularity: 4K}\n"
		"- {name: w1, size: 1G, bridges: [left]}\n"
		"regions:\n"
		"- {name: r0, window: w0, size: 512M, devices: [m0, m2], mode: system-ram}\n"
		"- name: r1\n"
		"  window: w1\n"
		"  size: 256M\n"
		"  devices: [m1]\n"
		"  granularity: 512\n"
		"  type: persistent\n"
		"  mode: none\n";
	static struct topo t;

	(void)s;
	assert_int_equal(topo_parse("/a/My.file.yaml", text, strlen(text), &t, say, NULL), 0);
	assert_string_equal(t.name, "My");
	assert_string_equal(t.description, "all keys \xc3\xa9");
	assert_string_equal(t.bridges[0].name, "left");
	assert_int_equal(t.bridges[0].line, 3);
	assert_true(t.bridges[0].passthrough_decoders && !t.bridges[1].passthrough_decoders);
	assert_int_equal(t.ports[0].line, 6);
	assert_true(t.ports[0].hotplug && !t.ports[1].hotplug);
	assert_int_equal(t.ports[0].bridge, 0);
	assert_int_equal(t.ports[2].bridge, 1);

	const struct topo_ti *ti = &t.ports[0].ti;

	assert_true(ti->present && ti->mem_timeout && ti->mem_isolation && !ti->mem_link_down);
	assert_true(ti->cache_timeout && ti->cache_isolation && ti->cache_link_down);
	assert_true(!ti->err_cor && ti->interrupt && ti->level_link_down && ti->conforming);
	assert_int_equal(ti->mem_ranges, 3);
	assert_int_equal(ti->cache_ranges, 7);
	assert_int_equal(ti->vectors, 8);
	assert_int_equal(ti->message, 5);
	/* what is not said: all of CXL.mem; no ranges where there is no timeout */
	ti = &t.ports[1].ti;
	assert_true(ti->present && ti->mem_isolation && ti->mem_link_down && ti->err_cor &&
		    ti->interrupt && ti->conforming);
	assert_true(!ti->mem_timeout && !ti->cache_timeout && !ti->cache_isolation &&
		    !ti->cache_link_down && !ti->level_link_down);
	assert_int_equal(ti->mem_ranges, 0);
	assert_int_equal(ti->vectors, 1);
	assert_false(t.ports[2].ti.present);

	assert_int_equal(t.switches[0].port, 0);
	assert_int_equal(t.switches[0].downstream_count, 4);
	assert_int_equal(t.devices[0].downstream, 2);
	assert_int_equal(t.devices[1].downstream, 0);
	assert_int_equal(t.devices[0].sw, 0);
	assert_int_equal(t.devices[2].sw, -1);
	assert_int_equal(t.devices[2].downstream, -1);
	assert_int_equal(t.devices[2].port, 2);
	assert_int_equal(t.devices[0].volatile_size, 1ull << 30);
	assert_int_equal(t.devices[1].persistent_size, 512ull << 20);
	assert_int_equal(t.devices[2].volatile_size, 256ull << 20);
	assert_int_equal(t.devices[0].serial, 0x150700000000ull);
	assert_int_equal(t.devices[1].serial, 0xabcd);

	assert_int_equal(t.windows[0].size, 2ull << 30);
	assert_int_equal(t.windows[0].ways, 2);
	assert_int_equal(t.windows[0].bridges[1], 1);
	assert_int_equal(t.windows[0].granularity, 4096);
	assert_int_equal(t.windows[1].granularity, 256);
	assert_int_equal(t.regions[0].granularity, 4096); /* the window's */
	assert_int_equal(t.regions[0].ways, 2);
	assert_int_equal(t.regions[0].devices[0], 0);
	assert_int_equal(t.regions[0].devices[1], 2);
	assert_int_equal(t.regions[0].mode, TOPO_MODE_SYSTEM_RAM);
	assert_int_equal(t.regions[1].window, 1);
	assert_int_equal(t.regions[1].granularity, 512);
	assert_true(t.regions[1].persistent && !t.regions[0].persistent);
	assert_int_equal(t.regions[1].mode, TOPO_MODE_NONE);
	assert_int_equal(topo_region_ports(&t, 0), 1 << 0 | 1 << 2);
	assert_int_equal(topo_check_qemu("t", &t, NULL, NULL), -EOPNOTSUPP);
}

#define BASE                                                                                       \
	"description: d\n"                                                                         \
	"bridges:\n"                                                                               \
	"- {name: b0, ports: [{name: p0, ti: full, device: {name: m0, volatile: 512M}}]}\n"        \
	"windows: [{name: w0, size: 512M, bridges: [b0]}]\n"                                       \
	"regions: [{name: r0, window: w0, size: 256M, devices: [m0]}]\n"

/* The base text with one part of it replaced. */
static uint64_t hash_with(const char *from, const char *to)
{
	char text[2048];
	const char *at = strstr(BASE, from);

	assert_non_null(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - BASE), BASE, to, at + strlen(from));
	return hash_of(text);
}

static void hash_is_of_the_machine(void **s)
{
	static const struct {
		const char *from, *to;
	} same[] =
		{
			{"description: d", "# a comment\n\ndescription: another"},
			{"window: w0, size: 256M", "size: 0x10000000, window: w0"},
			{"ti: full", "ti: {}"},
			{"ti: full", "ti: {mem-ranges: 15, vectors: 1}"},
			{"bridges: [b0]", "bridges: [b0], granularity: 256"},
			{"devices: [m0]", "devices: [m0], mode: device-dax, type: volatile"},
			{"name: m0", "serial: 0x150700000000, name: m0"},
		},
	  different[] = {
		  {"ti: full", "ti: none"},
		  {"ti: full", "ti: {mem-ranges: 7}"},
		  {"ti: full", "ti: {cache-ranges: 7}"},
		  {"ti: full", "ti: {mem-timeout: false, mem-ranges: 15}"},
		  {"ti: full", "ti: {mem-link-down: false}"},
		  {"ti: full", "ti: {mem-isolation: false, mem-link-down: false}"},
		  {"ti: full", "ti: {cache-timeout: true}"},
		  {"ti: full", "ti: {cache-isolation: true}"},
		  {"ti: full", "ti: {cache-isolation: true, cache-link-down: true}"},
		  {"ti: full", "ti: {err-cor: false}"},
		  {"ti: full", "ti: {interrupt: false}"},
		  {"ti: full", "ti: {vectors: 4}"},
		  {"ti: full", "ti: {vectors: 4, message: 2}"},
		  {"ti: full", "ti: {link-down-trigger: level}"},
		  {"ti: full", "ti: {conforming: false}"},
		  {"ti: full", "ti: full, hotplug: true"},
		  {"name: p0", "name: p1"},
		  {"name: b0, ports", "name: b0, passthrough-decoders: true, ports"},
		  {"}}]}\n", "}}, {name: p1}]}\n"},
		  {"volatile: 512M", "volatile: 1G"},
		  {"volatile: 512M", "volatile: 512M, persistent: 256M"},
		  {"volatile: 512M", "volatile: 512M, serial: 1"},
		  {"device: {name: m0, volatile: 512M}",
		   "switch: {name: s0, devices: [{name: m0, volatile: 512M}]}"},
		  {"device: {name: m0, volatile: 512M}",
		   "switch: {name: s0, downstream: 2, devices: [{name: m0, volatile: 512M}]}"},
		  {"device: {name: m0, volatile: 512M}",
		   "switch: {name: s0, downstream: 2, devices: [{name: m0, volatile: 512M, "
		   "downstream: 1}]}"},
		  {"size: 512M", "size: 1G"},
		  {"bridges: [b0]", "bridges: [b0], granularity: 512"},
		  {"size: 256M", "size: 512M"},
		  {"devices: [m0]", "devices: [m0], granularity: 512"},
		  {"devices: [m0]", "devices: [m0], mode: none"},
		  {"devices: [m0]", "devices: [m0], mode: system-ram"},
		  {"name: r0", "name: r1"},
	  };
	uint64_t base = hash_of(BASE), hashes[sizeof(different) / sizeof(different[0])];

	(void)s;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_int_equal(hash_with(same[i].from, same[i].to), base);
	for (size_t i = 0; i < sizeof(different) / sizeof(different[0]); i++) {
		hashes[i] = hash_with(different[i].from, different[i].to);
		assert_int_not_equal(hashes[i], base);
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(hashes[i], hashes[j]);
	}
	/* Results name it: the same on every computer and in every version. */
	assert_int_equal(base, 0xa90b9cf1a6723d13);
}

static void found_by_name_or_path(void **s)
{
	char path[256], folder[] = "/tmp/isotap-topo-XXXXXX", file[64];
	FILE *f;

	(void)s;
	assert_int_equal(topo_find("one-port", path, sizeof(path)), 0);
	assert_string_equal(path, "topologies/one-port.yaml");
	assert_int_equal(topo_find("one-port.yaml", path, sizeof(path)), 0);
	assert_string_equal(path, "topologies/one-port.yaml");
	assert_int_equal(topo_find("topologies/switch.yaml", path, sizeof(path)), 0);
	assert_string_equal(path, "topologies/switch.yaml");
	assert_int_equal(topo_find("no-such", path, sizeof(path)), -ENOENT);
	assert_int_equal(topo_find("./one-port.yaml", path, sizeof(path)), -ENOENT);
	assert_int_equal(topo_find("one-port", path, 8), -ENOENT); /* does not fit */

	assert_non_null(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/mine.yaml", folder);
	f = fopen(file, "w");
	assert_non_null(f);
	fclose(f);
	assert_int_equal(topo_find("mine", path, sizeof(path)), -ENOENT);
	setenv("ISOTAP_TOPOLOGIES", folder, 1);
	assert_int_equal(topo_find("mine", path, sizeof(path)), 0);
	assert_string_equal(path, file);
	assert_int_equal(topo_find("one-port", path, sizeof(path)), 0);
	unsetenv("ISOTAP_TOPOLOGIES");
	unlink(file);
	rmdir(folder);
}

/* Two and four ways over bridges, ports and a switch at once. */
static void interleave_on_every_level(void **s)
{
	static const char text[] =
		"description: d\n"
		"bridges:\n"
		"- name: b0\n"
		"  ports:\n"
		"  - {name: p0, switch: {name: s0, devices: [{name: a0, volatile: 256M},\n"
		"                                            {name: a1, volatile: 256M}]}}\n"
		"  - {name: p1, switch: {name: s1, devices: [{name: a2, volatile: 256M},\n"
		"                                            {name: a3, volatile: 256M}]}}\n"
		"- name: b1\n"
		"  ports:\n"
		"  - {name: p2, device: {name: c0, volatile: 256M}}\n"
		"  - {name: p3, device: {name: c1, volatile: 256M}}\n"
		"  - {name: p4, device: {name: c2, volatile: 256M}}\n"
		"  - {name: p5, device: {name: c3, volatile: 256M}}\n"
		"windows: [{name: w0, size: 2G, bridges: [b0, b1]}]\n"
		"regions: [{name: r0, window: w0, size: 2G,\n"
		"           devices: [a0, c3, a2, c1, a1, c0, a3, c2]}]\n";
	static struct topo t;

	(void)s;
	assert_int_equal(topo_parse("t", text, strlen(text), &t, say, NULL), 0);
	assert_int_equal(topo_region_ports(&t, 0), 0x3f);
	assert_int_equal(topo_check_qemu("t", &t, say, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_files_are_valid),
		cmocka_unit_test(default_holds_every_situation),
		cmocka_unit_test(every_field_arrives),
		cmocka_unit_test(hash_is_of_the_machine),
		cmocka_unit_test(found_by_name_or_path),
		cmocka_unit_test(interleave_on_every_level),
	};

	unsetenv("ISOTAP_TOPOLOGIES");
	return cmocka_run_group_tests_name("topo_load", tests, NULL, NULL);
}
