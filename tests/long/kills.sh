#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The harness killed at random points, on the model and in guests: each time the run is gone on with
# and compared with one that was left alone.
. "$(dirname "$0")/lib.sh"

KILLS=${MODEL_KILLS:-90} round kills-model tests/resume.t
KILLS=${GUEST_KILLS:-10} round kills-guest tests/guest-resume.t
figures "${MODEL_KILLS:-90} kills on the model, ${GUEST_KILLS:-10} in a guest"
