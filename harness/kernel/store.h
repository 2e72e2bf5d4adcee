/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders below CACHE/kernels that are made once from what their key is a hash of. A folder under
 * its final name is complete. */
#ifndef ISOTAP_KERNEL_STORE_H
#define ISOTAP_KERNEL_STORE_H

#include <stddef.h>

#define STORE_KEY_MAX 65 /* SHA-256 in hex, and the final NUL */

struct store_key;

/* A key is the hash of all that was added, in order. NULL: no memory. */
struct store_key *store_key_new(void);
void store_key_text(struct store_key *key, const char *text);
/* 0, or a negative errno if the file cannot be read. */
int store_key_file(struct store_key *key, const char *path);
void store_key_end(struct store_key *key, char out[STORE_KEY_MAX]); /* frees it */

/* Fills a folder that is not trusted yet; `error` filled if it fails. */
typedef int (*store_fill_fn)(void *ctx, const char *folder, char *error, size_t size);
/* The folder of that key, filled if there is none. The caller frees *out. */
int store_get(const char *cache, const char *key, store_fill_fn fill, void *ctx, char **out,
	      char *error, size_t size);

#endif
