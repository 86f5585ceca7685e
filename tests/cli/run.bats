# A run from end to end: table, results file, resume, interruption.
load helper

@test "run prints a table on stdout, words on stderr, and writes the file it names" {
  run --separate-stderr short_run
  [ "$status" -eq 0 ]
  [[ "$output" == *"hash/sha256[length=64,batch=64]"* ]]
  [[ "$output" == *"cpu/reference"* ]]
  [[ "$stderr" == *"results: results/"* ]]
  file=${stderr##*results: }
  [ -s "$file" ]
}

@test "runs that start at once write a file each" {
  for i in 1 2 3 4; do short_run >"table$i" 2>"words$i" & done
  wait
  [ "$(cat words? | sort -u | wc -l)" -eq 4 ]
  [ "$(find results -name '*.json' -size +1k | wc -l)" -eq 4 ]
}

@test "a case known no better than --max-noise is not trusted: the file says so, and --strict exits 5" {
  run --separate-stderr "$PROOFMARK" run hash/sha256 -p length=64 -p batch=64 --impl cpu/reference \
    --threads 1 --min-time 0.002 --repetitions 3 --max-noise 0.000001 --json r.json --strict
  [ "$status" -eq 5 ]
  [[ "$output" == *"too noisy"* ]]
  python3 - <<'PY'
import json
document = json.load(open("r.json"))
(case,) = document["proofmark"]["cases"]
assert case["verdict"]["status"] == "untrustworthy" and case["verified"] and case["repetitions"] == 3
assert document["proofmark"]["verdict"]["exit_status"] == 5
assert not document["benchmarks"]
PY
}

@test "standard output that cannot be written is told: exit 7" {
  [ -e /dev/full ] || skip "there is no /dev/full"
  status=0
  proofmark list >/dev/full 2>words || status=$?
  [ "$status" -eq 7 ]
  grep -q "standard output" words
  status=0
  short_run >/dev/full 2>words || status=$?
  [ "$status" -eq 7 ]
}

@test "--json - puts the document and nothing else on stdout" {
  run --separate-stderr short_run --json -
  [ "$status" -eq 0 ]
  python3 -c 'import json,sys; d=json.loads(sys.argv[1]); assert d["proofmark"]["verdict"]["status"]=="ok"' "$output"
}

@test "--csv writes one row per case" {
  short_run --json r.json --csv r.csv
  [ "$(wc -l <r.csv)" -eq 2 ]
}

@test "the same seed gives the same work, another seed another" {
  short_run --json a.json --seed 5
  short_run --json b.json --seed 5
  short_run --json c.json --seed 6
  digest() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["proofmark"]["works"][0]["input_digest"])' "$1"; }
  [ "$(digest a.json)" = "$(digest b.json)" ]
  [ "$(digest a.json)" != "$(digest c.json)" ]
}

@test "parameters: a list and a series make a case each" {
  short_run -p length=0,55,1k -p batch=1:16:x4 --json r.json
  python3 - <<'PY'
import json
ids = [w["id"] for w in json.load(open("r.json"))["proofmark"]["works"]]
assert ids == [f"hash/sha256[length={l},batch={b}]" for l in (0, 55, 1024) for b in (1, 4, 16)], ids
PY
}

@test "--resume measures what is missing and keeps what is there" {
  short_run --json r.json
  cp r.json first.json
  proofmark run hash/sha256 -p length=64 -p batch=64 --impl 'cpu/reference,cpu/openssl' --threads 1 \
    --min-time 0.002 --repetitions 2 --json r.json --resume
  python3 - <<'PY'
import json
first = json.load(open("first.json"))["proofmark"]
both = json.load(open("r.json"))["proofmark"]
assert both["run_id"] == first["run_id"]
assert [c["implementation"] for c in both["cases"]] == ["cpu/reference", "cpu/openssl"]
assert both["cases"][0]["samples_ns"] == first["cases"][0]["samples_ns"]
PY
}

@test "--resume of another seed or of no file is refused" {
  short_run --json r.json
  run --separate-stderr short_run --json r.json --resume --seed 9
  [ "$status" -eq 2 ]
  run --separate-stderr short_run --json missing.json --resume
  [ "$status" -eq 7 ]
  [ ! -e missing.json ]
}

@test "Ctrl-C leaves a valid file, exits 130, and --resume goes on" {
  "$PROOFMARK" run hash/sha256 --impl cpu/reference --threads 1 --min-time 0.3 --repetitions 3 \
    -p length=64 -p batch=64,65,66,67,68,69 --json r.json >table 2>words &
  pid=$!
  for _ in $(seq 100); do
    sleep 0.1
    [ -s r.json ] && grep -q '"samples_ns"' r.json && break
  done
  kill -INT $pid
  status=0
  wait $pid || status=$?
  [ "$status" -eq 130 ] || { echo "status $status"; cat words; false; }
  finished=$(python3 -c 'import json; print(len(json.load(open("r.json"))["proofmark"]["cases"]))')
  [ "$finished" -ge 1 ]
  [ "$finished" -lt 6 ]
  grep -q -- '--resume' words
  proofmark run hash/sha256 --impl cpu/reference --threads 1 --min-time 0.002 --repetitions 1 \
    -p length=64 -p batch=64,65,66,67,68,69 --json r.json --resume
  [ "$(python3 -c 'import json; print(len(json.load(open("r.json"))["proofmark"]["cases"]))')" -eq 6 ]
}

@test "list answers at once and opens no device" {
  # Loading PoCL alone takes longer than this; the bound is wide so that a busy machine passes.
  start=$(date +%s%N)
  OCL_ICD_VENDORS=/nonexistent proofmark list >list
  [ $((($(date +%s%N) - start) / 1000000)) -lt 1000 ]
  grep -q '^merkle/blake3' list
}

@test "an implementation that was named and cannot run exits 4" {
  OCL_ICD_VENDORS=/nonexistent run --separate-stderr proofmark run hash/sha256 -p batch=64 \
    --impl opencl --json r.json
  [ "$status" -eq 4 ]
}

@test "schema prints what results/schema holds" {
  proofmark schema >printed.json
  cmp printed.json "$PROOFMARK_SOURCE/results/schema/proofmark-1.schema.json"
}

@test "the quick suite's file follows the schema" {
  python3 -c 'import jsonschema' 2>/dev/null || skip "no python3-jsonschema"
  proofmark run --min-time 0.0005 --repetitions 1 --json r.json >/dev/null
  python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" r.json
}

@test "a case that the device's memory cannot hold is skipped with both figures" {
  has_opencl || skip "no OpenCL device here"
  # PoCL takes its device's memory from this variable, in GiB.
  POCL_MEMORY_LIMIT=1 run --separate-stderr proofmark run hash/sha256 -p length=1M -p batch=1100 \
    --impl opencl,cpu/openssl --threads all --min-time 0.001 --repetitions 1 --json r.json
  grep -q 'needs' r.json || { echo "$output $stderr"; false; }
  [ "$status" -eq 4 ]
  python3 - <<'PY'
import json
p = json.load(open("r.json"))["proofmark"]
assert [c["implementation"] for c in p["cases"]] == ["cpu/openssl"], p["cases"]
assert p["skipped"][0]["implementation"] == "opencl" and "has" in p["skipped"][0]["reason"]
PY
}
