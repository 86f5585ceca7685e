# Laws: told by run, filed, exit 5 under --strict, and judged anew on any file.
load helper

@test "run --strict with a broken law exits 5, and the table ends with the law" {
  run --separate-stderr short_run --max-cv 0.0001 --json r.json --strict
  [ "$status" -eq 5 ] || { echo "status $status"; false; }
  [[ "$output" == *"law cv broken: hash/sha256[length=64,batch=64]/cpu/reference/auto:1/resident: "*"0.0001% is allowed"* ]]
  python3 - <<'PY'
import json
p = json.load(open("r.json"))["proofmark"]
laws = {law["name"]: law for law in p["laws"]}
assert laws["cv"]["verdict"] == "broken" and laws["cv"]["violations"][0]["figures"]["cv"] > 0
assert laws["wrong_output"]["verdict"] == "held" and laws["wrong_output"]["checked"] == 1
assert laws["ceiling"]["verdict"] == "not checked" and laws["ceiling"]["reason"]
assert p["verdict"]["status"] == "untrustworthy" and p["verdict"]["exit_status"] == 5
PY
}

@test "without --strict a broken law is said and no more" {
  run --separate-stderr short_run --max-cv 0.0001 --json r.json
  [ "$status" -eq 0 ]
  [[ "$output" == *"law cv broken"* ]]
  python3 -c 'import json; v=json.load(open("r.json"))["proofmark"]["verdict"]; assert v["status"]=="ok" and v["exit_status"]==0, v'
}

@test "the file has the timer, and each case its conditions and the times of its warm-up" {
  short_run --json r.json
  python3 - <<'PY'
import json
p = json.load(open("r.json"))["proofmark"]
assert p["timer"]["resolution_ns"] > 0 and p["timer"]["overhead_ns"] > 0
(case,) = p["cases"]
assert case["conditions"]["seconds"] > 0 and case["conditions"]["own_cpu_seconds"] >= 0
assert 1 <= len(case["warm_up_ns"]) <= 64 and len(case["warm_up_ns"]) <= case["discarded"]
assert case["energy"] is not None or case["conditions"]["no_energy_because"]
PY
}

@test "files with laws, conditions and energy follow the schema" {
  python3 -c 'import jsonschema' 2>/dev/null || skip "no python3-jsonschema"
  short_run --max-cv 0.0001 --json r.json
  python3 - <<'PY'
import json
d = json.load(open("r.json"))
part = {"source": "RAPL, package", "joules_per_iteration": 0.1, "joules_per_iteration_at_most": None,
        "idle_subtracted": False, "idle_watts": None, "watts": 3, "joules": 2, "seconds": 1, "timed_seconds": 0.5}
d["proofmark"]["cases"][0]["energy"] = dict(part, host=dict(part, host=None))
json.dump(d, open("energy.json", "w"))
PY
  python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" r.json energy.json
}

@test "laws of a file: text, JSON, and exit 5 under --strict" {
  short_run --json r.json
  run --separate-stderr proofmark laws r.json --max-cv none --max-noise none
  [ "$status" -eq 0 ]
  [[ "$output" == *"wrong_output     held"* ]]
  [[ "$output" == *"ceiling          not checked"* ]]
  run --separate-stderr proofmark laws r.json --max-cv 0.0001 --strict
  [ "$status" -eq 5 ]
  [[ "$output" == *"cv               broken"* ]]
  [[ "$stderr" == *"law"*"broken"* ]]
  proofmark laws r.json --max-cv 0.0001 --json >laws.json
  python3 - <<'PY'
import json
d = json.load(open("laws.json"))
assert d["run_id"] == json.load(open("r.json"))["proofmark"]["run_id"]
assert {law["name"]: law["verdict"] for law in d["laws"]}["cv"] == "broken"
PY
}

@test "a file from before there were laws is judged on what it has" {
  short_run --json r.json
  python3 - <<'PY'
import json
d = json.load(open("r.json"))
p = d["proofmark"]
for key in ("laws", "timer"):
    del p[key]
for case in p["cases"]:
    for key in ("conditions", "warm_up_ns", "modelled"):
        del case[key]
    case["clocks"] = case["energy"] = None
p["schema"]["version"] = "1.0.0"
json.dump(d, open("old.json", "w"))
PY
  run --separate-stderr proofmark laws old.json
  [ "$status" -eq 0 ]
  [[ "$output" == *"busy             not checked"*"was not read for 1 cases"* ]]
  [[ "$output" == *"clock            not checked"* ]]
  [[ "$output" == *"the timer's step is not known for 1 cases"* ]]
}

@test "a wrong output breaks a law" {
  PROOFMARK_FAULT=flip:cpu/reference:3 run --separate-stderr "$PROOFMARK_FAULTY" run hash/sha256 \
    -p length=64 -p batch=64 --impl cpu/reference --threads 1 --min-time 0.001 --repetitions 2 --json r.json
  [ "$status" -eq 3 ]
  [[ "$output" == *"law wrong_output broken"* ]]
  run proofmark laws r.json --strict
  [ "$status" -eq 5 ]
}

@test "--resume judges what is there in the end" {
  short_run --json r.json --max-cv 0.0001
  short_run --json r.json --resume --max-cv none
  python3 - <<'PY'
import json
laws = {law["name"]: law for law in json.load(open("r.json"))["proofmark"]["laws"]}
assert laws["cv"]["verdict"] == "held" and laws["cv"]["checked"] == 1
PY
}

@test "laws: what is wrong with the command line or the file is told" {
  run --separate-stderr proofmark laws
  [ "$status" -eq 2 ]
  run --separate-stderr proofmark laws missing.json
  [ "$status" -eq 7 ]
  run --separate-stderr proofmark laws a.json b.json
  [ "$status" -eq 2 ]
  echo '{}' >empty.json
  run --separate-stderr proofmark laws empty.json
  [ "$status" -eq 2 ]
  for bad in 0 -3 1001 10x ''; do
    run --separate-stderr proofmark laws empty.json --max-cv "$bad"
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"--max-cv takes a percentage"* ]]
  done
  run --separate-stderr short_run --max-cv 10x --json r.json
  [ "$status" -eq 2 ]
  [ ! -e r.json ]
}
