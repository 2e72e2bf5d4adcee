/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel's configuration, as `make` writes it. */
#ifndef ISOTAP_KERNEL_KCONFIG_H
#define ISOTAP_KERNEL_KCONFIG_H

#include <stddef.h>

struct kconfig;

/* Reads the text. NULL, with errno: EBADMSG if it is no configuration, ENOMEM. */
struct kconfig *kconfig_parse(const char *text, size_t length);
void kconfig_free(struct kconfig *config);
/* 'y', 'm' or 'n'; 'y' for an option with another value. Options are named without "CONFIG_". One
 * that is not mentioned is 'n'. */
char kconfig_get(const struct kconfig *config, const char *option);

#endif
