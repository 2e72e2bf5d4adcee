#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#   valgrind.sh PROGRAM ARGUMENTS...
#
# Runs the program and all its workers under valgrind. What valgrind says goes to one log for each
# process, so that it can change neither the TAP stream nor an exit status; any word fails.
set -euo pipefail

logs=${BUILD:-build}/valgrind
rm -rf "$logs"
mkdir -p "$logs"
rc=0
valgrind --quiet --trace-children=yes --leak-check=full --errors-for-leak-kinds=definite \
	--show-leak-kinds=definite --track-fds=no --log-file="$logs/%p.log" "$@" || rc=$?

# A system call that this valgrind does not know comes back as ENOSYS, which the program handles.
find "$logs" -name '*.log' -size +0 -exec sed -i '/unhandled amd64-linux syscall/,+4d' {} +

count=$(find "$logs" -name '*.log' | wc -l)
[ "$count" -gt 0 ] || {
	echo "valgrind ran nothing" >&2
	exit 1
}
find "$logs" -name '*.log' -size +0 | sort | while read -r log; do
	echo "--- $log" >&2
	head -n 60 "$log" >&2
done
if find "$logs" -name '*.log' -size +0 | grep -q .; then
	exit 1
fi
echo "valgrind: $count processes, no complaint" >&2
exit "$rc"
