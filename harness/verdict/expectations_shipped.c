// SPDX-License-Identifier: GPL-2.0-or-later
/* cases/expectations/, embedded, so that the program needs no file beside it. */
#include "verdict/expectations.h"

const struct expectations_shipped expectations_shipped[] = {
#include "expectations.inc"
	{0},
};
