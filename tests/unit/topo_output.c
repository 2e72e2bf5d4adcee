// SPDX-License-Identifier: GPL-2.0-or-later
/* The drawing and the emulator's arguments of one machine, compared whole, and what the emulator
 * cannot give. */
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

static char mistakes[4096];

static void collect(void *ctx, const char *file, int line, const char *text)
{
	size_t at = strlen(mistakes);

	(void)ctx;
	snprintf(mistakes + at, sizeof(mistakes) - at, "%s:%d: %s\n", file, line, text);
}

static void parse(const char *text, struct topo *topo)
{
	mistakes[0] = '\0';
	topo_parse("t", text, strlen(text), topo, collect, NULL);
	assert_string_equal(mistakes, "");
}

static const char machine[] =
	"description: one of each\n"
	"bridges:\n"
	"- name: left\n"
	"  ports:\n"
	"  - name: upper\n"
	"    hotplug: true\n"
	"    ti: {mem-ranges: 1, cache-isolation: true, link-down-trigger: level}\n"
	"    switch: {name: fan, downstream: 2, devices: [{name: far, volatile: 256M, "
	"downstream: 1}]}\n"
	"  - name: lower\n"
	"    ti: {mem-timeout: false, err-cor: false, interrupt: false, mem-ranges: 5, "
	"conforming: false}\n"
	"    device: {name: near, volatile: 512M, persistent: 256M, serial: 0x77}\n"
	"- {name: right, passthrough-decoders: true, ports: [{name: only, device: {name: last, "
	"volatile: 1G}}]}\n"
	"windows:\n"
	"- {name: both, size: 1G, bridges: [left, right], granularity: 2K}\n"
	"- {name: one, size: 2G, bridges: [right]}\n"
	"regions:\n"
	"- {name: wide, window: both, size: 512M, devices: [near, last], mode: system-ram}\n"
	"- {name: slim, window: one, size: 256M, devices: [last]}\n";

static void drawing(void **s)
{
	static struct topo topo;
	char *text = NULL, expected[2048];
	size_t length;
	FILE *out;

	(void)s;
	parse(machine, &topo);
	out = open_memstream(&text, &length);
	assert_non_null(out);
	topo_show(&topo, out);
	fclose(out);
	snprintf(
		expected, sizeof(expected),
		"t: one of each\n"
		"hash %016llx\n"
		"\n"
		"left: host bridge\n"
		"|-- upper: root port, hot-plug slot, T&I mem: timeout (ranges A), isolation, link "
		"down; cache: isolation; ERR_COR, message 0 of 1 vector, level-triggered link "
		"down\n"
		"|   `-- fan: switch\n"
		"|       |-- 0 (empty)\n"
		"|       `-- 1 far: device, 256M volatile, serial 0x150700000000\n"
		"`-- lower: root port, T&I mem: isolation, link down; no ERR_COR, no interrupt, "
		"not conforming\n"
		"    `-- near: device, 512M volatile, 256M persistent, serial 0x77\n"
		"\n"
		"right: host bridge, HDM decoders even with one port\n"
		"`-- only: root port, no T&I\n"
		"    `-- last: device, 1G volatile, serial 0x150700000002\n"
		"\n"
		"both: window, 1G over left right (2 ways of 2048 bytes)\n"
		"    wide: region, 512M, system-ram on near last (2 ways of 2048 bytes), passes "
		"lower only\n"
		"    (512M free)\n"
		"\n"
		"one: window, 2G over right\n"
		"    slim: region, 256M, device-dax on last, passes only\n"
		"    (1792M free)\n",
		(unsigned long long)topo.hash);
	assert_string_equal(text, expected);
	free(text);
}

static char *draw(const char *text)
{
	static struct topo topo;
	char *drawn = NULL;
	size_t length;
	FILE *out = open_memstream(&drawn, &length);

	assert_non_null(out);
	parse(text, &topo);
	topo_show(&topo, out);
	fclose(out);
	return drawn;
}

static void ranges_drawn(void **s)
{
	char *text =
		draw("description: d\nbridges:\n- name: b\n  ports:\n"
		     "  - {name: p, ti: {mem-ranges: 0, cache-timeout: true, cache-ranges: 6}}\n"
		     "  - {name: q, ti: {mem-ranges: 5, conforming: false}}\n");

	(void)s;
	assert_non_null(strstr(text, "|-- p: root port, T&I mem: timeout (default range only), "
				     "isolation, link down; cache: timeout (ranges BC); ERR_COR"));
	assert_non_null(strstr(text, "`-- q: root port, T&I mem: timeout (reserved ranges encoding "
				     "0x5), isolation, link down; ERR_COR"));
	free(text);
}

