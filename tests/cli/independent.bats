# proofmark run --independent N.
load helper

check() { python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" "$@" || [ $? -eq 77 ]; }

@test "two runs make one file and a table of how far they are apart" {
  run --separate-stderr short_run --independent 2 --json r.json
  [ "$status" -eq 0 ]
  [[ "$output" == *"2 independent runs"* && "$output" == *"Reproducible within"* ]]
  check r.json
  check --google-benchmark r.json
  python3 - <<'END'
import json
document = json.load(open("r.json"))
proofmark = document["proofmark"]
figures, (case,) = proofmark["independent"], proofmark["cases"]
assert figures["runs"] == 2 and len(figures["cases"][0]["medians_ns"]) == 2
assert case["repetitions"] == 4 and len(case["samples_ns"]) == case["statistics"]["n"]
low, high = sorted(figures["cases"][0]["medians_ns"])
assert abs(figures["worst_spread"] - 2 * (high - low) / (high + low)) < 1e-12
assert "length=64" in proofmark["argv"] and "--independent" in proofmark["argv"]
assert not any("--turn" in word for word in proofmark["argv"])
assert len(document["benchmarks"]) == 4
END
  [ ! -e results ]
}

@test "--json - and --csv keep their meaning" {
  run --separate-stderr short_run --independent 2 --json - --csv c.csv
  [ "$status" -eq 0 ]
  python3 -c 'import json,sys; json.load(sys.stdin)' <<<"$output"
}

@test "each of three runs takes its turn at each work" {
  short_run -p batch=64,65 --independent 3 --json r.json >table
  python3 - <<'END'
import json
cases = json.load(open("r.json"))["proofmark"]["independent"]["cases"]
assert [len(case["medians_ns"]) for case in cases] == [3, 3]
END
}

@test "a wrong output in the runs is one in the whole: exit 3" {
  PROOFMARK=$PROOFMARK_FAULTY
  export PROOFMARK_FAULT=flip:cpu/reference:1
  run --separate-stderr short_run --independent 2 --json r.json
  [ "$status" -eq 3 ]
  check r.json
  python3 -c 'import json; p = json.load(open("r.json"))["proofmark"]; assert len(p["failures"]) == 1 and not p["cases"]'
}

@test "bad numbers, --resume, an unknown work, a device that is not there" {
  for arguments in "--independent 1" "--independent 9" "--independent x" "--independent 2 --resume" \
    "--independent 2 hash/nonesuch" "--independent 2 -p batch=x" "--independent 2 --min-time x"; do
    run --separate-stderr short_run $arguments --json r.json
    [ "$status" -eq 2 ] || { echo "$arguments: $status $stderr"; false; }
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
    [ ! -e r.json ]
  done
  run --separate-stderr short_run --independent 2 --device cuda:99 --json r.json
  [ "$status" -eq 4 ]
  [[ "$stderr" == "run 1: "*"cuda:99"* ]]
  [ ! -e r.json ]
  run --separate-stderr short_run --independent 2 --json missing/r.json
  [ "$status" -eq 7 ]
  [[ "$stderr" == *"missing/r.json"* ]]
}

@test "Ctrl-C ends the runs and keeps what is finished" {
  mkdir runs # where they keep their files
  batches=$(seq -s, 64 103)
  TMPDIR=$PWD/runs "$PROOFMARK" run hash/sha256 -p batch=$batches --impl cpu/reference --threads 1 --min-time 0.1 \
    --repetitions 3 --max-noise none --independent 2 --json r.json >table 2>words &
  pid=$!
  for _ in $(seq 200); do
    sleep 0.1
    [ "$(cat runs/*/[12].json 2>/dev/null | grep -c '"samples_ns"')" -ge 2 ] && break
  done
  kill -INT $pid
  status=0; wait $pid || status=$?
  [ "$status" -eq 130 ]
  check r.json
  python3 - <<'END'
import json
proofmark = json.load(open("r.json"))["proofmark"]
assert proofmark["verdict"]["status"] == "interrupted"
assert 1 <= len(proofmark["cases"]) < 40, len(proofmark["cases"])
END
  [ -z "$(pgrep -P $pid)" ]
  [ -z "$(ls runs)" ]
}
