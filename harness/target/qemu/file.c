// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads a file, compressed as distributions compress kernel modules or plain. */
#include "target/qemu/initramfs.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <lzma.h>
#include <zstd.h>

#define UNPACKED_MAX (256u << 20)

static int read_plain(const char *path, void **data, size_t *size)
{
	FILE *file = fopen(path, "re");
	struct stat st;
	int rc = 0;

	if (!file)
		return -errno;
	if (fstat(fileno(file), &st))
		rc = -errno;
	else if (!S_ISREG(st.st_mode))
		rc = -EINVAL;
	else if (st.st_size > UNPACKED_MAX)
		rc = -EFBIG;
	*data = rc ? NULL : malloc(st.st_size + 1);
	*size = rc ? 0 : st.st_size;
	if (!rc && !*data)
		rc = -ENOMEM;
	if (!rc && fread(*data, 1, *size, file) != *size)
		rc = -EIO;
	fclose(file);
	if (rc) {
		free(*data);
		*data = NULL;
	}
	return rc;
}

/* Both formats: into a buffer that grows until the output fits. */
static int unpack_xz(const void *in, size_t in_size, void *out, size_t out_size, size_t *done)
{
	uint64_t memory = UINT64_MAX;
	size_t in_at = 0, out_at = 0;
	lzma_ret ret;

	ret = lzma_stream_buffer_decode(&memory, 0, NULL, in, &in_at, in_size, out, &out_at,
					out_size);
	*done = out_at;
	if (ret == LZMA_BUF_ERROR)
		return -ENOSPC;
	return ret == LZMA_OK ? 0 : -EBADMSG;
}

static int unpack_zstd(const void *in, size_t in_size, void *out, size_t out_size, size_t *done)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer from = {in, in_size, 0};
	ZSTD_outBuffer to = {out, out_size, 0};
	size_t left;

	if (!stream)
		return -ENOMEM;
	do
		left = ZSTD_decompressStream(stream, &to, &from);
	while (!ZSTD_isError(left) && left && from.pos < from.size && to.pos < to.size);
	ZSTD_freeDStream(stream);
	*done = to.pos;
	if (ZSTD_isError(left))
		return -EBADMSG;
	if (left)
		return to.pos == to.size ? -ENOSPC : -EBADMSG;
	return 0;
}

int file_read(const char *path, void **data, size_t *size)
{
	size_t length = strlen(path), room, packed_size;
	int xz = length > 3 && !strcmp(path + length - 3, ".xz");
	int zstd = length > 4 && !strcmp(path + length - 4, ".zst");
	void *packed;
	int rc;

	rc = read_plain(path, data, size);
	if (rc || (!xz && !zstd))
		return rc;
	packed = *data;
	packed_size = *size;
	*data = NULL;
	for (room = packed_size * 8 + 65536; room <= UNPACKED_MAX; room *= 2) {
		*data = malloc(room);
		if (!*data) {
			rc = -ENOMEM;
			break;
		}
		rc = xz ? unpack_xz(packed, packed_size, *data, room, size)
			: unpack_zstd(packed, packed_size, *data, room, size);
		if (rc != -ENOSPC)
			break;
		free(*data);
		*data = NULL;
	}
	free(packed);
	if (rc) {
		free(*data);
		*data = NULL;
	}
	return rc;
}
