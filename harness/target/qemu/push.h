/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that go to a running guest: the topology, plug-ins and the libraries they need. */
#ifndef ISOTAP_QEMU_PUSH_H
#define ISOTAP_QEMU_PUSH_H

#include <stddef.h>

#include "target/qemu/vm.h"
#include "topo/topo.h"

/* What the guest has got already, by path here. */
struct pushed {
	char **paths;
	size_t count;
};

void pushed_free(struct pushed *pushed);
/* The topology, and the order to set it up. 0 or a negative errno. */
int push_topology(struct vm *vm, const struct topo *topo);
/* If `impl` is a plug-in: sends it with its libraries, once. `name` becomes what the agent is to
 * load: the path there, or the name of a built-in implementation as it is. */
int push_plugin(struct vm *vm, struct pushed *pushed, const char *agent, const char *impl,
		char *name, size_t name_size, char *error, size_t size);
/* If `impl` is the reference module or a wrong build of it: sees to it that the guest has it.
 * `kmod` is the reference's path, NULL if there is none for the guest's kernel. */
int push_kmod(struct vm *vm, struct pushed *pushed, const char *kmod, const char *impl, char *error,
	      size_t size);

#endif
