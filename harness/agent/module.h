/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel modules of a guest, in the order that libkmod found when the initramfs was made. */
#ifndef ISOTAP_AGENT_MODULE_H
#define ISOTAP_AGENT_MODULE_H

/* Loads a module of the initramfs with what it depends on (AGENT_MODULES/NAME.list). 0 also if it
 * is loaded or built in, or if the guest's kernel has none of that name. */
int module_load(const char *name, const char *parameters);
/* The same with the module itself from another file: another build of it. */
int module_load_file(const char *name, const char *file, const char *parameters);
/* 0 also if it is not loaded; -EBUSY or -EAGAIN while it is in use. */
int module_unload(const char *name);

#endif