/* Nothing that QEMU would have to parse as a window where there is none. */
static void no_windows(void **s)
{
	static struct topo topo;
	char **args;

	(void)s;
	parse("description: d\nbridges: [{name: b, ports: [{name: p}]}]\n", &topo);
	args = topo_qemu_args(&topo, false);
	assert_non_null(args);
	assert_string_equal(args[3], "cxl-rp,port=0,addr=0x0,bus=hb0,id=rp0,chassis=0,slot=2,"
				     "hotplug=off");
	assert_null(args[4]);
	topo_free_args(args);
}

#define FULL_TI                                                                                    \
	",ti=on,ti-mem-ranges=1,ti-mem-timeout=on,ti-mem-isolation=on,ti-mem-link-down=on,"        \
	"ti-cache-ranges=0,ti-cache-timeout=off,ti-cache-isolation=on,ti-cache-link-down=off,"     \
	"ti-err-cor=on,ti-interrupt=on,ti-link-down-trigger=level,isotap=on"
#define ODD_TI                                                                                     \
	",ti=on,ti-mem-ranges=5,ti-mem-timeout=off,ti-mem-isolation=on,ti-mem-link-down=on,"       \
	"ti-cache-ranges=0,ti-cache-timeout=off,ti-cache-isolation=off,ti-cache-link-down=off,"    \
	"ti-err-cor=off,ti-interrupt=off,ti-link-down-trigger=edge,isotap=on"

static void arguments(void **s)
{
	static const char *const expected[] = {
		"-device",
		"pxb-cxl,bus=pcie.0,bus_nr=12,id=hb0",
		"-device",
		"pxb-cxl,bus=pcie.0,bus_nr=42,id=hb1,hdm_for_passthrough=on",
		"-device",
		"cxl-rp,port=0,addr=0x0,bus=hb0,id=rp0,chassis=0,slot=2,hotplug=on" FULL_TI,
		"-device",
		"cxl-rp,port=1,addr=0x1,bus=hb0,id=rp1,chassis=0,slot=3,hotplug=off" ODD_TI,
		"-device",
		"cxl-rp,port=0,addr=0x0,bus=hb1,id=rp2,chassis=0,slot=4,hotplug=off,ti=off,isotap="
		"on",
		"-device",
		"cxl-upstream,bus=rp0,id=us0",
		"-device",
		"cxl-downstream,port=0,addr=0x0,bus=us0,id=ds0_0,chassis=0,slot=18,hotplug=on",
		"-device",
		"cxl-downstream,port=1,addr=0x1,bus=us0,id=ds0_1,chassis=0,slot=19,hotplug=on",
		"-object",
		"memory-backend-ram,id=mem0,size=256M",
		"-device",
		"cxl-type3,bus=ds0_1,id=dev0,sn=0x150700000000,volatile-memdev=mem0",
		"-object",
		"memory-backend-ram,id=mem1,size=512M",
		"-object",
		"memory-backend-ram,id=pmem1,size=256M",
		"-object",
		"memory-backend-ram,id=lsa1,size=256K",
		"-device",
		"cxl-type3,bus=rp1,id=dev1,sn=0x77,volatile-memdev=mem1,persistent-memdev=pmem1,"
		"lsa=lsa1",
		"-object",
		"memory-backend-ram,id=mem2,size=1024M",
		"-device",
		"cxl-type3,bus=rp2,id=dev2,sn=0x150700000002,volatile-memdev=mem2",
		"-M",
		"cxl-fmw.0.targets.0=hb0,cxl-fmw.0.targets.1=hb1,cxl-fmw.0.size=1024M,"
		"cxl-fmw.0.interleave-granularity=2048,cxl-fmw.1.targets.0=hb1,"
		"cxl-fmw.1.size=2048M,cxl-fmw.1.interleave-granularity=256",
		NULL,
	};
	static struct topo topo;
	char **args, bdf[16];
	size_t i;

	(void)s;
	parse(machine, &topo);
	args = topo_qemu_args(&topo, true);
	assert_non_null(args);
	for (i = 0; args[i] && expected[i]; i++)
		assert_string_equal(args[i], expected[i]);
	assert_null(args[i]);
	assert_null(expected[i]);
	topo_free_args(args);
	topo_qemu_bdf(&topo, 0, bdf, sizeof(bdf));
	assert_string_equal(bdf, "0000:0c:00.0");
	topo_qemu_bdf(&topo, 1, bdf, sizeof(bdf));
	assert_string_equal(bdf, "0000:0c:01.0");
	topo_qemu_bdf(&topo, 2, bdf, sizeof(bdf));
	assert_string_equal(bdf, "0000:2a:00.0");

	/* stock QEMU ends at a property that it does not know */
	args = topo_qemu_args(&topo, false);
	assert_non_null(args);
	for (i = 0; args[i] && expected[i]; i++) {
		assert_null(strstr(args[i], "ti="));
		assert_null(strstr(args[i], "isotap"));
	}
	assert_null(args[i]);
	assert_null(expected[i]);
	topo_free_args(args);
	topo_free_args(NULL);
}

