// SPDX-License-Identifier: GPL-2.0-or-later
/* Any bytes as a kernel's image, and as a configuration. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/image.h"
#include "kernel/kconfig.h"
#include "kernel/options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_up(const char *text, size_t length)
{
	struct kconfig *config = kconfig_parse(text, length);
	char lacking[64];

	options_lacking(config, ~0u);
	options_lacking_all(config, ~0u, lacking, sizeof(lacking));
	if (config && !kconfig_get(config, "CXL_MEM"))
		abort();
	kconfig_free(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char release[IMAGE_RELEASE_MAX], *text;
	size_t length;
	void *elf;

	image_release(data, size, release);
	if (strlen(release) >= sizeof(release))
		abort();
	image_has_pvh(data, size);
	if (!image_unpack(data, size, &elf, &length)) {
		image_has_pvh(elf, length);
		free(elf);
	}
	if (!image_config(data, size, &text)) {
		look_up(text, strlen(text));
		free(text);
	}
	look_up((const char *)data, size);
	return 0;
}
