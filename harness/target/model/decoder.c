// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * HDM decoders, CXL r3.2 8.2.4.20: programmed through their registers, checked and unpacked when
 * they are committed, so that decoding an address is a few shifts.
 */
#include "target/model/model.h"

#include <errno.h>
#include <string.h>

unsigned int hdm_ways(unsigned int iw)
{
	/* 8.2.4.20.7, bits 7:4. */
	static const uint8_t ways[16] = {1, 2, 4, 8, 16, 0, 0, 0, 3, 6, 12};

	return iw < 16 ? ways[iw] : 0;
}

int hdm_encode_ways(unsigned int ways)
{
	for (unsigned int iw = 0; ways && iw < 16; iw++)
		if (hdm_ways(iw) == ways)
			return (int)iw;
	return -1;
}

int hdm_encode_granularity(uint64_t bytes)
{
	for (unsigned int ig = 0; ig <= HDM_IG_MAX; ig++)
		if (256ull << ig == bytes)
			return (int)ig;
	return -1;
}

void hdm_init(struct hdm *h, bool device, uint64_t capacity)
{
	memset(h, 0, sizeof(*h));
	h->device = device;
	h->capacity = capacity;
	h->regs[HDM_CAP / 4] = (device ? HDM_COUNT_10 : HDM_COUNT_16) | HDM_CAP_A11TO8 |
			       HDM_CAP_A14TO12 | HDM_CAP_3_6_12 | HDM_CAP_16_WAY |
			       (device ? 0 : HDM_MAX_TARGETS << HDM_CAP_TARGETS_SHIFT);
}

static unsigned int decoder_count(const struct hdm *h)
{
	return h->device ? 10 : 16;
}

static uint32_t *decoder_regs(struct hdm *h, unsigned int decoder)
{
	return &h->regs[HDM_DECODER(decoder) / 4];
}

static uint64_t pair(const uint32_t *regs, unsigned int low)
{
	return (uint64_t)regs[low / 4 + 1] << 32 | (regs[low / 4] & HDM_LOW_MASK);
}

void hdm_reset(struct hdm *h)
{
	/* Only what was programmed: a reset is part of every isolation cycle. */
	memset(decoder_regs(h, 0), 0, (size_t)h->used * HDM_DECODER_SIZE);
	h->regs[HDM_GLOBAL / 4] = 0;
	if (h->live_count)
		h->last_count = h->live_count;
	h->live_count = 0;
	h->used = 0;
}

static uint64_t per_way(uint64_t size, unsigned int ways)
{
	return ways & (ways - 1) ? size / ways : size >> __builtin_ctz(ways);
}

/* End of the device memory that the committed decoders below this one use. */
static uint64_t dpa_floor(const struct hdm *h, unsigned int decoder)
{
	uint64_t end = 0;

	for (unsigned int i = 0; i < decoder; i++)
		if (h->regs[(HDM_DECODER(i) + HDM_CTRL) / 4] & HDM_CTRL_COMMITTED)
			end = h->dpa_end[i];
	return end;
}

/* 8.2.4.20.12: what hardware checks before it commits. Where a device's part begins is latched
 * then: behind the committed decoders below it, plus the skip (8.2.4.20.13). */
static bool acceptable(struct hdm *h, unsigned int decoder)
{
	const uint32_t *r = decoder_regs(h, decoder);
	uint64_t base = pair(r, HDM_BASE_LOW), size = pair(r, HDM_SIZE_LOW);
	unsigned int ways = hdm_ways((r[HDM_CTRL / 4] & HDM_CTRL_IW) >> HDM_CTRL_IW_SHIFT);

	if (!ways || (r[HDM_CTRL / 4] & HDM_CTRL_IG) > HDM_IG_MAX || !size || base + size < base ||
	    (size | base) & (HDM_ALIGN - 1) || per_way(size, ways) * ways != size ||
	    per_way(size, ways) & (HDM_ALIGN - 1))
		return false;
	if (!h->device && ways > HDM_MAX_TARGETS)
		return false;
	for (unsigned int i = 0; i < h->used; i++) {
		const uint32_t *o = decoder_regs(h, i);
		uint64_t other = pair(o, HDM_BASE_LOW);

		if (i == decoder || !(o[HDM_CTRL / 4] & HDM_CTRL_COMMITTED))
			continue;
		if (i < decoder ? base < other + pair(o, HDM_SIZE_LOW) : base + size > other)
			return false;
	}
	if (!h->device)
		return true;
	h->dpa[decoder] = dpa_floor(h, decoder) + pair(r, HDM_SKIP_LOW);
	h->dpa_end[decoder] = h->dpa[decoder] + per_way(size, ways);
	return h->dpa_end[decoder] <= h->capacity;
}

static void unpack(struct hdm *h, unsigned int decoder)
{
	const uint32_t *r = decoder_regs(h, decoder);
	struct hdm_live *live = &h->live[h->live_count++];
	unsigned int ways = hdm_ways((r[HDM_CTRL / 4] & HDM_CTRL_IW) >> HDM_CTRL_IW_SHIFT);

	live->decoder = (uint8_t)decoder;
	live->base = pair(r, HDM_BASE_LOW);
	live->size = pair(r, HDM_SIZE_LOW);
	live->shift = (uint8_t)(8 + (r[HDM_CTRL / 4] & HDM_CTRL_IG));
	live->ways = (uint8_t)ways;
	live->power2 = !(ways & (ways - 1));
	live->ways_log2 = (uint8_t)__builtin_ctz(ways);
	live->dpa = h->dpa[decoder];
	for (unsigned int i = 0; !h->device && i < ways; i++)
		live->targets[i] = (uint8_t)(r[(HDM_TARGET_LOW + (i & 4)) / 4] >> 8 * (i & 3));
}

