#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#   vmlinux.sh BZIMAGE OUT    take the uncompressed kernel out of a bzImage
#
# Started through its PVH entry, the uncompressed kernel skips a second of decompression under
# emulation. The offsets are those of the x86 boot protocol (Documentation/arch/x86/boot.rst),
# so nothing is searched for and a wrong image is refused.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

image=${1:?image}
out=${2:?output}

# number OFFSET BYTES: little endian, as the protocol's fields are
number()
{
	od -An -v -t "u$2" -j "$(($1))" -N "$2" --endian=little "$image" | tr -d ' '
}

[ "$(number 0x1fe 2)" = $((0xaa55)) ] || die "$image: no boot sector signature"
[ "$(number 0x202 4)" = $((0x53726448)) ] || die "$image: no setup header (HdrS)"
[ "$(number 0x206 2)" -ge $((0x208)) ] || die "$image: boot protocol older than 2.08"

setup_sects=$(number 0x1f1 1)
[ "$setup_sects" -ne 0 ] || setup_sects=4
start=$(((setup_sects + 1) * 512 + $(number 0x248 4)))
length=$(number 0x24c 4)
[ "$length" -gt 8 ] || die "$image: empty payload"
size=$(number $((start + length - 4)) 4)

# The magic number of the payload's compressor; the last four bytes are the size, appended by the
# kernel's build, and not part of the compressed stream for zstd.
tmp=$(mktemp "$out.XXXXXXXX")
trap 'rm -f "$tmp"' EXIT
payload()
{
	tail -c +$((start + 1)) "$image" | head -c $((length - 4)) || true
}
case $(number "$start" 4) in
$((0xfd2fb528))) payload | zstd -dcq >"$tmp" ;;
$((0x587a37fd))) payload | xz -dcq --single-stream >"$tmp" ;;
*)
	case $(number "$start" 2) in
	$((0x8b1f))) { payload | gzip -dcq || [ $? -eq 2 ]; } >"$tmp" ;;
	*) die "$image: payload compressed in a way that is not known here" ;;
	esac
	;;
esac

[ "$(stat -c %s "$tmp")" = "$size" ] || die "$image: payload is not $size bytes"
[ "$(head -c 4 "$tmp" | od -An -t x1 | tr -d ' ')" = 7f454c46 ] || die "$image: payload is no ELF"
chmod 644 "$tmp"
mv -f "$tmp" "$out"
