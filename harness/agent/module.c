// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel modules, in the order that libkmod found when the initramfs was made; elsewhere through
 * modprobe. */
#include "agent/module.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/protocol.h"

static int load_file(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, parameters, 0) && errno != EEXIST)
		rc = -errno;
	close(fd);
	return rc;
}

/* On a machine that was not made for the agent. A failure is not told from a module that is not
 * there or built in; who needs it sees. */
static int ask_modprobe(const char *name, const char *parameters)
{
	pid_t pid = fork();

	if (!pid) {
		setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin", 1);
		/* the parameters are several words */
		execlp("sh", "sh", "-c", "exec modprobe -q -- $0 $1", name, parameters, NULL);
		_exit(127);
	}
	if (pid < 0)
		return -errno;
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return 0;
}

int module_load_file(const char *name, const char *file, const char *parameters)
{
	char path[PATH_MAX], own[PATH_MAX];
	FILE *list;
	bool is_own;
	int rc = 0;

	snprintf(path, sizeof(path), AGENT_MODULES "/%s.list", name);
	list = fopen(path, "re");
	if (!list && access(AGENT_MODULES, F_OK))
		return file ? -ENOENT : ask_modprobe(name, parameters);
	if (!list) /* built in, or not of this kernel */
		return errno == ENOENT ? 0 : -errno;
	snprintf(own, sizeof(own), AGENT_MODULES "/%s.ko", name);
	while (!rc && fgets(path, sizeof(path), list)) {
		path[strcspn(path, "\n")] = 0;
		is_own = !strcmp(path, own);
		rc = load_file(is_own && file ? file : path, is_own ? parameters : "");
	}
	fclose(list);
	return rc;
}

int module_load(const char *name, const char *parameters)
{
	return module_load_file(name, NULL, parameters);
}

int module_unload(const char *name)
{
	if (syscall(SYS_delete_module, name, O_NONBLOCK) && errno != ENOENT)
		return -errno;
	return 0;
}
