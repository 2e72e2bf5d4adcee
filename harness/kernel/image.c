// SPDX-License-Identifier: GPL-2.0-or-later
/* Every offset comes from the file and is checked: an image may be cut off, or made to hurt. */
#include "kernel/image.h"

#include <ctype.h>
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/unpack.h"

/* The setup header. */
#define SETUP_SECTS 0x1f1u
#define BOOT_FLAG 0x1feu
#define HEADER_MAGIC 0x202u
#define PROTOCOL 0x206u
#define PROTOCOL_PAYLOAD 0x208u /* since when there are the next two */
#define VERSION_POINTER 0x20eu
#define PAYLOAD_OFFSET 0x248u
#define PAYLOAD_LENGTH 0x24cu
#define HEADER_END 0x250u

#define PVH_NOTE_TYPE 18u /* XEN_ELFNOTE_PHYS32_ENTRY */
#define CONFIG_START "IKCFG_ST"
#define CONFIG_END "IKCFG_ED"
#define CONFIG_MAX ((size_t)16 << 20)

static uint16_t le16(const uint8_t *data, size_t at)
{
	uint16_t value;

	memcpy(&value, data + at, sizeof(value));
	return le16toh(value);
}

static uint32_t le32(const uint8_t *data, size_t at)
{
	uint32_t value;

	memcpy(&value, data + at, sizeof(value));
	return le32toh(value);
}

enum image_kind image_kind(const void *image, size_t size)
{
	const uint8_t *data = image;

	if (size >= HEADER_END && le16(data, BOOT_FLAG) == 0xaa55 &&
	    !memcmp(data + HEADER_MAGIC, "HdrS", 4) && le16(data, PROTOCOL) >= PROTOCOL_PAYLOAD)
		return IMAGE_BZIMAGE;
	if (size >= sizeof(Elf64_Ehdr) && !memcmp(data, ELFMAG, SELFMAG) &&
	    data[EI_CLASS] == ELFCLASS64 && data[EI_DATA] == ELFDATA2LSB &&
	    le16(data, offsetof(Elf64_Ehdr, e_machine)) == EM_X86_64)
		return IMAGE_ELF;
	return IMAGE_NONE;
}

/* One word of the characters that a release consists of. */
static void copy_release(const uint8_t *data, size_t size, char out[IMAGE_RELEASE_MAX])
{
	size_t n = 0;

	while (n < size && n + 1 < IMAGE_RELEASE_MAX &&
	       (isalnum(data[n]) || (data[n] && strchr("._+~-", data[n]))))
		n++;
	memcpy(out, data, n);
	out[n] = '\0';
}

void image_release(const void *image, size_t size, char out[IMAGE_RELEASE_MAX])
{
	static const char banner[] = "Linux version ";
	const uint8_t *data = image, *at = data, *end = data + size;
	size_t start;

	out[0] = '\0';
	if (image_kind(image, size) == IMAGE_BZIMAGE) {
		start = le16(data, VERSION_POINTER) + (size_t)0x200;
		if (start > 0x200 && start < size)
			copy_release(data + start, size - start, out);
		return;
	}
	/* there are formats of that beginning too */
	while ((at = memmem(at, (size_t)(end - at), banner, strlen(banner)))) {
		at += strlen(banner);
		if (at < end && isdigit(*at)) {
			copy_release(at, (size_t)(end - at), out);
			return;
		}
	}
}

int image_unpack(const void *image, size_t size, void **out, size_t *out_size)
{
	const uint8_t *data = image;
	size_t sectors, start, length, trailer = 4;
	uint32_t unpacked;
	int rc;

	*out = NULL;
	if (image_kind(image, size) != IMAGE_BZIMAGE)
		return -EBADMSG;
	sectors = data[SETUP_SECTS] ? data[SETUP_SECTS] : 4;
	start = (sectors + 1) * 512 + le32(data, PAYLOAD_OFFSET);
	length = le32(data, PAYLOAD_LENGTH);
	if (start > size || length > size - start || length <= 8)
		return -EBADMSG;
	/* The kernel's build appends the size, except to gzip, which ends in it by itself. */
	unpacked = le32(data, start + length - 4);
	if (data[start] == 0x1f && data[start + 1] == 0x8b)
		trailer = 0;
	if (unpacked > IMAGE_UNPACKED_MAX)
		return -EFBIG;
	rc = unpack(data + start, length - trailer, unpacked, out, out_size);
	if (!rc && (*out_size != unpacked || image_kind(*out, *out_size) != IMAGE_ELF)) {
		free(*out);
		*out = NULL;
		rc = -EBADMSG;
	}
	return rc;
}

static size_t padded(size_t size, size_t align)
{
	return (size + align - 1) & ~(align - 1);
}

static bool notes_have_pvh(const uint8_t *data, size_t size, size_t align)
{
	size_t at = 0;

	while (size - at >= sizeof(Elf64_Nhdr)) {
		size_t name = le32(data, at), desc = le32(data, at + 4);
		uint32_t type = le32(data, at + 8);

		at += sizeof(Elf64_Nhdr);
		if (padded(name, align) > size - at)
			return false;
		if (type == PVH_NOTE_TYPE && name == 4 && !memcmp(data + at, "Xen", 4))
			return true;
		at += padded(name, align);
		if (padded(desc, align) > size - at)
			return false;
		at += padded(desc, align);
	}
	return false;
}

bool image_has_pvh(const void *image, size_t size)
{
	const uint8_t *data = image;
	Elf64_Ehdr header;
	Elf64_Phdr part;

	if (image_kind(image, size) != IMAGE_ELF)
		return false;
	memcpy(&header, data, sizeof(header));
	if (header.e_phentsize != sizeof(part) || header.e_phoff > size ||
	    header.e_phnum > (size - header.e_phoff) / sizeof(part))
		return false;
	for (size_t i = 0; i < header.e_phnum; i++) {
		memcpy(&part, data + header.e_phoff + i * sizeof(part), sizeof(part));
		if (part.p_type == PT_NOTE && part.p_offset <= size &&
		    part.p_filesz <= size - part.p_offset &&
		    notes_have_pvh(data + part.p_offset, part.p_filesz, part.p_align == 8 ? 8 : 4))
			return true;
	}
	return false;
}

int image_config(const void *image, size_t size, char **out)
{
	const uint8_t *at = memmem(image, size, CONFIG_START "\x1f\x8b", 10), *end;
	size_t length;
	void *text;

	*out = NULL;
	if (!at)
		return -ENOENT;
	at += strlen(CONFIG_START);
	end = memmem(at, size - (size_t)(at - (const uint8_t *)image), CONFIG_END,
		     strlen(CONFIG_END));
	if (!end || unpack(at, (size_t)(end - at), CONFIG_MAX, &text, &length))
		return -ENOENT;
	/* unpack() leaves room for one more byte */
	*out = text;
	(*out)[length] = '\0';
	return 0;
}
