/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the agent is to be told, laid beside it before the guest starts: a guest that counts
 * instructions gets no message while it runs. */
#ifndef ISOTAP_QEMU_SCRIPT_H
#define ISOTAP_QEMU_SCRIPT_H

#include <stddef.h>

#include "target/qemu/vm.h"

/* From here on vm_send() adds to the script. */
int script_begin(struct vm *vm);
/* Ends that, and writes the initramfs `initrd` with the script in it to `path`, even if nothing was
 * sent. 0, or a negative errno with `error` filled. */
int script_end(struct vm *vm, const char *initrd, const char *path, char *error, size_t size);

#endif
