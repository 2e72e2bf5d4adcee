// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/debugcon.h"

#include <errno.h>
#include <sys/io.h>
#include <unistd.h>

int debugcon_open(void)
{
	return ioperm(DEBUGCON_PORT, 1, 1) ? -errno : DEBUGCON;
}

ssize_t debugcon_write(int fd, const void *bytes, size_t count)
{
	if (fd != DEBUGCON)
		return write(fd, bytes, count);
	outsb(DEBUGCON_PORT, bytes, count);
	return (ssize_t)count;
}
