# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# step NAME TEXT COMMAND...: run one step with its output in a log of its own, and show on standard
# error what is going on: one live line on a terminal, a line at start and end otherwise.

# Reads nothing; ends when the writing end of its pipe is closed, however the set-up ended.
ticker()
{
	local text=$1 log=$2 start=$SECONDS detail rc

	while :; do
		rc=0
		read -r -t 0.5 || rc=$?
		[ "$rc" -gt 128 ] || break
		detail=$(tail -c 400 "$log" 2>/dev/null | grep -ao '\[[0-9]*/[0-9]*\]' | tail -n 1) || true
		printf '\r\033[Kisotap: %s  %d s %s' "$text" $((SECONDS - start)) "$detail" >&2
	done
	printf '\r\033[K' >&2
}

now_ms()
{
	local now=${EPOCHREALTIME/[.,]/}

	printf '%s\n' $((now / 1000))
}

step()
{
	local text=$2 log=$LOG_DIR/$1.log start rc=0 tick='' took
	shift 2

	mkdir -p "$LOG_DIR"
	start=$(now_ms)
	if [ -t 2 ]; then
		exec {tick}> >(ticker "$text" "$log")
		"$@" >"$log" 2>&1 </dev/null {tick}>&- || rc=$?
		exec {tick}>&-
		wait "$!" 2>/dev/null || true
	else
		say "$text ..."
		"$@" >"$log" 2>&1 </dev/null || rc=$?
	fi
	took=$(($(now_ms) - start))
	if [ $rc -ne 0 ]; then
		say "FAILED after $((took / 1000)) s: $text"
		tail -n 8 "$log" | sed 's/^/    | /' >&2
		say "the whole log: $log"
		return 1
	fi
	say "$text: $((took / 1000)).$((took % 1000 / 100)) s"
}
