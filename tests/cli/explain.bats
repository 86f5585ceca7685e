# proofmark explain on a file that proofmark run wrote.
load helper

limits() {
  proofmark run 'system/rate*' system/copy hash/sha256 -p lanes=256 -p steps=64 -p bytes=16k \
    -p class=add,logic3,shift,operations -p length=64 -p batch=512 --impl 'cpu/simd-*' --threads 1 --min-time 0.001 --repetitions 1 --json "$1" >/dev/null
}

@test "cases are held against the limits of the same run" {
  limits r.json
  run --separate-stderr proofmark explain r.json 'hash/sha256*'
  [ "$status" -eq 0 ]
  [[ "$output" == *"messages a second: 512 in "* ]]
  [[ "$output" == *"share"*"measured by"* ]]
  [[ "$output" == *"rotations"*"system/rate[lanes=256,steps=64,class=shift]/cpu/simd-"* ]]
  [[ "$output" == *"memory read and written"*"system/copy["* ]]
  [[ "$output" != *"not measured"* && "$output" != *"system/'*'"* ]]
}

@test "JSON: every case, shares between 0 and what rounding leaves above 1" {
  limits r.json
  proofmark explain r.json --json | python3 -c '
import json, sys
cases = json.load(sys.stdin)["cases"]
hashes = [c for c in cases if c["case"].startswith("hash/")]
limits = [c for c in cases if c["measures"]]
assert hashes and limits and len(hashes) + len(limits) == len(cases)
for c in hashes:
    assert c["modelled"] and not c["not_measured"]
    assert {"add", "logic3", "shift", "operations", "memory"} == {b["resource"] for b in c["bounds"]}
    for b in c["bounds"]:
        assert 0 < b["share"] and abs(b["least_ns"] / c["median_ns"] - b["share"]) < 1e-9
'
}

@test "a case by its own name, which has brackets" {
  limits r.json
  name=$(proofmark explain r.json --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["cases"][-1]["case"])')
  run --separate-stderr proofmark explain r.json "$name"
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "$name" ]
}

@test "limits that were not measured are named, and how to get them" {
  short_run --impl 'cpu/simd-*' --json r.json >/dev/null
  run --separate-stderr proofmark explain r.json
  [ "$status" -eq 0 ]
  [[ "$output" == *"no limit that it has was measured"* ]]
  [[ "$output" == *"Not measured in this file: additions and logic of two words; "* ]]
  [[ "$output" == *"system/*"* ]]
}

@test "no such case exits 2 and names the works, no file 7, no argument 2" {
  short_run --json r.json >/dev/null
  run proofmark explain r.json 'sig/*'
  [ "$status" -eq 2 ]
  [[ "$output" == *"no case of r.json matches 'sig/*'; it has cases of hash/sha256"* ]]
  run proofmark explain nowhere.json
  [ "$status" -eq 7 ]
  run proofmark explain
  [ "$status" -eq 2 ]
  run proofmark explain r.json a b
  [ "$status" -eq 2 ]
}
