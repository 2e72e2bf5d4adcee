// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which loader and libraries a program needs. The loader itself is asked (--list), so that the
 * answer is the one it would act on here: run paths, its cache and hardware variants included.
 */
#include "target/qemu/initramfs.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* PT_INTERP of an ELF64 file, "" if it has none (a shared object). */
static int elf_interpreter(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;
	Elf64_Ehdr header;
	Elf64_Phdr program;

	out[0] = 0;
	if (fd < 0)
		return -errno;
	if (pread(fd, &header, sizeof(header), 0) != sizeof(header) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) || header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    header.e_phentsize != sizeof(program))
		rc = -ENOEXEC;
	for (int i = 0; !rc && i < header.e_phnum; i++) {
		off_t at = (off_t)header.e_phoff + i * (off_t)sizeof(program);

		if (pread(fd, &program, sizeof(program), at) != sizeof(program)) {
			rc = -ENOEXEC;
		} else if (program.p_type == PT_INTERP) {
			if (program.p_filesz < 2 || program.p_filesz > size ||
			    pread(fd, out, program.p_filesz, program.p_offset) !=
				    (ssize_t)program.p_filesz)
				rc = -ENOEXEC;
			else
				out[program.p_filesz - 1] = 0;
			break;
		}
	}
	close(fd);
	return rc;
}

/* Starts `loader --list path`; its output can be read from *out. */
static pid_t loader_list(const char *loader, const char *path, FILE **out)
{
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		execl(loader, loader, "--list", path, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	*out = pid > 0 ? fdopen(fds[0], "r") : NULL;
	if (!*out) {
		close(fds[0]);
		if (pid > 0)
			waitpid(pid, NULL, 0);
		return -ENOMEM;
	}
	return pid;
}

/* "\tlibX.so.1 => /lib/x86_64-linux-gnu/libX.so.1 (0x...)": the name that is looked for, and the
 * file. The guest's loader has no cache, so each goes to its default folder under that name. */
static int library_line(char *line, const char *folder, struct pieces *out)
{
	char *arrow = strstr(line, " => "), *end, *name = line + strspn(line, " \t"), guest[4096];

	if (!arrow)
		return 0;
	*arrow = 0;
	arrow += 4;
	end = strstr(arrow, " (0x");
	if (!end || arrow[0] != '/')
		return -ENOENT;
	*end = 0;
	if (name[0] == '/') /* the loader itself */
		return 0;
	snprintf(guest, sizeof(guest), "%s/%s", folder, name);
	return pieces_add(out, guest, arrow, 0755);
}

int elf_libraries(const char *path, struct pieces *out, char *error, size_t size)
{
	static const char default_loader[] = "/lib64/ld-linux-x86-64.so.2";
	static const char default_folder[] = "/lib/x86_64-linux-gnu";
	char loader[256], line[4096];
	int rc, status = 0;
	FILE *list = NULL;
	pid_t pid;

	rc = elf_interpreter(path, loader, sizeof(loader));
	if (rc) {
		snprintf(error, size, "%s: %s", path, strerror(-rc));
		return rc;
	}
	if (!loader[0])
		snprintf(loader, sizeof(loader), "%s", default_loader);
	rc = pieces_add(out, loader, loader, 0755);
	if (rc)
		return rc;
	pid = loader_list(loader, path, &list);
	if (pid < 0)
		return pid;
	while (!rc && fgets(line, sizeof(line), list)) {
		rc = library_line(line, default_folder, out);
		if (rc)
			snprintf(error, size, "%s needs %s, which is not here", path, line);
	}
	fclose(list);
	waitpid(pid, &status, 0);
	if (!rc && status) {
		snprintf(error, size, "%s --list %s failed", loader, path);
		rc = -ENOEXEC;
	}
	return rc;
}
