# proofmark merge: one file of several, and one point of a trend.
load helper

a_run() { # IMPLEMENTATION FILE [OPTION...]
  local implementation="$1" file="$2"
  shift 2
  proofmark run hash/sha256 -p length=64 -p batch=64 --impl "$implementation" --threads 1 \
    --min-time 0.002 --repetitions 3 --json "$file" "$@" >/dev/null
}

implementation_of() {
  python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["proofmark"]["cases"][0]["implementation"])' "$1"
}

@test "the merged file is an observation, and its parts are in it" {
  a_run cpu/reference,cpu/openssl a.json
  a_run 'cpu/simd-*' b.json
  proofmark merge a.json b.json --json m.json
  python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" a.json m.json
  python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" --google-benchmark m.json
  python3 - <<'PYTHON'
import json
a, m = json.load(open("a.json"))["proofmark"], json.load(open("m.json"))["proofmark"]
assert [part["run_id"] for part in m["merged"]][0] == a["run_id"]
assert m["merged"][0]["argv"] == a["argv"] and "length=64" in a["argv"]
assert m["cases"][0]["run_id"] == a["run_id"]
PYTHON
  # within a part by blocks, across parts by runs
  run --separate-stderr proofmark compare m.json --baseline cpu/reference --contender cpu/openssl
  [[ "$output" == *"3 blocks"* ]]
  run --separate-stderr proofmark compare m.json --baseline cpu/reference --contender "$(implementation_of b.json)"
  [[ "$output" == *"contains the drift"* ]]
}

@test "duplicates are refused by name; --latest takes the later" {
  a_run cpu/reference a.json
  a_run cpu/reference b.json
  run --separate-stderr proofmark merge a.json b.json --json m.json
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"cpu/reference"* ]]
  [ ! -e m.json ]
  proofmark merge a.json b.json --latest --json - | python3 -c '
import json, sys
assert len(json.load(sys.stdin)["proofmark"]["cases"]) == 1'
}

@test "other inputs: exit 6; two machines: only with --across" {
  a_run cpu/reference a.json --seed 1
  a_run cpu/openssl b.json --seed 2
  run --separate-stderr proofmark merge a.json b.json --json m.json
  [ "$status" -eq 6 ]
  a_run cpu/openssl b.json --seed 1
  sed -i 's/"host_name": "[^"]*"/"host_name": "elsewhere"/' b.json
  run --separate-stderr proofmark merge a.json b.json --json m.json
  [ "$status" -eq 6 ]
  proofmark merge a.json b.json --json m.json --across
  run --separate-stderr proofmark compare m.json --baseline cpu/reference --contender cpu/openssl
  [ "$status" -eq 6 ]
  run --separate-stderr proofmark compare m.json --baseline cpu/reference --contender cpu/openssl --across
  [ "$status" -eq 0 ]
  [[ "$output" == "across machines"* ]]
}

@test "--json-trend has one entry per case, as github-action-benchmark takes them" {
  a_run cpu/reference,cpu/openssl a.json
  a_run cpu/reference,cpu/openssl b.json
  proofmark merge a.json b.json --json-trend t.json
  python3 - <<'PYTHON'
import json, statistics
trend = json.load(open("t.json"))
cases = [json.load(open(f))["proofmark"]["cases"] for f in ("a.json", "b.json")]
assert len(trend) == 2
for point in trend:
    assert set(point) == {"name", "unit", "value", "range", "extra"}
    assert isinstance(point["value"], (int, float)) and point["unit"] == "ns"
    medians = [statistics.median(c["samples_ns"]) for file in cases for c in file if c["id"] == point["name"]]
    assert len(medians) == 2 and abs(point["value"] - statistics.median(medians)) < 1e-6
PYTHON
}

@test "bad arguments: exit 2 and one line" {
  a_run cpu/reference a.json
  for arguments in "a.json" "--json m.json" "a.json --json - --json-trend -"; do
    run --separate-stderr proofmark merge $arguments
    [ "$status" -eq 2 ] || { echo "$arguments: $status"; false; }
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
  done
  run --separate-stderr proofmark merge missing.json --json m.json
  [ "$status" -eq 7 ]
}
