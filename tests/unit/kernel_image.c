// SPDX-License-Identifier: GPL-2.0-or-later
/* What is read out of a kernel's image, whole, cut off, or wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <errno.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/image.h"
#include "kernel/kconfig.h"
#include "kernel/unpack.h"

#define ELF_SIZE 100000u
#define SETUP_SIZE 1024u /* of one sector and the boot sector */
#define CONFIG_TEXT                                                                                \
	"# Linux/x86 6.1.2\nCONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D=17\n"

static uint8_t elf[ELF_SIZE], image[2 * ELF_SIZE];

static size_t pack(int (*add)(struct archive *), const void *data, size_t size, uint8_t *out,
		   size_t room)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	assert_int_equal(archive_write_set_format_raw(archive), ARCHIVE_OK);
	assert_int_equal(add(archive), ARCHIVE_OK);
	archive_write_set_bytes_per_block(archive, 0);
	assert_int_equal(archive_write_open_memory(archive, out, room, &used), ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(archive, data, size), size);
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_entry_free(entry);
	archive_write_free(archive);
	return used;
}

/* ELF with a note, a banner, and a configuration. */
static void make_elf(uint32_t note_type)
{
	Elf64_Ehdr *header = (Elf64_Ehdr *)elf;
	Elf64_Phdr *part = (Elf64_Phdr *)(elf + sizeof(*header));
	uint32_t note[] = {4, 8, note_type};
	size_t used;

	for (size_t i = 0; i < sizeof(elf); i++)
		elf[i] = (uint8_t)(i * 7 + i / 251);
	memset(elf, 0, 4096);
	memcpy(header->e_ident, ELFMAG, SELFMAG);
	header->e_ident[EI_CLASS] = ELFCLASS64;
	header->e_ident[EI_DATA] = ELFDATA2LSB;
	header->e_machine = EM_X86_64;
	header->e_phoff = sizeof(*header);
	header->e_phentsize = sizeof(*part);
	header->e_phnum = 1;
	*part = (Elf64_Phdr){.p_type = PT_NOTE, .p_offset = 512, .p_filesz = 24, .p_align = 4};
	memcpy(elf + 512, note, sizeof(note));
	memcpy(elf + 524, "Xen", 4);
	strcpy((char *)elf + 1024, "Linux version %s");
	strcpy((char *)elf + 1100, "Linux version 6.1.2-rc3+deb (someone) #1");
	memcpy(elf + 2048, "IKCFG_ST", 8);
	used = pack(archive_write_add_filter_gzip, CONFIG_TEXT, strlen(CONFIG_TEXT), elf + 2056,
		    1024);
	memcpy(elf + 2056 + used, "IKCFG_ED", 8);
}

static size_t make_bzimage(int (*add)(struct archive *), int trailer)
{
	uint32_t size = ELF_SIZE, offset = 64, length;
	uint16_t flag = 0xaa55, protocol = 0x20f, version = 0x300 - 0x200;

	memset(image, 0, sizeof(image));
	image[0x1f1] = 1;
	memcpy(image + 0x1fe, &flag, 2);
	memcpy(image + 0x202, "HdrS", 4);
	memcpy(image + 0x206, &protocol, 2);
	memcpy(image + 0x20e, &version, 2);
	strcpy((char *)image + 0x300, "6.1.2-rc3+deb (someone) #1");
	length = (uint32_t)pack(add, elf, sizeof(elf), image + SETUP_SIZE + offset,
				sizeof(image) - SETUP_SIZE - offset - 4);
	if (trailer) {
		memcpy(image + SETUP_SIZE + offset + length, &size, 4);
		length += 4;
	}
	memcpy(image + 0x248, &offset, 4);
	memcpy(image + 0x24c, &length, 4);
	return SETUP_SIZE + offset + length;
}

static void elf_is_read(void **state)
{
	char release[IMAGE_RELEASE_MAX];

	(void)state;
	make_elf(18);
	assert_int_equal(image_kind(elf, sizeof(elf)), IMAGE_ELF);
	image_release(elf, sizeof(elf), release);
	assert_string_equal(release, "6.1.2-rc3+deb");
	assert_true(image_has_pvh(elf, sizeof(elf)));
	make_elf(17);
	assert_false(image_has_pvh(elf, sizeof(elf)));
	make_elf(18);
	elf[EI_CLASS] = ELFCLASS32;
	assert_int_equal(image_kind(elf, sizeof(elf)), IMAGE_NONE);
}

