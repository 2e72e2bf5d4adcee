// SPDX-License-Identifier: GPL-2.0-or-later
/* The target of the running case with other answers. One case runs in a process at a time. */
#include "case/pretend.h"

#include <string.h>

#include "case/test_priv.h"
#include "regs/cachemem.h"

static struct {
	struct target *target; /* NULL: not installed */
	const struct target_ops *inner;
	struct target_ops ops;
	struct pretend as;
	uint32_t structure; /* where it is, in the component block */
} state;

static bool other_array(uint32_t port)
{
	return port == state.as.port && state.as.array[0];
}

/* Where an access of the implementation goes to: false if to nothing that there is. */
static bool moved(uint32_t offset, uint32_t *to)
{
	uint32_t at = CACHEMEM_BASE + state.as.pointer;

	*to = offset;
	if (offset >= at && offset < at + TI_SIZE)
		*to = state.structure + (offset - at);
	else if (offset >= state.structure && offset < state.structure + TI_SIZE)
		return false;
	return true;
}

static int reg_read(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		    uint32_t *value)
{
	uint32_t to = offset;

	if (who != ORIGIN_IMPL || !other_array(port))
		return state.inner->reg_read(t, who, port, offset, value);
	if (offset >= CACHEMEM_BASE && offset < CACHEMEM_BASE + 4 * PRETEND_ARRAY) {
		*value = state.as.array[(offset - CACHEMEM_BASE) / 4];
		return 0;
	}
	*value = 0;
	return moved(offset, &to) ? state.inner->reg_read(t, who, port, to, value) : 0;
}

static int reg_write(struct target *t, enum origin who, uint32_t port, uint32_t offset,
		     uint32_t value)
{
	uint32_t to = offset;

	if (who == ORIGIN_IMPL && port == state.as.port)
		state.as.writes++;
	if (who != ORIGIN_IMPL || !other_array(port))
		return state.inner->reg_write(t, who, port, offset, value);
	return moved(offset, &to) ? state.inner->reg_write(t, who, port, to, value) : 0;
}

static int ranges(struct target *t, uint32_t port, struct isotap_range *out, uint32_t max)
{
	uint32_t more = port == state.as.port && state.as.range.size;
	int count;

	if (more && max)
		out[0] = state.as.range;
	count = state.inner->ranges(t, port, max > more ? out + more : out,
				    max > more ? max - more : 0);
	return count < 0 ? count : count + (int)more;
}

static int region_info(struct target *t, uint32_t region, struct isotap_region_info *out)
{
	int rc = state.inner->region_info(t, region, out);

	if (!rc && state.as.users_unknown)
		out->users = -1;
	return rc;
}

static int irq_register(struct target *t, uint32_t port, uint32_t message, isotap_irq_fn fn,
			void *arg)
{
	return state.as.irq_register ? state.as.irq_register
				     : state.inner->irq_register(t, port, message, fn, arg);
}

static int defer(struct target *t, uint64_t time, isotap_work_fn fn, void *arg)
{
	return state.as.defer ? state.as.defer : state.inner->defer(t, time, fn, arg);
}

static int region_offline(struct target *t, uint32_t region)
{
	if (state.as.region_offline && state.as.offline_regions >> region & 1)
		return state.as.region_offline;
	return state.inner->region_offline(t, region);
}

static int cache_invalidate(struct target *t, uint64_t base, uint64_t size)
{
	struct pretend_flush flush = {.base = base, .size = size};
	struct isotap_region_info info;

	for (uint32_t i = 0; i < t->region_count; i++)
		if (!state.inner->region_info(t, i, &info) && info.usable)
			flush.usable |= 1u << i;
	if (state.as.flush_count < PRETEND_FLUSHES)
		state.as.flushes[state.as.flush_count++] = flush;
	return state.as.cache_invalidate ? state.as.cache_invalidate
					 : state.inner->cache_invalidate(t, base, size);
}

struct pretend *pretend_begin(struct test *t, uint32_t port)
{
	struct test_priv *priv = t->priv;

	pretend_remove();
	state.target = t->target;
	state.inner = t->target->ops;
	state.as.port = port;
	state.structure = priv->ti_offset[port];
	state.ops = *state.inner;
	state.ops.reg_read = reg_read;
	state.ops.reg_write = reg_write;
	state.ops.ranges = ranges;
	state.ops.region_info = region_info;
	state.ops.region_offline = region_offline;
	state.ops.defer = defer;
	if (state.inner->irq_register)
		state.ops.irq_register = irq_register;
	if (state.inner->cache_invalidate)
		state.ops.cache_invalidate = cache_invalidate;
	t->target->ops = &state.ops;
	return &state.as;
}

void pretend_remove(void)
{
	if (state.target)
		state.target->ops = state.inner;
	memset(&state, 0, sizeof(state));
}
