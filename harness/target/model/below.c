// SPDX-License-Identifier: GPL-2.0-or-later
/* CXL.cachemem registers of switch ports and devices: made when they are read, from what there is.
 */
#include "target/model/model.h"

#include <errno.h>

#define RAS_AT 0x80u /* from the start of CXL.cachemem */
#define LINK_AT 0x100u
#define TI_AT 0x180u /* of a port that lets others have it, too */
#define HDM_AT 0x200u

struct below {
	struct model_port *port; /* root port above */
	const struct hdm *hdm;   /* NULL: none, as in a downstream port */
};

static int find(struct model *m, uint32_t device, enum target_below what, struct below *out)
{
	const struct topo_device *from;

	if (device >= m->device_count)
		return -EINVAL;
	from = &m->topo->devices[device];
	out->port = &m->ports[from->port];
	out->hdm = NULL;
	switch (what) {
	case TARGET_BELOW_UPSTREAM:
		out->hdm = from->sw >= 0 ? &m->switches[from->sw].hdm : NULL;
		return from->sw >= 0 ? 0 : -ENXIO;
	case TARGET_BELOW_DOWNSTREAM:
		return from->sw >= 0 ? 0 : -ENXIO;
	case TARGET_BELOW_DEVICE:
		out->hdm = &m->devices[device].hdm;
		return 0;
	}
	return -EINVAL;
}

static uint32_t element(uint32_t id, uint32_t version, uint32_t pointer)
{
	return id | version << CACHEMEM_ELEM_VERSION_SHIFT | pointer << CACHEMEM_ELEM_POINTER_SHIFT;
}

static uint32_t array_word(const struct below *b, uint32_t word)
{
	uint32_t array[5] = {0}, count = 0;

	array[++count] = element(CACHEMEM_ID_RAS, 2, RAS_AT);
	array[++count] = element(CACHEMEM_ID_LINK, 2, LINK_AT);
	if (b->hdm)
		array[++count] = element(CACHEMEM_ID_HDM, 3, HDM_AT);
	if (wrong_below(b->port))
		array[++count] = element(CACHEMEM_ID_TI, TI_CAP_VERSION, TI_AT);
	array[0] = CACHEMEM_CAP_ID | 1u << CACHEMEM_HDR_VERSION_SHIFT |
		   1u << CACHEMEM_HDR_CM_VERSION_SHIFT | count << CACHEMEM_HDR_ARRAY_SIZE_SHIFT;
	return word <= count ? array[word] : 0;
}

static uint32_t word_at(const struct below *b, uint32_t offset)
{
	if (offset < RAS_AT)
		return array_word(b, offset / 4);
	if (b->hdm && offset >= HDM_AT && offset - HDM_AT < sizeof(b->hdm->regs))
		return hdm_read(b->hdm, offset - HDM_AT);
	return 0;
}

int model_below_read(struct target *t, uint32_t device, enum target_below what, uint32_t offset,
		     uint32_t *value)
{
	struct model *m = model_of(t);
	struct below b;
	int rc;

	clock_enter(m, MODEL_COST_REG);
	if (offset & 3 || offset >= CACHEMEM_SIZE)
		return -EINVAL;
	rc = find(m, device, what, &b);
	if (rc)
		return rc;
	/* Nobody answers: all-ones. */
	*value = UINT32_MAX;
	if (b.port->link_up && m->devices[device].present && !wrong_config_lost(b.port))
		*value = word_at(&b, offset);
	return 0;
}
