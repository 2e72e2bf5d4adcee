# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Builds of the reference module that differ in nothing a user would see, and what is measured of
# them on the deterministic clock: sourced by gate.t and long/gate.sh.

headers=$(sed -n 's/^HEADERS_DIR=//p' "$BUILD/setup.env")

# shuffled N WORD...: the words in an order that N says
shuffled()
{
	printf '%s\n' "${@:2}" | awk -v seed="$1" 'BEGIN {srand(seed)} {print rand() "\t" $0}' |
		sort -n | cut -f 2
}

# pad FILE SIZE: a function of that size in front of the file's others, and one behind
pad()
{
	local text='static void __attribute__((used)) %s(void)\n{\n\tasm volatile(".skip %d, 0x90");\n}\n'
	local padded=$1.padded

	{
		# shellcheck disable=SC2059 # the text of a function
		printf "$text" pad_before "$2"
		cat "$1"
		# shellcheck disable=SC2059
		printf "$text" pad_behind $(($2 * 7 % 251 + 1))
	} >"$padded"
	mv "$padded" "$1"
}

# variant N FILE: objects linked in another order, functions moved by others between them, and, in
# turn, laid out in another way
variant()
{
	local n=$1 out=$2 file size folder
	local -a objects flags=('' -fno-toplevel-reorder -falign-functions=64 -fno-reorder-functions)

	folder=$(mktemp -d) || return 1
	cp fixtures/kmod/*.[ch] fixtures/kmod/*.mk fixtures/kmod/{Kbuild,Makefile} "$folder"
	mapfile -t objects < <(sed -n 's/^isotap_ti-y := //p' "$folder/Kbuild" | tr ' ' '\n')
	mapfile -t objects < <(shuffled "$n" "${objects[@]}")
	sed -i -e "s/^isotap_ti-y := .*/isotap_ti-y := ${objects[*]}/" -e "s/ isotap_busy.o//" "$folder/Kbuild"
	printf 'ccflags-y += %s\n' "${flags[n % 4]}" >>"$folder/Kbuild"
	size=$((n * 37 % 509 + 1))
	for file in "$folder"/*.c; do
		pad "$file" $size
		size=$((size * 61 % 509 + 1))
	done
	make -C "$headers" M="$folder" modules >"$folder/log" 2>&1 || {
		tail -n 20 "$folder/log"
		return 1
	}
	strip --strip-debug "$folder/isotap_ti.ko"
	mv "$folder/isotap_ti.ko" "$out"
	rm -rf "$folder"
}

# measure FOLDER ARGUMENT...: samples of the deterministic clock
measure()
{
	rm -rf "$1"
	"$BUILD/isotap" run --target qemu --impl kmod --topology one-port --clock deterministic \
		--case link-down-to-offline --no-trace --iterations "${GATE_CYCLES:-6}" \
		--env "$BUILD/setup.env" --timeout-scale 4 --run-dir "$1" "${@:2}" \
		>"$1.tap" 2>"$1.err" </dev/null
}

# unused N: for each third build another module of the kernel's, loaded before it, that nothing uses
unused()
{
	local folder modules=(dummy crc7 crc-itu-t)

	[ $(($1 % 3)) -eq 2 ] || return 0
	folder=$(sed -n 's/^MODULES_DIR=//p' "$BUILD/setup.env")
	printf '%s\n' --load
	find "$folder/kernel" -name "${modules[$1 / 3 % 3]}.ko*" | grep .
}

# median FOLDER PHASE: of its samples
median()
{
	awk -F'\t' -v phase="$2" '$2 == phase {print $4}' "$1/samples.tsv" | sort -n |
		awk '{value[NR] = $1} END {print value[int((NR + 1) / 2)]}'
}

# slowed FOLDER BASE N ARGUMENT...: with 1 % of one phase of the base more, of the other for each
# second N; the module's delays are in instructions
slowed()
{
	local parameter=spin_mark phase=irq-to-mark base

	if [ $(($3 % 2)) -eq 0 ]; then
		parameter=spin_unmap
		phase=irq-to-offline
	fi
	base=$(median "$2" "$phase") && [ -n "$base" ] || return 1
	measure "$1" --kmod-parameters "$parameter=$(((base + 99) / 100))" "${@:4}"
}
