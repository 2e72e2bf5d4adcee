/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ISOTAP_IMPL_DETECT_H
#define ISOTAP_IMPL_DETECT_H

/* The built-in implementation that drives what this kernel has; "none" if it has nothing. */
const char *impl_detect(void);

#endif
