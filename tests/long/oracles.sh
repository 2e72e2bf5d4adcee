#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every oracle that is armed fires: a module makes one mistake after the other, and each case but
# those that declare what comes has to fail. ENV: setup.env or debug.env of the kernel.
. "$(dirname "$0")/lib.sh"

fired=0
ENV=${ENV:-$BUILD/setup.env}
headers=$(sed -n 's/^HEADERS_DIR=//p' "$ENV")
module=$KEEP/module
rm -rf "$module"
cp -r tests/oracles/module "$module"
make -C "$headers" M="$(realpath "$module")" modules >"$KEEP/module.log" 2>&1 || {
	tail -n 20 "$KEEP/module.log"
	exit 1
}
ISOTAP_GUEST_MODULES=$(realpath "$module/isotap_oracle.ko") "$BUILD/isotap-oracles" run \
	--target qemu --env "$ENV" --impl none --topology one-port \
	--timeout-scale "${TIMEOUT_SCALE:-2}" --run-dir "$(run_dir oracles)" \
	>"$KEEP/oracles.tap" 2>"$KEEP/oracles.err" </dev/null
while read -r verdict name; do
	rounds=$((rounds + 1))
	case $verdict:$name in
	'ok:'*/a-* | 'ok:'*/g-*) ;;
	'fail:'*/[b-f]-*) fired=$((fired + 1)) ;;
	'skip:'*) printf 'not armed: %s\n' "$name" ;;
	*)
		failed=$((failed + 1))
		printf 'wrong: %s %s\n' "$verdict" "$name"
		;;
	esac
done < <(sed -nE -e 's/^ok [0-9]+ (\S+) # SKIP.*/skip \1/p; t' \
	-e 's/^not ok [0-9]+ (\S+) # BROKEN.*/broken \1/p; t' \
	-e 's/^not ok [0-9]+ (\S+).*/fail \1/p; t' -e 's/^ok [0-9]+ (\S+).*/ok \1/p' \
	"$KEEP/oracles.tap")
planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$KEEP/oracles.tap")
[ "$rounds" -eq "${planned:-0}" ] || {
	printf 'wrong: %d of %s cases have a verdict\n' $rounds "${planned:-no}"
	failed=$((failed + 1))
}
[ $fired -gt 0 ] || {
	printf 'wrong: no oracle fired\n'
	failed=$((failed + 1))
}
printf '%d oracles fired\n' $fired
figures oracles
