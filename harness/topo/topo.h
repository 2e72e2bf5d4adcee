/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A topology: the declared machine. One structure, from which the drawing, the emulator's arguments
 * and the model are made. Indices refer to the arrays of struct topo; -1 means none.
 */
#ifndef ISOTAP_TOPO_H
#define ISOTAP_TOPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TOPO_NAME_MAX 32
#define TOPO_MAX_BRIDGES 8
#define TOPO_MAX_PORTS 16
#define TOPO_MAX_SWITCHES 8
#define TOPO_MAX_DEVICES 32
#define TOPO_MAX_WINDOWS 8
#define TOPO_MAX_REGIONS 16
#define TOPO_MAX_WAYS 16
#define TOPO_MAX_DOWNSTREAM 8

struct topo_bridge {
	char name[TOPO_NAME_MAX];
	int line;
	bool passthrough_decoders; /* HDM decoders although the bridge has one port only */
};

/* What the T&I capability of a port offers, CXL r3.2 8.2.4.24.1. Non-conforming values are allowed
 * where the declaration says `conforming: false`. */
struct topo_ti {
	bool present;
	uint8_t mem_ranges, cache_ranges; /* the 4-bit ranges fields as they are */
	bool mem_timeout, mem_isolation, mem_link_down;
	bool cache_timeout, cache_isolation, cache_link_down;
	bool err_cor, interrupt;
	uint8_t vectors; /* MSI vectors that software can allocate: 1, 2, 4 .. 32 */
	uint8_t message; /* preferred message number; the effective one is below what is enabled */
	bool level_link_down; /* a link that is still down isolates again when the status is cleared
			       */
	bool conforming;
	/* Not in a topology file; for targets with TARGET_RESERVED. Bits that the specification
	 * reserves: what they read in capability, the dword at 04h and status, and which of the
	 * control register keep what is written, 1 at first. */
	uint32_t reserved_cap, reserved_word, reserved_status, reserved_ctrl;
	uint32_t left_status; /* clearable bits that an earlier life left in the status */
};

struct topo_port {
	char name[TOPO_NAME_MAX];
	int line;
	int bridge;
	bool hotplug; /* has a hot-plug slot */
	struct topo_ti ti;
};

struct topo_switch {
	char name[TOPO_NAME_MAX];
	int line;
	int port; /* root port above */
	int downstream_count;
};

struct topo_device {
	char name[TOPO_NAME_MAX];
	int line;
	int port;        /* root port above, also when a switch is between */
	int sw;          /* switch above, or -1 */
	int downstream;  /* its downstream port, 0 .. downstream_count - 1, or -1 */
	uint64_t serial; /* unique; how a guest finds it again */
	uint64_t volatile_size, persistent_size; /* bytes, multiples of 256 MiB */
};

struct topo_window {
	char name[TOPO_NAME_MAX];
	int line;
	uint64_t size;
	int ways;
	int bridges[TOPO_MAX_WAYS];
	uint32_t granularity; /* bytes */
};

enum topo_mode { TOPO_MODE_NONE, TOPO_MODE_DEVDAX, TOPO_MODE_SYSTEM_RAM };

struct topo_region {
	char name[TOPO_NAME_MAX];
	int line;
	int window;
	uint64_t size;
	int ways;
	int devices[TOPO_MAX_WAYS]; /* in interleave order */
	uint32_t granularity;       /* bytes */
	bool persistent;
	enum topo_mode mode;
};

struct topo {
	char name[TOPO_NAME_MAX];
	char description[256];
	uint64_t hash; /* of the structure, not of the text: stable under comments and order of keys
			*/
	int bridge_count, port_count, switch_count, device_count, window_count, region_count;
	struct topo_bridge bridges[TOPO_MAX_BRIDGES];
	struct topo_port ports[TOPO_MAX_PORTS];
	struct topo_switch switches[TOPO_MAX_SWITCHES];
	struct topo_device devices[TOPO_MAX_DEVICES];
	struct topo_window windows[TOPO_MAX_WINDOWS];
	struct topo_region regions[TOPO_MAX_REGIONS];
};

/* Called once per mistake: "FILE:LINE: found ..., expected ...". */
typedef void (*topo_error_fn)(void *ctx, const char *file, int line, const char *text);

/* Reads, checks and resolves a file. 0; -EINVAL after every mistake has been reported; or another
 * negative errno if the file cannot be read (also reported). */
int topo_load(const char *path, struct topo *out, topo_error_fn report, void *ctx);
/* The same from memory; `path` is only for messages. */
int topo_parse(const char *path, const char *text, size_t length, struct topo *out,
	       topo_error_fn report, void *ctx);
/* What the emulator cannot give of a valid topology (reported per mistake). 0 or -EOPNOTSUPP. */
int topo_check_qemu(const char *path, const struct topo *topo, topo_error_fn report, void *ctx);

/* The capability register that this declaration makes, CXL r3.2 8.2.4.24.1; the message number is
 * 0: it depends on what software allocates. */
uint32_t topo_ti_capability(const struct topo_ti *ti);

/* Draws it as text. */
void topo_show(const struct topo *topo, FILE *out);

/* QEMU's arguments for it, NULL-terminated; NULL on -ENOMEM. The caller frees with
 * topo_free_args(). `instrumented`: the emulator carries isotap's patches; else stock QEMU: no T&I
 * properties. Memory backends are anonymous (memory-backend-ram). */
char **topo_qemu_args(const struct topo *topo, bool instrumented);
void topo_free_args(char **args);
/* The PCI address that a root port has in a guest started with those arguments: "0000:0c:00.0". */
void topo_qemu_bdf(const struct topo *topo, int port, char *out, size_t size);

/* Bit n: the region's data passes root port n. */
uint64_t topo_region_ports(const struct topo *topo, int region);
/* The topology file of that name or path: NAME, NAME.yaml, or a path. Searched in
 * $ISOTAP_TOPOLOGIES,
 * ./topologies, and the installed data folder. 0, or -ENOENT. */
int topo_find(const char *name, char *path, size_t size);

#endif
