# proofmark soak: windows, laws, metrics by file and by HTTP, and what is left after Ctrl-C and kill -9.
load helper

check() { python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" "$@" || [ $? -eq 77 ]; }
exposition() { python3 "$PROOFMARK_SOURCE/tests/support/exposition.py" "$@"; }
soak() { "$PROOFMARK" soak hash/sha256 -p length=64 -p batch=64 --impl cpu/reference --threads 1 "$@"; }

# In the background: $pid is the program's own, which a function's would not be.
start_soak() {
  "$PROOFMARK" soak hash/sha256 -p length=64 -p batch=64 --impl cpu/reference --threads 1 "$@" >table 2>words &
  pid=$!
}

# Until a file holds so many finished windows; $pid writes it.
await_windows() {
  for _ in $(seq 100); do
    sleep 0.1
    [ "$(python3 -c 'import json,sys
try: print(len(json.load(open(sys.argv[1]))["proofmark"]["soak"]["windows"]))
except FileNotFoundError: print(0)' "$1")" -ge "$2" ] && return
  done
  return 1
}

@test "a short soak: windows, laws, cases, metrics" {
  run --separate-stderr soak --minutes 0.01 --window 0.05 --json r.json --metrics-file m.prom
  [ "$status" -eq 0 ]
  [[ "$output" == *"iterations, every output right"* ]]
  check r.json
  exposition m.prom proofmark_soak_iterations_total proofmark_soak_law_ok proofmark_resident_memory_bytes
  python3 - <<'END'
import json, statistics, sys, os
sys.path.insert(0, os.environ["PROOFMARK_SOURCE"] + "/tests/support")
import exposition
proofmark = json.load(open("r.json"))["proofmark"]
soak, (case,) = proofmark["soak"], proofmark["cases"]
windows = soak["windows"]
assert soak["finished"] and 3 <= len(windows) <= 13
for window in windows:
    assert window["wall_s"] >= 0.05 and window["iterations"] > 0
    assert abs(window["items_per_second"] - 64 * window["iterations"] * 1e9 / window["timed_ns"]) < 1e-6 * window["items_per_second"]
counted = windows[1:] if len(windows) < 10 else windows[len(windows) // 5:]
rates = [window["items_per_second"] for window in counted]
(summary,) = soak["cases"]
assert summary["median_items_per_second"] == statistics.median(rates)
assert abs(summary["range"] - (max(rates) - min(rates)) / statistics.mean(rates)) < 1e-9
assert case["repetitions"] == len(windows) and len(case["samples_ns"]) % len(windows) == 0
families = exposition.parse(open("m.prom").read())
((labels, total),) = families["proofmark_soak_iterations_total"]["samples"]
assert labels == {"case": case["id"]} and total == sum(window["iterations"] for window in windows)
END
}

@test "metrics by HTTP: from this machine alone, GET /metrics and nothing else" {
  start_soak --minutes 1 --window 0.05 --json r.json --metrics-listen 0
  await_windows r.json 1
  url=$(sed -n 's/^metrics: //p' words)
  [[ "$url" == http://127.0.0.1:*/metrics ]]
  exposition "$url" proofmark_soak_iterations_total proofmark_soak_windows_total
  python3 - "$url" <<'END'
import sys, urllib.request, urllib.error
def status(url, **more):
    try:
        return urllib.request.urlopen(urllib.request.Request(url, **more), timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code
url = sys.argv[1]
assert status(url) == 200 and status(url, method="HEAD") == 200
assert status(url, method="POST", data=b"x" * 100000) == 405
assert status(url + "/x") == 404 and status(url.replace("/metrics", "/")) == 404
END
  port=${url#http://127.0.0.1:}
  run --separate-stderr soak --minutes 0.01 --json other.json --metrics-listen "${port%/metrics}"
  [ "$status" -eq 7 ]
  [[ "$stderr" == *"in use"* ]]
  [ ! -e other.json ]
  kill -INT $pid
  status=0; wait $pid || status=$?
  [ "$status" -eq 130 ]
}

@test "places that are none to listen on, numbers that are none, files that cannot be" {
  for arguments in "--metrics-listen x" "--metrics-listen 70000" "--metrics-listen 1.2.3.4.5:80" "--metrics-listen ::1:80" \
    "--metrics-listen example.org:80" "--metrics-listen 127.0.0.1:" "--minutes 0" "--minutes x" "--window 0" "hash/nonesuch"; do
    run --separate-stderr soak --json r.json $arguments
    [ "$status" -eq 2 ] || { echo "$arguments: $status $stderr"; false; }
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
    [ ! -e r.json ]
  done
  run --separate-stderr soak --minutes 0.01 --json missing/r.json
  [ "$status" -eq 7 ]
  run --separate-stderr soak --minutes 0.01 --json r.json --metrics-file missing/m.prom
  [ "$status" -eq 7 ]
  [ ! -e r.json ]
  run --separate-stderr soak --minutes 0.01 --json r.json --metrics-listen 203.0.113.1:0
  [ "$status" -eq 7 ]
}

@test "Ctrl-C keeps the finished windows, and says that it was cut short" {
  start_soak --minutes 1 --window 0.05 --json r.json --metrics-file m.prom
  await_windows r.json 2
  kill -INT $pid
  status=0; wait $pid || status=$?
  [ "$status" -eq 130 ]
  grep -q 'cut short' table
  check r.json
  exposition m.prom proofmark_soak_finished
  python3 - <<'END'
import json
proofmark = json.load(open("r.json"))["proofmark"]
assert proofmark["verdict"]["status"] == "interrupted" and not proofmark["soak"]["finished"]
assert len(proofmark["soak"]["windows"]) == proofmark["cases"][0]["repetitions"] >= 2
END
}

@test "kill -9 leaves a whole file with every finished window" {
  start_soak --minutes 1 --window 0.05 --json r.json --metrics-file m.prom
  await_windows r.json 3
  kill -KILL $pid
  wait $pid || true
  check r.json
  exposition m.prom proofmark_soak_iterations_total
  python3 - <<'END'
import json
proofmark = json.load(open("r.json"))["proofmark"]
assert proofmark["verdict"]["status"] == "unfinished" and not proofmark["soak"]["finished"]
assert len(proofmark["soak"]["windows"]) >= 3 and proofmark["soak"]["laws"]
END
}

@test "a wrong output ends the run: exit 3" {
  PROOFMARK=$PROOFMARK_FAULTY
  export PROOFMARK_FAULT=flip:cpu/reference:1
  run --separate-stderr soak --minutes 1 --window 0.05 --json r.json
  [ "$status" -eq 3 ]
  [[ "$stderr" == *"wrong output"* ]]
  [[ "$output" == *"WARN  output"* ]]
  check r.json
  python3 - <<'END'
import json
proofmark = json.load(open("r.json"))["proofmark"]
(failure,) = proofmark["failures"]
assert failure["kind"] == "wrong output" and failure["index"] == 1 and not proofmark["cases"]
assert proofmark["soak"]["verdict"] == "warn" and not proofmark["soak"]["windows"]
END
}

@test "--strict exits with 5 on a warning" {
  yes >/dev/null & first=$!
  yes >/dev/null & second=$!
  run --separate-stderr "$PROOFMARK" soak hash/sha256 -p batch=64 --impl cpu/reference --threads 1 --minutes 0.012 \
    --window 0.2 --strict --json r.json
  kill $first $second
  [ "$status" -eq 5 ]
  [[ "$output" == *"WARN"*"alone"* ]]
}

# A batch of which the oracle takes some ten times as long, whatever else runs.
@test "without --impl the fastest implementation runs" {
  "$PROOFMARK" soak hash/sha256 -p batch=4096 --device cpu --minutes 0.01 --window 0.2 --json r.json
  python3 - <<'END'
import json
(case,) = json.load(open("r.json"))["proofmark"]["soak"]["cases"]
assert "reference" not in case["case"], case
END
}