static void expect_refused(const char *text, const char *expected)
{
	static struct topo topo;

	parse(text, &topo);
	assert_int_equal(topo_check_qemu("t", &topo, collect, NULL), -EOPNOTSUPP);
	assert_string_equal(mistakes, expected);
}

static void what_qemu_cannot_give(void **s)
{
	(void)s;
	expect_refused("description: d\nbridges:\n- name: b0\n  ports:\n"
		       "  - {name: p0, ti: {vectors: 4, message: 3}}\n  - {name: p1, ti: full}\n",
		       "t:5: found 4 vectors at root port \"p0\", expected 1 for qemu: its guest "
		       "allocates one\n"
		       "t:5: found message 3 at root port \"p0\", expected 0 for qemu: its guest "
		       "allocates one vector\n");
	expect_refused(
		"description: d\nbridges:\n- name: b0\n"
		"  ports: [{name: p0, device: {name: m0, volatile: 512M, persistent: 256M}}]\n"
		"windows: [{name: w0, size: 1G, bridges: [b0]}]\nregions:\n"
		"- {name: r0, window: w0, size: 256M, devices: [m0], type: persistent}\n"
		"- {name: r1, window: w0, size: 256M, devices: [m0]}\n",
		"t:3: found 2 regions below bridge \"b0\", which has one root port, expected "
		"1 or \"passthrough-decoders: true\" for qemu\n"
		"t:8: found volatile region \"r1\" after the persistent \"r0\" on device "
		"\"m0\", expected it before for qemu\n");
	expect_refused("description: d\nbridges:\n- name: b0\n  passthrough-decoders: true\n"
		       "  ports:\n  - name: p0\n    switch:\n"
		       "      {name: s0, devices: [{name: m0, volatile: 2G}]}\n"
		       "windows: [{name: w0, size: 2G, bridges: [b0]}]\nregions:\n"
		       "- {name: r0, window: w0, size: 256M, devices: [m0]}\n"
		       "- {name: r1, window: w0, size: 256M, devices: [m0]}\n"
		       "- {name: r2, window: w0, size: 256M, devices: [m0]}\n"
		       "- {name: r3, window: w0, size: 256M, devices: [m0]}\n"
		       "- {name: r4, window: w0, size: 256M, devices: [m0]}\n",
		       "t:3: found 5 regions that pass bridge \"b0\", expected at most 4 for qemu: "
		       "one HDM decoder each\n"
		       "t:8: found 5 regions that pass switch \"s0\", expected at most 4 for qemu: "
		       "one HDM decoder each\n"
		       "t:8: found 5 regions that pass device \"m0\", expected at most 4 for qemu: "
		       "one HDM decoder each\n");
	expect_refused(
		"description: d\nbridges:\n- name: b0\n  ports:\n"
		"  - {name: p0, switch: {name: s0, downstream: 8, devices: [{name: m0, volatile: "
		"256M}]}}\n"
		"  - {name: p1, switch: {name: s1, downstream: 8, devices: [{name: m1, volatile: "
		"256M}]}}\n"
		"  - {name: p2, switch: {name: s2, downstream: 8, devices: [{name: m2, volatile: "
		"256M}]}}\n",
		"t:3: found 31 PCI buses below bridge \"b0\", expected at most 30 for qemu\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drawing),
		cmocka_unit_test(ranges_drawn),
		cmocka_unit_test(arguments),
		cmocka_unit_test(no_windows),
		cmocka_unit_test(what_qemu_cannot_give),
	};

	return cmocka_run_group_tests_name("topo_output", tests, NULL, NULL);
}
