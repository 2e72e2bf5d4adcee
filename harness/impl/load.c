// SPDX-License-Identifier: GPL-2.0-or-later
/* Implementations by name or file. */
#include "impl/impl.h"
#include "impl/kmod.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SYMBOL "isotap_impl"

static const struct builtin {
	const char *name;
	const struct isotap_impl_ops *ops;
	bool kernel;
} builtins[] = {
	{"user", &impl_user, false},        {"kmod", &impl_kmod, true},
	{"linux-v1", &impl_linux_v1, true}, {"linux-rfc", &impl_linux_rfc, true},
	{"none", &impl_none, false},
};

static bool is_file(const char *what)
{
	size_t n = strlen(what);

	return strchr(what, '/') || (n > 3 && !strcmp(what + n - 3, ".so"));
}

static int find_builtin(const char *what, struct impl *out, char *error, size_t size)
{
	for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++) {
		if (strcmp(builtins[i].name, what))
			continue;
		if (!builtins[i].ops) {
			snprintf(error, size, "this program has no adapter for %s", what);
			return -ENOENT;
		}
		out->ops = builtins[i].ops;
		out->kernel = builtins[i].kernel;
		return 0;
	}
	if (!strcmp(what, "auto")) {
		snprintf(error, size, "auto is found in a guest: it needs --target qemu");
		return -EINVAL;
	}
	out->ops = impl_kmod_variant(what);
	out->kernel = true;
	if (out->ops)
		return 0;
	snprintf(error, size,
		 "no implementation of that name: expected user, kmod, linux-v1, linux-rfc, none "
		 "or the path of a plug-in (./x.so)");
	return -ENOENT;
}

/* A file's name, a symbol, the dynamic linker's words: printable ASCII only. */
static void make_printable(char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			*text = '?';
}

static int open_plugin(const char *path, struct impl *out, char *error, size_t size)
{
	const struct isotap_impl_ops *(*entry)(uint32_t abi);
	char with_dir[4096];

	/* Without a slash dlopen() searches the system's library folders. */
	if (snprintf(with_dir, sizeof(with_dir), "%s%s", strchr(path, '/') ? "" : "./", path) >=
	    (int)sizeof(with_dir)) {
		snprintf(error, size, "path too long");
		return -ENAMETOOLONG;
	}
	dlerror();
	out->handle = dlopen(with_dir, RTLD_NOW | RTLD_LOCAL);
	if (!out->handle) {
		const char *text = dlerror();

		snprintf(error, size, "%s", text ? text : "cannot be loaded");
		make_printable(error);
		return -ELIBACC;
	}
	*(void **)&entry = dlsym(out->handle, SYMBOL);
	if (!entry) {
		snprintf(error, size, "does not export " SYMBOL "()");
		return -ENOSYS;
	}
	out->ops = entry(ISOTAP_IMPL_ABI);
	if (!out->ops) {
		snprintf(error, size, SYMBOL "(%u) returned NULL: it does not serve ABI version %u",
			 ISOTAP_IMPL_ABI, ISOTAP_IMPL_ABI);
		return -EPROTO;
	}
	return 0;
}

/* Says which file it was, once: the dynamic linker's messages begin with it. */
static void name_file(const char *path, char *error, size_t size)
{
	char reason[512];

	if (strstr(error, path))
		return;
	snprintf(reason, sizeof(reason), "%s", error);
	snprintf(error, size, "%s: %s", path, reason);
	make_printable(error);
}

int impl_load(const char *what, struct impl *out, char *error, size_t size)
{
	bool file = is_file(what);
	int rc;

	*out = (struct impl){0};
	if (file)
		rc = open_plugin(what, out, error, size);
	else
		rc = find_builtin(what, out, error, size);
	if (!rc)
		rc = impl_check(out->ops, error, size);
	/* nearly nothing would be asked of it, and all that would pass */
	if (!rc && file && out->ops->caps & ISOTAP_IMPL_INERT) {
		snprintf(error, size, "ISOTAP_IMPL_INERT is set, which `none` alone may");
		rc = -EINVAL;
	}
	if (rc && file)
		name_file(what, error, size);
	if (rc) {
		impl_unload(out);
		return rc;
	}
	snprintf(out->name, sizeof(out->name), "%s", out->ops->name);
	return 0;
}

void impl_unload(struct impl *impl)
{
	if (impl->handle)
		dlclose(impl->handle);
	*impl = (struct impl){0};
}
