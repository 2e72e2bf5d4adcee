// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a process of its own does with a region. It opens and maps before it reports that it is at
 * work, and never opens anything after: an open that meets the device's unbinding is a defect of
 * the kernel (6.12) that is not looked for here.
 */
#include "target/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "agent/sysfs.h"
#include "regs/instr.h"
#include "regs/ti.h"
#include "target/guest/user.h"

#define PLACES 32u /* that it loads from or stores to */
#define BATCH 8u   /* accesses between pauses: a guest has two CPUs and a case of its own to run */
#define ACCESS_PAUSE_NS 200000
#define ATTEMPT_PAUSE_NS 1000000
#define CONVERT_PAUSE_NS 10000000 /* in which others find it as it was */

static struct guest_user_state *mine;

static void on_bus_error(int signal)
{
	(void)signal;
	atomic_fetch_add(&mine->signals, 1);
	atomic_store(&mine->end_tsc, guest_tsc());
	_exit(0);
}

static bool goes_on(long pause_ns)
{
	struct timespec span = {.tv_nsec = pause_ns};

	nanosleep(&span, NULL);
	return !atomic_load(&mine->stop);
}

static _Noreturn void give_up(int error)
{
	atomic_store(&mine->error, error);
	_exit(0);
}

static void count(int rc)
{
	if (rc)
		atomic_store(&mine->error, rc);
	atomic_fetch_add(rc ? &mine->refused : &mine->done, 1);
}

static int open_device(const struct guest_region *region)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", region->dax);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		give_up(-errno);
	return fd;
}

static volatile uint8_t *map_device(const struct guest_region *region)
{
	void *map = mmap(NULL, region->dax_size, PROT_READ | PROT_WRITE, MAP_SHARED,
			 open_device(region), 0);

	if (map == MAP_FAILED)
		give_up(-errno);
	return map;
}

/* Readers and writers keep away from each other, and from where cases look; on every device of an
 * interleaved region. */
static volatile uint64_t *place(const struct guest *g, uint32_t region, volatile uint8_t *map,
				bool write, uint64_t turn)
{
	const struct topo_region *topo = &g->topo->regions[region];
	uint64_t step = topo->ways > 1 ? topo->granularity : 4096;

	return (volatile uint64_t *)(map + topo->size / 2 + (write ? topo->size / 4 : 0) +
				     turn % PLACES * step);
}

static void reads(const struct guest *g, uint32_t region)
{
	volatile uint8_t *map = map_device(&g->regions[region]);
	uint64_t first[PLACES];

	for (uint32_t i = 0; i < PLACES; i++)
		first[i] = *place(g, region, map, false, i);
	atomic_store(&mine->working, 1);
	for (uint64_t turn = 0; turn % BATCH || goes_on(ACCESS_PAUSE_NS); turn++) {
		if (*place(g, region, map, false, turn) != first[turn % PLACES])
			atomic_fetch_add(&mine->wrong, 1);
		atomic_fetch_add(&mine->done, 1);
	}
}

static void writes(const struct guest *g, uint32_t region)
{
	volatile uint8_t *map = map_device(&g->regions[region]);

	for (uint64_t turn = 0; turn % BATCH || goes_on(ACCESS_PAUSE_NS); turn++) {
		*place(g, region, map, true, turn) = turn;
		atomic_fetch_add(&mine->done, 1);
		if (turn >= PLACES)
			atomic_store(&mine->working, 1);
	}
}

static void holds(const struct guest *g, uint32_t region)
{
	open_device(&g->regions[region]);
	count(0);
	atomic_store(&mine->working, 1);
	while (goes_on(ATTEMPT_PAUSE_NS))
		;
}

/* ---- administrators ---- */

/* Bits of a T&I register of any port above the region, past the trace of what software does. */
static bool any_port(const struct guest *g, uint32_t region, uint32_t reg, uint32_t bits)
{
	for (uint32_t i = 0; i < g->target->port_count; i++) {
		uint32_t value = 0;

		if (!(g->target->regions[region].ports >> i & 1) || !g->ports[i].ti)
			continue;
		guest_reg_read(g->target, ORIGIN_HARNESS, i, g->ports[i].ti + reg, &value);
		if (value & bits)
			return true;
	}
	return false;
}

