// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A static program has no loader: every implementation that comes as a file is refused. The linker
 * puts these in the place of the calls (--wrap).
 */
#include <stddef.h>

void *__wrap_dlopen(const char *path, int mode);
char *__wrap_dlerror(void);
void *__wrap_dlsym(void *handle, const char *symbol);
int __wrap_dlclose(void *handle);

void *__wrap_dlopen(const char *path, int mode)
{
	(void)path;
	(void)mode;
	return NULL;
}

char *__wrap_dlerror(void)
{
	return "this program takes no plug-ins";
}

void *__wrap_dlsym(void *handle, const char *symbol)
{
	(void)handle;
	(void)symbol;
	return NULL;
}

int __wrap_dlclose(void *handle)
{
	(void)handle;
	return 0;
}
