#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What programs that are not ours make of a run, as lines "name outcome".

outcomes.py expected RESULTS.JSON     what they have to make of it
outcomes.py tap FILE MESON            Meson's TAP reader and PyYAML (versions 13 and 14)
outcomes.py kunit FILE TREE           the kernel's kunit.py
outcomes.py kcidb FILE SCHEMA         jsonschema; then which object refers to which

Outcomes: ok, not-ok, skip; for kcidb its own words.
"""
import json
import re
import subprocess
import sys


def expected(path):
    with open(path, encoding="utf-8") as file:
        for case in json.load(file)["cases"]:
            outcome = {"pass": "ok", "skip": "skip"}.get(case["outcome"], "not-ok")
            if case["outcome"] == "known-fail" or case["observation"]:
                outcome = "expected"
            print(case["name"], outcome)


def yaml_blocks(lines):
    """Every block below a test line is YAML."""
    import yaml

    block = None
    for line in lines:
        if line == "  ---\n":
            block = []
        elif line == "  ...\n":
            if not isinstance(yaml.safe_load("".join(block)), dict):
                sys.exit("a YAML block that is no mapping")
            block = None
        elif block is not None:
            block.append(line)
    if block is not None:
        sys.exit("a YAML block without end")


def tap(path, meson):
    sys.path.insert(0, meson)
    from mesonbuild.mtest import TAPParser, TestResult

    words = {
        TestResult.OK: "ok",
        TestResult.FAIL: "not-ok",
        TestResult.SKIP: "skip",
        TestResult.EXPECTEDFAIL: "expected",
    }
    parser = TAPParser()
    with open(path, encoding="ascii") as file:
        lines = file.readlines()
    version = None
    for event in parser.parse(iter(lines)):
        if isinstance(event, (TAPParser.Error, TAPParser.UnknownLine, TAPParser.Bailout)):
            sys.exit(f"not TAP: {event}")
        if isinstance(event, TAPParser.Version):
            version = event.version
        if isinstance(event, TAPParser.Test):
            print(event.name, words[event.result])
    if version is None:
        sys.exit("no version")
    yaml_blocks(lines)


def kunit(path, tree):
    """A test that fails makes kunit.py exit with 1; what it found is in the JSON."""
    run = subprocess.run(
        [sys.executable, f"{tree}/tools/testing/kunit/kunit.py", "parse", "--json", path],
        stdout=subprocess.PIPE, check=False, encoding="utf-8")
    if "[ERROR]" in run.stdout:
        sys.exit("kunit.py: " + run.stdout)
    words = {"PASS": "ok", "FAIL": "not-ok", "SKIP": "skip"}

    def walk(group):
        for case in group["test_cases"]:
            print(case["name"], words.get(case["status"], case["status"]))
        for below in group.get("sub_groups", []):
            walk(below)

    walk(json.loads(run.stdout[run.stdout.index("\n{"):]))


def kcidb(path, schema):
    import jsonschema

    def no_constants(name):
        sys.exit(f"{name} is no JSON")

    with open(path, encoding="utf-8") as file:
        top = json.load(file, parse_constant=no_constants)
    with open(schema, encoding="utf-8") as file:
        jsonschema.validate(top, json.load(file))
    ids = [o["id"] for kind in ("checkouts", "builds", "tests") for o in top[kind]]
    if len(set(ids)) != len(ids):
        sys.exit("an id twice")
    for build in top["builds"]:
        if build["checkout_id"] not in {o["id"] for o in top["checkouts"]}:
            sys.exit("a build of no checkout")
    for test in top["tests"]:
        if test["build_id"] not in {o["id"] for o in top["builds"]}:
            sys.exit("a test of no build")
        if test["status"] == "DONE":
            if "number" not in test:
                sys.exit("a measurement without a number")
        else:
            print(re.sub(r"^isotap\.", "", test["path"]).replace(".", "/"), test["status"])


if __name__ == "__main__":
    {"expected": expected, "tap": tap, "kunit": kunit, "kcidb": kcidb}[sys.argv[1]](*sys.argv[2:])
