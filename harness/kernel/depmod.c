// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs depmod, bounded: modules are compressed, and whoever made them may be no friend. */
#include "kernel/depmod.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/file.h"

#define MEMORY_MAX ((rlim_t)4 << 30)
#define SECONDS_MAX 600

static _Noreturn void become_depmod(const char *folder, const char *release, int output)
{
	struct rlimit memory = {MEMORY_MAX, MEMORY_MAX}, seconds = {SECONDS_MAX, SECONDS_MAX};

	setrlimit(RLIMIT_AS, &memory);
	setrlimit(RLIMIT_CPU, &seconds);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	/* not in the PATH of an ordinary user */
	execl("/usr/sbin/depmod", "depmod", "-b", folder, "--", release, (char *)NULL);
	execl("/sbin/depmod", "depmod", "-b", folder, "--", release, (char *)NULL);
	execlp("depmod", "depmod", "-b", folder, "--", release, (char *)NULL);
	dprintf(STDERR_FILENO, "depmod (package kmod): %s\n", strerror(errno));
	_exit(127);
}

/* What it says is of use only if it fails. */
static int depmod_one(const char *folder, const char *release, char *error, size_t size)
{
	FILE *output = tmpfile();
	char line[512] = "";
	int status = -1;
	pid_t pid;

	if (!output)
		return -errno;
	pid = fork();
	if (!pid)
		become_depmod(folder, release, fileno(output));
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	if (status) {
		rewind(output);
		if (fgets(line, sizeof(line), output))
			line[strcspn(line, "\n")] = '\0';
		snprintf(error, size, "the index of the modules of %.64s cannot be made: %s",
			 release, line[0] ? line : "depmod failed");
	}
	fclose(output);
	return status ? -EBADMSG : 0;
}

/* libkmod of Debian reads zstd and xz. */
static int inflate(const char *path)
{
	char *plain = strndup(path, strlen(path) - strlen(".gz"));
	void *data = NULL;
	FILE *file = NULL;
	size_t size;
	int rc = plain ? file_read(path, &data, &size) : -ENOMEM;

	if (!rc)
		file = fopen(plain, "wxe");
	if (!rc && (!file || fwrite(data, 1, size, file) != size))
		rc = file ? -EIO : -errno;
	if (file && fclose(file) && !rc)
		rc = -errno;
	if (!rc && unlink(path))
		rc = -errno;
	free(data);
	free(plain);
	return rc;
}

static int inflate_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	return flag == FTW_F && !fnmatch("*.ko.gz", path, 0) ? inflate(path) : 0;
}

int depmod_all(const char *folder, char *error, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int rc = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/usr/lib/modules", folder);
	dir = opendir(path);
	if (!dir)
		return 0;
	rc = nftw(path, inflate_one, 16, 0);
	if (rc)
		snprintf(error, size, "a module in %s: %s", path, strerror(rc < 0 ? -rc : EIO));
	/* where depmod looks is a matter of how it was built */
	snprintf(path, sizeof(path), "%s/lib", folder);
	if (!rc && symlink("usr/lib", path))
		rc = -errno;
	while (!rc && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			rc = depmod_one(folder, entry->d_name, error, size);
	closedir(dir);
	return rc;
}
