#!/usr/bin/env python3
"""Checks results files: against the JSON Schema, and for what a schema cannot say.

usage: check_schema.py [--schema FILE | --program PROOFMARK] FILE...
       check_schema.py --google-benchmark [--compare COMPARE_PY] FILE...

The first form needs python3-jsonschema. The schema is what `PROOFMARK schema` prints, the program's sections put
in; without --program that of the program in the environment variable PROOFMARK, and without that the file in
results/schema, which has no sections. Besides the schema it checks that no NaN or Infinity is
in the file, that references (case to work and device) resolve, that ids are unique, and that
skipped and failed cases have no timing.

The second form applies the rules of Google Benchmark's compare.py: it lets that very script
(Debian: libbenchmark-tools, python3-numpy, python3-scipy) compare each file with itself and, where
the script or its modules are missing, applies the rules that its gbench/report.py (1.7) relies on.

Exit status: 0 all files pass, 1 one does not, 2 usage, 77 a needed module is not installed.
"""
import argparse
import collections
import importlib.util
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "results" / "schema" / "proofmark-1.schema.json"
COMPARE = pathlib.Path("/usr/share/benchmark/compare.py")
SKIPPED = 77


def refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file, parse_constant=refuse)


def schema_problems(document, validator):
    for error in validator.iter_errors(document):
        place = "/".join(str(part) for part in error.absolute_path)
        yield f"{place}: {error.message[:300]}"


def duplicates(ids):
    return [id for id, count in collections.Counter(ids).items() if count > 1]


def reference_problems(proofmark):
    works = {work["id"]: work for work in proofmark["works"]}
    devices = {device["id"] for device in proofmark["devices"]}
    for case in proofmark["cases"] + proofmark["failures"]:
        if case["work"] not in works:
            yield f"case {case['id']}: no such work: {case['work']}"
        if case["device"] not in devices:
            yield f"case {case['id']}: no such device: {case['device']}"
    for name in ("works", "devices", "cases"):
        for id in duplicates(entry["id"] for entry in proofmark[name]):
            yield f"{name}: {id} is there twice"
    for case in proofmark["cases"]:
        expected = works.get(case["work"], {}).get("expected_digest")
        if expected and case["output_digest"] and expected != case["output_digest"]:
            yield f"case {case['id']}: output_digest is not the work's expected_digest"
        if case["statistics"]["n"] != len(case["samples_ns"]):
            yield f"case {case['id']}: statistics.n is not the number of samples"


def timing_problems(document):
    proofmark = document["proofmark"]
    measured = {case["id"] for case in proofmark["cases"]}
    for failure in proofmark["failures"]:
        if failure["id"] in measured:
            yield f"failed case {failure['id']} is also in cases[]"
    for run in document["benchmarks"]:
        if run["run_name"] not in measured:
            yield f"benchmarks: {run['name']} is of no case in cases[]"


def load_schema(path, program):
    if path is None and program is None:
        program = os.environ.get("PROOFMARK")
    if path is None and program:
        printed = subprocess.run([program, "schema"], stdout=subprocess.PIPE, check=True).stdout
        return json.loads(printed, parse_constant=refuse)
    return load(path or SCHEMA)


def check_schema(paths, schema):
    try:
        import jsonschema
    except ImportError:
        print("python3-jsonschema is not installed", file=sys.stderr)
        return SKIPPED
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)

    def problems(path):
        document = load(path)
        found = list(schema_problems(document, validator))
        if not found:
            found += reference_problems(document["proofmark"])
            found += timing_problems(document)
        return found

    return report(paths, problems)


def run_problems(run):
    """What gbench/report.py 1.7 takes for granted of an entry of benchmarks[]."""
    name = run.get("name")
    if not isinstance(name, str):
        yield "an entry of benchmarks[] has no name"
        return
    for key in ("real_time", "cpu_time"):
        if isinstance(run.get(key), bool) or not isinstance(run.get(key), (int, float)):
            yield f"{name}: {key} is no number"
    if run.get("time_unit") not in ("s", "ms", "us", "ns"):
        yield f"{name}: time_unit is none of s, ms, us, ns"
    if run.get("run_type", "iteration") == "iteration" and run.get("real_time", 1) == 0:
        yield f"{name}: real_time is 0, which has no geometric mean"
    if run.get("run_type") == "aggregate" and "aggregate_name" not in run:
        yield f"{name}: an aggregate without aggregate_name"


def google_problems(path, compare):
    document = load(path)
    if document.get("context", {}).get("json_schema_version") != 1:
        yield "context.json_schema_version is not 1"
    if not isinstance(document.get("benchmarks"), list):
        yield "there is no array benchmarks[]"
        return
    for run in document["benchmarks"]:
        yield from run_problems(run)
    if compare and document["benchmarks"]:
        command = [sys.executable, str(compare), "--no-color", "benchmarks", str(path), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            yield f"compare.py failed: {done.stderr.strip()[-300:]}"
        for name in {run["name"] for run in document["benchmarks"]}:
            if done.returncode == 0 and name not in done.stdout:
                yield f"compare.py does not list {name}"


def usable_compare(path):
    missing = [name for name in ("numpy", "scipy") if not importlib.util.find_spec(name)]
    if path.exists() and not missing:
        return path
    why = f"{path} is missing" if not path.exists() else f"no {' and '.join(missing)}"
    print(f"compare.py itself is not run ({why}); its rules are applied", file=sys.stderr)
    return None


def check_google(paths, compare_path):
    compare = usable_compare(compare_path)
    return report(paths, lambda path: list(google_problems(path, compare)))


def report(paths, problems_of):
    failed = 0
    for path in paths:
        try:
            problems = problems_of(path)
        except (OSError, ValueError) as error:
            problems = [str(error)]
        for problem in problems[:20]:
            print(f"{path}: {problem}", file=sys.stderr)
        failed += bool(problems)
    print(f"{len(paths) - failed} of {len(paths)} files pass", file=sys.stderr)
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--schema", type=pathlib.Path)
    parser.add_argument("--program")
    parser.add_argument("--google-benchmark", action="store_true")
    parser.add_argument("--compare", type=pathlib.Path, default=COMPARE)
    arguments = parser.parse_args()
    if arguments.google_benchmark:
        return check_google(arguments.files, arguments.compare)
    return check_schema(arguments.files, load_schema(arguments.schema, arguments.program))


if __name__ == "__main__":
    sys.exit(main())