static uint32_t isolations(const struct guest *g, uint32_t region)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < g->target->port_count; i++)
		if (g->target->regions[region].ports >> i & 1 && g->ports[i].instr)
			sum += guest_instr(&g->ports[i], INSTR_ISOLATIONS);
	return sum;
}

struct functions {
	char bdf[TOPO_MAX_WAYS][ISOTAP_NAME_MAX];
	int count;
};

/* PCI functions of the region's devices: ".../0000:0d:00.0/mem0". */
static void find_functions(const struct guest *g, uint32_t region, struct functions *out)
{
	const struct topo_region *topo = &g->topo->regions[region];
	char link[PATH_MAX], *end, *name;

	out->count = 0;
	for (int i = 0; i < topo->ways; i++) {
		if (sys_link(link, sizeof(link), CXL_DEVICES "/%s", g->memdev[topo->devices[i]]))
			continue;
		end = strrchr(link, '/');
		if (end)
			*end = 0;
		name = end ? strrchr(link, '/') : NULL;
		if (name)
			snprintf(out->bdf[out->count++], ISOTAP_NAME_MAX, "%.31s", name + 1);
	}
}

/* Those that have no driver are offered theirs. */
static void offer_functions(const struct functions *functions)
{
	for (int i = 0; i < functions->count; i++) {
		const char *bdf = functions->bdf[i];

		if (sys_exists(PCI_DEVICES "/%s", bdf) &&
		    !sys_exists(PCI_DEVICES "/%s/driver", bdf))
			count(sys_write(bdf, "/sys/bus/pci/drivers/cxl_pci/bind"));
	}
}

static void offer_dax(struct guest *g, uint32_t region)
{
	const char *dax = g->regions[region].dax;
	uint32_t before = isolations(g, region);
	bool isolated = any_port(g, region, TI_STATUS, TI_STATUS_MEM_ISO);
	int rc;

	if (!dax[0] || !sys_exists(DAX_DEVICES "/%s", dax) ||
	    guest_dax_mode(g, region) != ISOTAP_MODE_NONE)
		return;
	rc = sys_write(dax, DAX_DRIVERS "/device_dax/bind");
	count(rc);
	/* isolated before it was bound and still after, and not anew in between */
	if (!rc && isolated && any_port(g, region, TI_STATUS, TI_STATUS_MEM_ISO) &&
	    isolations(g, region) == before)
		atomic_fetch_add(&mine->wrong, 1);
}

static void onlines(struct guest *g, uint32_t region)
{
	struct functions functions;

	find_functions(g, region, &functions);
	atomic_store(&mine->working, 1);
	do {
		offer_dax(g, region);
		offer_functions(&functions);
	} while (goes_on(ATTEMPT_PAUSE_NS));
}

static void converts(struct guest *g, uint32_t region)
{
	const struct guest_region *r = &g->regions[region];

	atomic_store(&mine->working, 1);
	do {
		int rc = guest_region_set_mode(g->target, region, ISOTAP_MODE_SYSTEM_RAM);

		count(rc);
		/* nobody else converts: what is System RAM now was so all the while */
		if (guest_range_is_ram(r->base, r->size) &&
		    any_port(g, region, TI_CTRL, TI_CTRL_MEM_ISO))
			atomic_fetch_add(&mine->wrong, 1);
		rc = guest_region_set_mode(g->target, region, ISOTAP_MODE_DEVDAX);
		if (rc)
			give_up(rc);
	} while (goes_on(CONVERT_PAUSE_NS));
}

_Noreturn void guest_user_work(struct guest *g, uint32_t region, enum target_user_kind kind,
			       struct guest_user_state *state)
{
	struct sigaction action = {.sa_handler = on_bus_error};

	mine = state;
	prctl(PR_SET_NAME, "isotap-user");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == 1) /* too late for that: init is the agent, not the case */
		_exit(0);
	sigaction(SIGBUS, &action, NULL);
	guest_memory_drop(g);
	g->work_count = 0; /* the implementation's, not this process's */
	if (kind == TARGET_USER_READS)
		reads(g, region);
	else if (kind == TARGET_USER_WRITES)
		writes(g, region);
	else if (kind == TARGET_USER_HOLDS)
		holds(g, region);
	else if (kind == TARGET_USER_ONLINES)
		onlines(g, region);
	else
		converts(g, region);
	_exit(0);
}
