#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# docs/ci: files that their systems would take, with commands that the program takes.
# shellcheck disable=SC2317 # functions are called by ok()
. "$(dirname "$0")/lib.sh"

cat >"$work/check.py" <<'PYTHON'
import sys, yaml

def need(condition, text):
    if not condition:
        sys.exit(text)

def only(mapping, keys, where):
    need(isinstance(mapping, dict), f"{where}: no mapping")
    unknown = set(mapping) - set(keys)
    need(not unknown, f"{where}: unknown {sorted(map(str, unknown))}")

def strings(value, where):
    need(isinstance(value, list) and value and all(isinstance(s, str) for s in value),
         f"{where}: expected a list of strings")
    return value

def github(doc):
    # YAML 1.1 reads the key `on` as true
    only(doc, ["name", True, "jobs"], "workflow")
    only(doc[True], ["pull_request", "push", "schedule", "workflow_dispatch"], "on")
    commands = []
    for name, job in doc["jobs"].items():
        only(job, ["runs-on", "container", "timeout-minutes", "steps", "env", "needs"], name)
        need(isinstance(job["runs-on"], str), f"{name}: runs-on")
        for number, step in enumerate(job["steps"]):
            where = f"{name}, step {number}"
            only(step, ["name", "run", "uses", "with", "if", "working-directory", "env"], where)
            need(("run" in step) != ("uses" in step), f"{where}: run or uses")
            need("uses" not in step or "@" in step["uses"], f"{where}: uses without a version")
            need("with" not in step or "uses" in step, f"{where}: with, but no uses")
            commands += step.get("run", "").splitlines()
    return commands

def gitlab(doc):
    stages = strings(doc.pop("stages"), "stages")
    variables = doc.pop("variables", {})
    need(all(isinstance(v, str) for v in variables.values()), "variables: expected strings")
    commands = []
    for name, job in doc.items():
        only(job, ["stage", "image", "script", "needs", "timeout", "cache", "artifacts",
                   "allow_failure", "variables", "before_script"], name)
        need(job["stage"] in stages, f"{name}: no stage {job['stage']}")
        need(all(other in doc for other in job.get("needs", [])), f"{name}: needs no job")
        only(job.get("artifacts", {}), ["paths", "when", "reports", "expire_in"], name)
        only(job.get("cache", {}), ["key", "paths"], name)
        commands += strings(job["script"], name)
    return commands

def lava(doc):
    only(doc, ["job_name", "timeouts", "priority", "visibility", "device_type", "actions"], "job")
    commands = []
    for action in doc["actions"]:
        need(len(action) == 1 and set(action) < {"deploy", "boot", "test"}, "action")
        for definition in action.get("test", {}).get("definitions", []):
            need({"from", "name", "path", "repository"} <= set(definition), "definition")
            commands += strings(definition["repository"]["run"]["steps"], "steps")
    need(commands, "no step")
    return commands

kind, path = sys.argv[1:]
with open(path) as file:
    print("\n".join({"github": github, "gitlab": gitlab, "lava": lava}[kind](yaml.safe_load(file))))
PYTHON

# Every command of run.sh that the lines on standard input have: the parser gets its options and
# --help behind them, which it comes to if it took the others.
takes_all()
{
	local line found=0 rc=0
	local -a words options

	touch "$work/isotap_ti.ko"
	while read -r line; do
		[[ $line == *run.sh\ * ]] || continue
		found=$((found + 1))
		eval "words=(${line#*run.sh })"
		options=()
		while [ ${#words[@]} -gt 0 ]; do
			case ${words[0]} in
			--setup) ;;
			--build) words=("${words[@]:1}") ;;
			*) options+=("${words[0]}") ;;
			esac
			words=("${words[@]:1}")
		done
		printf '%s\n' "${options[*]}"
		(cd "$work" && "$program" run "${options[@]}" --help) >"$work/help" 2>&1 || rc=1
		[ "$rc" -eq 0 ] || cat "$work/help"
	done
	[ "$found" -gt 0 ] && return "$rc"
}

accepted()
{
	takes_all <"$work/$1"
}

program=$(realpath "$BUILD/isotap")
for kind in github:github-actions.yml gitlab:gitlab-ci.yml lava:lava.yaml; do
	name=${kind#*:}
	ok "$name: what its system expects" python3 "$work/check.py" "${kind%%:*}" "docs/ci/$name"
	python3 "$work/check.py" "${kind%%:*}" "docs/ci/$name" >"$work/$name" 2>/dev/null
	ok "$name: the program takes its commands" accepted "$name"
done
# a command in two lines ends its first in a backslash
sed -e ':a' -e '/\\$/N; s/\\\n\t*//; ta' docs/ci/bisect.md | grep '^git bisect run' >"$work/bisect.md"
ok 'bisect.md: the program takes its commands' accepted bisect.md

# the profile names files that are relative to it
ok 'nightly.profile: is accepted' "$BUILD/isotap" run --profile docs/ci/nightly.profile --help

# lacks NAME: the example that the check has to refuse
lacks()
{
	sed "$2" "docs/ci/$1" >"$work/wrong.yml"
	not python3 "$work/check.py" "$3" "$work/wrong.yml"
}
ok 'a workflow without runs-on is noticed' lacks github-actions.yml '/runs-on:/d' github
ok 'a job in no stage is noticed' lacks gitlab-ci.yml 's/stage: test/stage: tests/' gitlab
echo 'isotap/run.sh --kernel x --no-such-option' >"$work/wrong"
ok 'an option that is none is noticed' not accepted wrong

# what defconfig does not have of the options that cases need
missing_options()
{
	sed -n 's/^\t{"\(CONFIG_[A-Z0-9_]*\)".*FOR_\(CXL\|SYSTEM_RAM\|PERSISTENT\|HOTPLUG\).*/\1/p' \
		harness/kernel/options.c >"$work/options"
	printf '%s\n' CONFIG_VIRTIO_PCI CONFIG_VIRTIO_CONSOLE CONFIG_KPROBE_EVENTS >>"$work/options"
	[ "$(wc -l <"$work/options")" -gt 15 ] || return 1
	! grep -vxFf <(sed -n 's/=[ym]$//p' docs/ci/kernel.config) "$work/options"
}
ok 'kernel.config has what cases need' missing_options

finish
