// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads a file, compressed as distributions compress kernel modules or plain. */
#include "kernel/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel/unpack.h"

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

static int is_packed(const char *path)
{
	static const char *const endings[] = {".xz", ".zst", ".gz"};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(endings[0]); i++)
		if (!strcmp(dot, endings[i]))
			return 1;
	return 0;
}

int file_read(const char *path, void **data, size_t *size)
{
	size_t packed_size;
	void *packed;
	int rc;

	rc = read_plain(path, data, size);
	if (rc || !is_packed(path))
		return rc;
	packed = *data;
	packed_size = *size;
	rc = unpack(packed, packed_size, UNPACKED_MAX, data, size);
	free(packed);
	return rc;
}
