/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the parts of the topology reader. Everything that is read here came from a file and is
 * hostile until checked: text reaches a message through quote() only, every count is bounded.
 */
#ifndef ISOTAP_TOPO_INTERNAL_H
#define ISOTAP_TOPO_INTERNAL_H

#include <yaml.h>

#include "topo/topo.h"

#define TOPO_TEXT_MAX 65536u     /* bytes of a file */
#define TOPO_DEPTH_MAX 16        /* nested collections; the format itself needs 10 */
#define TOPO_MISTAKES_MAX 200    /* reported of one file */
#define TOPO_UNIT (256ull << 20) /* HDM decoders and windows, CXL r3.2 8.2.4.20 and 9.18.1.3 */
#define TOPO_SIZE_MAX (64ull << 30)
#define TOPO_TARGET_LIST 8 /* targets of one HDM decoder, CXL r3.2 8.2.4.20.7 */
#define TOPO_KEYS_MAX 20
#define TOPO_NAMES_MAX                                                                             \
	(TOPO_MAX_BRIDGES + TOPO_MAX_PORTS + TOPO_MAX_SWITCHES + TOPO_MAX_DEVICES +                \
	 TOPO_MAX_WINDOWS + TOPO_MAX_REGIONS)

/* Lines of what struct topo keeps no line for, so that checks over several items can name them. */
struct topo_lines {
	int window_size[TOPO_MAX_WINDOWS];
	int window_bridges[TOPO_MAX_WINDOWS];
	int window_bridge[TOPO_MAX_WINDOWS][TOPO_MAX_WAYS];
	int region_size[TOPO_MAX_REGIONS];
	int region_granularity[TOPO_MAX_REGIONS];
	int region_devices[TOPO_MAX_REGIONS];
	int region_device[TOPO_MAX_REGIONS][TOPO_MAX_WAYS];
	int device_serial[TOPO_MAX_DEVICES];
};

struct loader {
	const char *path;
	topo_error_fn report;
	void *ctx;
	int mistakes;
	yaml_document_t *doc;
	struct topo *topo;
	struct topo_lines lines;
	struct {
		const char *name;
		int line;
	} names[TOPO_NAMES_MAX];
	int name_count;
};

/* A mistake. The text says what was found and what was expected. */
void topo_mistake(struct loader *l, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Text from outside, in quotes, shortened, everything but printable ASCII escaped. */
struct quoted {
	char s[72];
};
struct quoted topo_quote(const char *text, size_t length);
struct quoted topo_quote_node(const yaml_node_t *node);
/* A size as people write it: 256M, 1G. */
struct quoted topo_size_text(uint64_t size);

/* ---- yaml.c ---- */
/* Parses the text into l->doc. 0 or -EINVAL after reporting; on 0 the caller deletes the document.
 */
int topo_yaml_load(struct loader *l, const char *text, size_t length, yaml_document_t *doc);
static inline int topo_line(const yaml_node_t *node)
{
	return (int)node->start_mark.line + 1;
}

/* ---- fields.c: values; each reports and returns false if the value is not what it should be ----
 */
struct topo_key {
	const char *name;
	bool required;
};
/* Sorts the values of a mapping by `keys` (NULL where absent). False if it is no mapping. */
bool topo_get_map(struct loader *l, const yaml_node_t *node, const char *what,
		  const struct topo_key *keys, size_t count, yaml_node_t **values);
/* Elements of a list; reports if it is none or holds fewer than min or more than max. Returns how
 * many may be used (at most max). `each` is "ports", for messages. */
int topo_get_list(struct loader *l, const yaml_node_t *node, const char *key, const char *each,
		  int min, int max);
yaml_node_t *topo_item(struct loader *l, const yaml_node_t *list, int index);
bool topo_get_bool(struct loader *l, const yaml_node_t *node, const char *key, bool *out);
bool topo_get_number(struct loader *l, const yaml_node_t *node, const char *key, uint64_t min,
		     uint64_t max, uint64_t *out);
/* A power of two of bytes in min .. max, both powers of two. */
bool topo_get_size(struct loader *l, const yaml_node_t *node, const char *key, uint64_t min,
		   uint64_t max, uint64_t *out);
/* Index of the word in a NULL-terminated list. */
bool topo_get_word(struct loader *l, const yaml_node_t *node, const char *key,
		   const char *const *words, int *out);
bool topo_get_text(struct loader *l, const yaml_node_t *node, const char *key, char *out,
		   size_t size);
/* A name, well formed and not yet used in this file. */
bool topo_get_new_name(struct loader *l, const yaml_node_t *node, char *out);
/* A scalar that refers to something; NULL after reporting. */
const char *topo_get_reference(struct loader *l, const yaml_node_t *node, const char *key);

/* ---- load_ti.c ---- */
void topo_load_ti(struct loader *l, const yaml_node_t *node, struct topo_ti *ti);

/* ---- check.c ---- */
void topo_check(struct loader *l);
/* 1, 2, 4, 8, 16. */
bool topo_ways_valid(int ways);

/* ---- hash.c ---- */
uint64_t topo_hash(const struct topo *topo);

#endif
