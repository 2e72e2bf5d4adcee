/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ISOTAP_KERNEL_FILTERS_H
#define ISOTAP_KERNEL_FILTERS_H

struct archive;

/* Makes an archive that is to be read take the compressions of kernels, modules and packages, all
 * in this process. 0, or -ENOSYS if this libarchive lacks one. */
int filters_add(struct archive *archive);

#endif
