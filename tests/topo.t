#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# isotap topo: what it prints where, its exit statuses, and that a real QEMU, if set-up has made
# one, takes the arguments of every topology that is shipped.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"
unset ISOTAP_TOPOLOGIES

# $1: exit status, $2: what standard output is, $3: what standard error is; patterns of case
topo()
{
	local status=$1 out=$2 err=$3 seen
	shift 3
	"$BUILD/isotap" topo "$@" >"$work/out" 2>"$work/err"
	seen=$?
	echo "exit status $seen, expected $status"
	head -n 5 "$work/out" "$work/err"
	[ "$seen" -eq "$status" ] || return 1
	# shellcheck disable=SC2254 # they are patterns
	case $(cat "$work/out") in $out) ;; *) return 1 ;; esac
	# shellcheck disable=SC2254
	case $(cat "$work/err") in $err) ;; *) return 1 ;; esac
}

cat >"$work/bad.yaml" <<-END
	description: two mistakes
	bridges:
	- name: b0
	  ports:
	  - {name: p0, colour: red, device: {name: m0, volatile: 300M}}
END
cat >"$work/model.yaml" <<-END
	description: not for qemu
	bridges: [{name: b0, ports: [{name: p0, ti: {vectors: 4, message: 3}}]}]
END
mistakes="$work/bad.yaml:5: found unknown key \"colour\"*
$work/bad.yaml:5: found \"300M\" for \"volatile\", expected a multiple of 256M"

ok check-valid topo 0 'topologies/switch.yaml: no mistake found' '' check switch
ok check-reports-all topo 129 '' "$mistakes" check "$work/bad.yaml"
ok check-goes-on topo 129 'topologies/switch.yaml: no mistake found' "$mistakes" \
	check "$work/bad.yaml" switch
ok check-unknown topo 129 '' 'no-such: found a file that cannot be read*' check no-such
ok check-for-model topo 0 '*: no mistake found' '' check "$work/model.yaml"
ok check-for-qemu topo 129 '' "$work/model.yaml:2: found 4 vectors*
$work/model.yaml:2: found message 3*" check --target qemu "$work/model.yaml"
ok check-for-nothing-known topo 129 '' "*found target 'toaster', expected model or qemu*" \
	check --target toaster switch
ok show-draws topo 0 'switch: *mem0: device, 256M volatile*window0: window, 512M*' '' show switch
ok show-refuses topo 129 '' "$mistakes" show "$work/bad.yaml"
ok args topo 0 '-device pxb-cxl,*ti=on*-M cxl-fmw.0.targets.0=hb0,*' '' qemu-args one-port
ok args-refuse topo 129 '' "$work/model.yaml:2: found 4 vectors*" qemu-args "$work/model.yaml"
ok args-of-one topo 129 '' '*found 2 files, expected one*' qemu-args switch one-port
ok action-missing topo 129 '' '*expected check, show or qemu-args*'
ok action-unknown topo 129 '' "*found 'draw', expected check, show or qemu-args*" draw switch
ok file-missing topo 129 '' '*expected a topology file*' check
ok help topo 0 '*check FILE...*' '' --help
ISOTAP_TOPOLOGIES=$work ok found-by-variable topo 129 '' "$mistakes" check bad

# Ends before the first instruction of the guest: -S, and quit as the only command.
starts()
{
	local args
	"$BUILD/isotap" topo qemu-args "$@" >"$work/args" || return 1
	mapfile -t args < <(sed 's/ \\$//' "$work/args" | tr ' ' '\n')
	printf '%s\n' '{"execute":"qmp_capabilities"}' '{"execute":"quit"}' |
		timeout 60 "$QEMU" -L "$QEMU_FIRMWARE" -M q35,cxl=on -accel tcg -m 512M \
			-nodefaults -display none -S -qmp stdio "${args[@]}"
}

QEMU=$(sed -n 's/^QEMU=//p' "$BUILD/setup.env" 2>/dev/null)
QEMU_FIRMWARE=$(sed -n 's/^QEMU_FIRMWARE=//p' "$BUILD/setup.env" 2>/dev/null)
for file in topologies/*.yaml; do
	name=$(basename "$file" .yaml)
	if [ -x "$QEMU" ]; then
		ok "qemu-starts-$name" starts "$file"
		ok "qemu-starts-$name-stock" starts --stock "$file"
	else
		for test in "qemu-starts-$name" "qemu-starts-$name-stock"; do
			count=$((count + 1))
			echo "ok $count $test # SKIP no QEMU, see ./run.sh --setup"
		done
	fi
done

finish