static void forget(struct hdm *h, unsigned int decoder)
{
	for (unsigned int i = 0; i < h->live_count; i++) {
		struct hdm_live gone = h->live[i];

		if (gone.decoder != decoder)
			continue;
		/* It stays behind the live ones: that is where stale data would go. */
		h->last_count = h->live_count;
		h->live[i] = h->live[--h->live_count];
		h->live[h->live_count] = gone;
		return;
	}
}

static void unpack_all(struct hdm *h)
{
	if (h->live_count)
		h->last_count = h->live_count;
	h->live_count = 0;
	if (!(h->regs[HDM_GLOBAL / 4] & HDM_GLOBAL_ENABLE))
		return;
	for (unsigned int i = 0; i < h->used; i++)
		if (decoder_regs(h, i)[HDM_CTRL / 4] & HDM_CTRL_COMMITTED)
			unpack(h, i);
}

static void control_write(struct hdm *h, unsigned int decoder, uint32_t value)
{
	uint32_t *ctrl = &decoder_regs(h, decoder)[HDM_CTRL / 4];
	uint32_t fields = HDM_CTRL_IG | HDM_CTRL_IW | HDM_CTRL_LOCK | HDM_CTRL_TYPE;

	if (*ctrl & HDM_CTRL_COMMITTED) {
		if (*ctrl & HDM_CTRL_LOCK || value & HDM_CTRL_COMMIT)
			return;
		*ctrl = value & fields;
		forget(h, decoder);
		return;
	}
	*ctrl = value & (fields | HDM_CTRL_COMMIT);
	if (!(value & HDM_CTRL_COMMIT))
		return;
	if (!acceptable(h, decoder)) {
		*ctrl |= HDM_CTRL_ERROR;
		return;
	}
	*ctrl |= HDM_CTRL_COMMITTED;
	if (h->regs[HDM_GLOBAL / 4] & HDM_GLOBAL_ENABLE)
		unpack(h, decoder);
}

uint32_t hdm_read(const struct hdm *h, uint32_t offset)
{
	return offset / 4 < sizeof(h->regs) / 4 ? h->regs[offset / 4] : 0;
}

static void decoder_write(struct hdm *h, unsigned int decoder, uint32_t reg, uint32_t value)
{
	uint32_t *r = decoder_regs(h, decoder);

	if (h->used <= decoder)
		h->used = (uint8_t)(decoder + 1);
	if (reg == HDM_CTRL) {
		control_write(h, decoder, value);
		return;
	}
	/* A committed decoder keeps what it was committed with. */
	if (r[HDM_CTRL / 4] & HDM_CTRL_COMMITTED || reg > HDM_TARGET_HIGH)
		return;
	if (reg == HDM_BASE_LOW || reg == HDM_SIZE_LOW || (h->device && reg == HDM_SKIP_LOW))
		value &= HDM_LOW_MASK;
	r[reg / 4] = value;
}

void hdm_write(struct hdm *h, uint32_t offset, uint32_t value)
{
	if (offset == HDM_GLOBAL) {
		h->regs[HDM_GLOBAL / 4] = value & HDM_GLOBAL_DEFINED;
		unpack_all(h);
	} else if (offset >= HDM_DECODER(0) && offset < HDM_DECODER(decoder_count(h))) {
		decoder_write(h, (offset - HDM_DECODER(0)) / HDM_DECODER_SIZE,
			      (offset - HDM_DECODER(0)) % HDM_DECODER_SIZE, value);
	}
}

static void write_pair(struct hdm *h, unsigned int decoder, uint32_t reg, uint64_t value)
{
	decoder_write(h, decoder, reg, (uint32_t)value);
	decoder_write(h, decoder, reg + 4, (uint32_t)(value >> 32));
}

int hdm_program(struct hdm *h, const struct model_hop *hop, uint64_t base, uint64_t size)
{
	uint32_t ctrl = hop->ig | (uint32_t)hop->iw << HDM_CTRL_IW_SHIFT;
	unsigned int n = hop->decoder;

	if (!(h->regs[HDM_GLOBAL / 4] & HDM_GLOBAL_ENABLE))
		hdm_write(h, HDM_GLOBAL, HDM_GLOBAL_ENABLE);
	write_pair(h, n, HDM_BASE_LOW, base);
	write_pair(h, n, HDM_SIZE_LOW, size);
	if (h->device)
		write_pair(h, n, HDM_SKIP_LOW, hop->dpa - dpa_floor(h, n));
	else
		write_pair(h, n, HDM_TARGET_LOW, hop->low | (uint64_t)hop->high << 32);
	decoder_write(h, n, HDM_CTRL, ctrl | HDM_CTRL_TYPE | HDM_CTRL_COMMIT);
	return hdm_read(h, HDM_DECODER(n) + HDM_CTRL) & HDM_CTRL_COMMITTED ? 0 : -EIO;
}

void hdm_release(struct hdm *h, unsigned int decoder)
{
	uint32_t at = HDM_DECODER(decoder) + HDM_CTRL;

	hdm_write(h, at, hdm_read(h, at) & ~HDM_CTRL_COMMIT);
}