static void bzimage_is_unpacked(void **state)
{
	static const struct {
		int (*add)(struct archive *);
		int trailer;
	} kinds[] = {
		{archive_write_add_filter_gzip, 0}, {archive_write_add_filter_xz, 1},
		{archive_write_add_filter_zstd, 1}, {archive_write_add_filter_bzip2, 1},
		{archive_write_add_filter_lzma, 1}, {archive_write_add_filter_lz4, 1},
	};
	char release[IMAGE_RELEASE_MAX];
	size_t size, length;
	void *out;

	(void)state;
	make_elf(18);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size = make_bzimage(kinds[i].add, kinds[i].trailer);
		assert_int_equal(image_kind(image, size), IMAGE_BZIMAGE);
		image_release(image, size, release);
		assert_string_equal(release, "6.1.2-rc3+deb");
		assert_int_equal(image_unpack(image, size, &out, &length), 0);
		assert_int_equal(length, sizeof(elf));
		assert_memory_equal(out, elf, length);
		free(out);
		assert_true(image_unpack(image, size - 200, &out, &length) < 0);
		assert_null(out);
	}
}

static void wrong_sizes_are_refused(void **state)
{
	uint32_t huge = 0xfffffff0u;
	size_t size, length;
	void *out;

	(void)state;
	make_elf(18);
	size = make_bzimage(archive_write_add_filter_xz, 1);
	image[size - 1] = 0x10; /* its size is said to be 256 MiB more */
	assert_int_equal(image_unpack(image, size, &out, &length), -EBADMSG);
	image[size - 1] = 0xf0;
	assert_int_equal(image_unpack(image, size, &out, &length), -EFBIG);
	size = make_bzimage(archive_write_add_filter_xz, 1);
	image[size - 4]--; /* and one less than it is */
	assert_int_equal(image_unpack(image, size, &out, &length), -EFBIG);
	size = make_bzimage(archive_write_add_filter_xz, 1);
	memcpy(image + 0x248, &huge, 4);
	assert_int_equal(image_unpack(image, size, &out, &length), -EBADMSG);
	size = make_bzimage(archive_write_add_filter_xz, 1);
	memcpy(image + 0x24c, &huge, 4);
	assert_int_equal(image_unpack(image, size, &out, &length), -EBADMSG);
	assert_int_equal(image_kind(image, 0x24f), IMAGE_NONE);
}

static void configuration_is_found(void **state)
{
	struct kconfig *config;
	char *text;

	(void)state;
	make_elf(18);
	assert_int_equal(image_config(elf, sizeof(elf), &text), 0);
	assert_string_equal(text, CONFIG_TEXT);
	config = kconfig_parse(text, strlen(text));
	free(text);
	assert_non_null(config);
	assert_int_equal(kconfig_get(config, "A"), 'y');
	assert_int_equal(kconfig_get(config, "B"), 'm');
	assert_int_equal(kconfig_get(config, "C"), 'n');
	assert_int_equal(kconfig_get(config, "D"), 'y');
	assert_int_equal(kconfig_get(config, "E"), 'n');
	kconfig_free(config);
	assert_int_equal(image_config(elf, 2060, &text), -ENOENT);
	assert_null(text);
	memcpy(elf + 2086, "IKCFG_ED", 8); /* cut off: none rather than half of it */
	assert_int_equal(image_config(elf, sizeof(elf), &text), -ENOENT);
	assert_null(kconfig_parse("no configuration\n", 17));
	assert_int_equal(errno, EBADMSG);
}

static void compressed_files_are_unpacked(void **state)
{
	static const struct {
		const char *name;
		int (*add)(struct archive *);
	} kinds[] = {{"m.ko.xz", archive_write_add_filter_xz},
		     {"m.ko.zst", archive_write_add_filter_zstd},
		     {"m.ko.gz", archive_write_add_filter_gzip}};
	char folder[] = "/tmp/isotap-image-XXXXXX", path[64];
	size_t size, used;
	void *data;
	FILE *file;

	(void)state;
	make_elf(18);
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < 2 * sizeof(kinds) / sizeof(kinds[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, kinds[i / 2].name);
		used = pack(kinds[i / 2].add, elf, sizeof(elf), image, sizeof(image));
		file = fopen(path, "w");
		assert_non_null(file);
		/* whole, then cut off */
		assert_int_not_equal(fwrite(image, 1, i % 2 ? used / 2 : used, file), 0);
		fclose(file);
		if (i % 2) {
			assert_true(file_read(path, &data, &size) < 0);
			assert_null(data);
			unlink(path);
			continue;
		}
		assert_int_equal(file_read(path, &data, &size), 0);
		assert_int_equal(size, sizeof(elf));
		assert_memory_equal(data, elf, size);
		free(data);
		assert_int_equal(unpack(image, used, sizeof(elf) - 1, &data, &size), -EFBIG);
	}
	assert_true(file_read(path, &data, &size) < 0);
	assert_int_equal(unpack("plain text", 10, 100, &data, &size), -EBADMSG);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elf_is_read),
		cmocka_unit_test(bzimage_is_unpacked),
		cmocka_unit_test(wrong_sizes_are_refused),
		cmocka_unit_test(configuration_is_found),
		cmocka_unit_test(compressed_files_are_unpacked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
