// SPDX-License-Identifier: GPL-2.0-or-later
/* libarchive without its filters that start programs: what is read may be hostile. */
#include "kernel/unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "kernel/filters.h"

int filters_add(struct archive *archive)
{
	int (*const add[])(struct archive *) = {
		archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
		archive_read_support_filter_xz,   archive_read_support_filter_lzma,
		archive_read_support_filter_zstd, archive_read_support_filter_lz4,
	};

	for (size_t i = 0; i < sizeof(add) / sizeof(add[0]); i++)
		if (add[i](archive) != ARCHIVE_OK) /* a warning: by an external program */
			return -ENOSYS;
	return 0;
}

static int read_all(struct archive *archive, size_t hint, size_t max, void **out, size_t *out_size)
{
	size_t room = hint < max ? hint : max, used = 0;
	char *data = malloc(room + 1), *more;
	la_ssize_t n;

	while (data) {
		n = archive_read_data(archive, data + used, room + 1 - used);
		if (n < 0 || (n > 0 && used + (size_t)n > max)) {
			free(data);
			return n < 0 ? -EBADMSG : -EFBIG;
		}
		if (!n)
			break;
		used += (size_t)n;
		if (used <= room)
			continue;
		room = room * 2 < max ? room * 2 : max;
		more = realloc(data, room + 1);
		if (!more)
			free(data);
		data = more;
	}
	*out = data;
	*out_size = used;
	return data ? 0 : -ENOMEM;
}

int unpack(const void *in, size_t in_size, size_t max, void **out, size_t *out_size)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int rc = archive ? filters_add(archive) : -ENOMEM;

	*out = NULL;
	*out_size = 0;
	if (!rc && (archive_read_support_format_raw(archive) != ARCHIVE_OK ||
		    archive_read_open_memory(archive, in, in_size) != ARCHIVE_OK ||
		    archive_read_next_header(archive, &entry) != ARCHIVE_OK ||
		    archive_filter_code(archive, 0) == ARCHIVE_FILTER_NONE))
		rc = -EBADMSG;
	if (!rc)
		rc = read_all(archive, in_size * 4 + 4096, max, out, out_size);
	archive_read_free(archive);
	return rc;
}
