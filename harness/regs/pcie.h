/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI Express configuration space of a root port, as far as the project uses it.
 * Source: PCIe r6.2 7.5.1 (type 1 header), 7.5.3 (PCI Express capability), 7.7.1 (MSI),
 * 7.8.4 (advanced error reporting). Offsets are bytes; access types as the specification names
 * them.
 */
#ifndef ISOTAP_REGS_PCIE_H
#define ISOTAP_REGS_PCIE_H

#define PCIE_CFG_SIZE 0x1000u

/* 7.5.1 type 1 header. */
#define PCI_HDR_ID 0x00u      /* RO vendor, device */
#define PCI_HDR_COMMAND 0x04u /* RW command, RW1C/RO status */
#define PCI_HDR_CLASS 0x08u   /* RO revision, class */
#define PCI_HDR_TYPE 0x0cu    /* RO header type in 23:16 */
#define PCI_HDR_BAR0 0x10u    /* RW */
#define PCI_HDR_BAR1 0x14u    /* RW upper half of a 64-bit BAR0 */
#define PCI_HDR_BUSES 0x18u   /* RW primary, secondary, subordinate */
#define PCI_HDR_CAP_PTR 0x34u /* RO */
#define PCI_HDR_BRIDGE 0x3cu  /* RW interrupt line/pin, bridge control in 31:16 */
#define PCI_COMMAND_MEMORY 0x0002u
#define PCI_COMMAND_MASTER 0x0004u
#define PCI_STATUS_CAP_LIST 0x0010u
#define PCI_CLASS_PCI_BRIDGE 0x060400u
#define PCI_BAR_MEM64 0x4u
#define PCI_BRIDGE_SBR 0x0040u /* bridge control bit 6, secondary bus reset */

/* Capability IDs. */
#define PCI_CAP_ID_MSI 0x05u
#define PCI_CAP_ID_EXP 0x10u
#define PCI_EXT_CAP_ID_AER 0x0001u

/* 7.5.3 PCI Express capability. */
#define PCIE_FLAGS 0x00u /* RO in 31:16 */
#define PCIE_FLAGS_TYPE_ROOT_PORT 0x0040u
#define PCIE_FLAGS_SLOT 0x0100u
#define PCIE_FLAGS_MESSAGE 0x3e00u      /* 13:9 message number of hot-plug and PME */
#define PCIE_DEVCTL 0x08u               /* RW in 15:0 */
#define PCIE_DEVCTL_COR 0x0001u         /* 0 correctable error reporting enable */
#define PCIE_LNKCAP 0x0cu               /* RO */
#define PCIE_LNKCAP_DLLLARC 0x00100000u /* 20 */
#define PCIE_LNKCAP_PORT_SHIFT 24
#define PCIE_LNKCTL 0x10u          /* RW in 15:0 */
#define PCIE_LNKCTL_LD 0x0010u     /* 4 link disable, RW */
#define PCIE_LNKCTL_RL 0x0020u     /* 5 retrain link, reads 0 */
#define PCIE_LNKCTL_RW 0x0fdbu     /* RW bits of a root port, link disable included */
#define PCIE_LNKSTA 0x12u          /* RO */
#define PCIE_LNKSTA_LT 0x0800u     /* 11 link training */
#define PCIE_LNKSTA_DLLLA 0x2000u  /* 13 data link layer link active */
#define PCIE_SLTCAP 0x14u          /* RO */
#define PCIE_SLTCAP_HPS 0x0020u    /* 5 hot-plug surprise */
#define PCIE_SLTCAP_HPC 0x0040u    /* 6 hot-plug capable */
#define PCIE_SLTCTL 0x18u          /* RW */
#define PCIE_SLTCTL_PDCE 0x0008u   /* 3 presence detect changed enable */
#define PCIE_SLTCTL_HPIE 0x0020u   /* 5 hot-plug interrupt enable */
#define PCIE_SLTCTL_DLLSCE 0x1000u /* 12 link state changed enable */
#define PCIE_SLTSTA 0x1au
#define PCIE_SLTSTA_PDC 0x0008u   /* 3 RW1C presence detect changed */
#define PCIE_SLTSTA_PDS 0x0040u   /* 6 RO card present */
#define PCIE_SLTSTA_DLLSC 0x0100u /* 8 RW1C link state changed */
#define PCIE_CAP_SIZE 0x3cu

/* 7.7.1 MSI capability, 64-bit address form. */
#define MSI_CONTROL 0x02u
#define MSI_CONTROL_ENABLE 0x0001u /* 0 RW */
#define MSI_CONTROL_MMC 0x000eu    /* 3:1 RO multiple message capable, log2 */
#define MSI_CONTROL_MME 0x0070u    /* 6:4 RW multiple message enable, log2 */
#define MSI_CONTROL_64BIT 0x0080u  /* 7 RO */
#define MSI_CONTROL_MMC_SHIFT 1
#define MSI_CONTROL_MME_SHIFT 4
#define MSI_ADDRESS 0x04u /* RW */
#define MSI_DATA 0x0cu    /* RW */
#define MSI_SIZE 0x0eu

/* 7.8.4 advanced error reporting. */
#define AER_UNCOR_STATUS 0x04u   /* RW1CS */
#define AER_UNCOR_MASK 0x08u     /* RWS */
#define AER_UNCOR_SEVERITY 0x0cu /* RWS */
#define AER_COR_STATUS 0x10u     /* RW1CS */
#define AER_COR_MASK 0x14u       /* RWS */
#define AER_ROOT_COMMAND 0x2cu   /* RW */
#define AER_ROOT_STATUS 0x30u    /* RW1CS 6:0, RO message number 31:27 */
#define AER_ROOT_STATUS_COR 0x00000001u
#define AER_ROOT_STATUS_MULTI_COR 0x00000002u
#define AER_ERROR_SOURCE 0x34u /* ROS, requester of the first ERR_COR in 15:0 */
#define AER_SIZE 0x38u

_Static_assert((PCIE_LNKCTL_RW & (PCIE_LNKCTL_LD | PCIE_LNKCTL_RL)) == 0x0010u,
	       "link disable is one of the RW bits, retrain link is not");

#endif
