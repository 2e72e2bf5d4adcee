/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How QEMU is started. */
#ifndef ISOTAP_QEMU_VM_ARGS_H
#define ISOTAP_QEMU_VM_ARGS_H

#include "target/qemu/vm.h"

#define VM_ARGS_MAX 256

struct vm_args {
	char *list[VM_ARGS_MAX + 1]; /* ends in NULL */
	int count;
	bool full; /* not all of it fitted */
};

/* The descriptors are the ends that QEMU inherits. */
void vm_args_build(struct vm_args *args, const struct vm *vm, const struct vm_config *config,
		   int qmp_fd, int channel_fd);
void vm_args_free(struct vm_args *args);

#endif
