// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The TCO timer of the ICH9 (Intel 316972, 13.9 and 10.1.75), which the q35 machine has without
 * taking a place on a bus. It runs on the guest's own clock and tells of an agent that no longer
 * runs; what is made of that is the host's affair.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/agent.h"

#define LPC "/sys/bus/pci/devices/0000:00:1f.0/config"
#define LPC_ID 0x29188086u
#define LPC_PMBASE 0x40
#define LPC_RCBA 0xf0
#define RCBA_GCS 0x3410u
#define GCS_NO_REBOOT 0x20u
#define TCO 0x60 /* behind PMBASE */
#define TCO_RLD 0x00
#define TCO_TMR 0x12
#define TICKS 7 /* of 0.6 s; it fires when they have passed twice */

static uint16_t tco; /* I/O port, 0: none */

static uint32_t lpc_read(int fd, off_t offset)
{
	uint32_t value;

	return pread(fd, &value, sizeof(value), offset) == sizeof(value) ? value : 0;
}

/* By default the second timeout is only noted. */
static bool let_it_fire(uint32_t rcba)
{
	long page = sysconf(_SC_PAGESIZE);
	uint32_t gcs = (rcba & ~0x3fffu) + RCBA_GCS;
	int fd = rcba & 1 ? open("/dev/mem", O_RDWR | O_SYNC | O_CLOEXEC) : -1;
	char *map = MAP_FAILED;

	if (fd >= 0)
		map = mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			   gcs & ~(page - 1));
	if (map != MAP_FAILED) {
		*(volatile uint32_t *)(void *)(map + (gcs & (page - 1))) &= ~GCS_NO_REBOOT;
		munmap(map, (size_t)page);
	}
	if (fd >= 0)
		close(fd);
	return map != MAP_FAILED;
}

void watchdog_start(void)
{
	int fd = open(LPC, O_RDONLY | O_CLOEXEC);
	uint32_t pmbase;

	if (fd < 0)
		return;
	pmbase = lpc_read(fd, LPC_PMBASE) & 0xff80;
	if (lpc_read(fd, 0) == LPC_ID && pmbase && !ioperm(pmbase + TCO, 0x20, 1) &&
	    let_it_fire(lpc_read(fd, LPC_RCBA))) {
		tco = (uint16_t)(pmbase + TCO);
		outw(TICKS, tco + TCO_TMR);
	}
	close(fd);
	watchdog_reset();
}

void watchdog_reset(void)
{
	if (tco)
		outw(1, tco + TCO_RLD);
}
