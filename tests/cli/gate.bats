# proofmark gate on files that proofmark run wrote, made slower or stranger where a test needs it.
load helper

a_run() {
  proofmark run hash/sha256 -p length=64 -p batch=64 --impl 'cpu/reference,cpu/openssl' --threads 1 \
    --min-time 0.002 --repetitions 4 "$@" >/dev/null
}

# edit FILE OUT PYTHON: changes a results file; `d` is the document, `p` its proofmark object.
edit() {
  python3 - "$1" "$2" "$3" <<'PYTHON'
import json, sys
d = json.load(open(sys.argv[1]))
p = d["proofmark"]
exec(sys.argv[3])
json.dump(d, open(sys.argv[2], "w"))
PYTHON
}

slower() { # FILE OUT FACTOR: the OpenSSL case takes longer
  edit "$1" "$2" "for c in p['cases']:
  c['group'] = None
  if 'cpu/openssl' in c['implementation']: c['samples_ns'] = [$3 * x for x in c['samples_ns']]"
}

junit() { python3 "$PROOFMARK_SOURCE/tests/schema/check_junit.py" "$@"; }

@test "a file passes against itself, and the summary goes where GitHub wants it" {
  a_run --json a.json
  echo before >summary.md
  GITHUB_STEP_SUMMARY=summary.md run --separate-stderr proofmark gate a.json a.json --junit j.xml
  [ "$status" -eq 0 ]
  [[ "$output" == *"gate passed"* ]]
  [[ "$output" == "base "* ]]
  [[ "$output" == *"environment  the same"* ]]
  [ "$(head -1 summary.md)" = before ]
  grep -q '### proofmark gate: passed' summary.md
  [ "$(junit j.xml | grep -c ^passed)" -eq 2 ]
  # one that cannot be written is no reason to fail, unless it was asked for
  GITHUB_STEP_SUMMARY=nowhere/s.md run --separate-stderr proofmark gate a.json a.json
  [ "$status" -eq 0 ]
  [[ "$stderr" == *nowhere* ]]
  run --separate-stderr proofmark gate a.json a.json --summary nowhere/s.md
  [ "$status" -eq 7 ]
}

@test "a regression: exit 1, named in every report" {
  a_run --json a.json
  slower a.json b.json 4
  run --separate-stderr proofmark gate a.json b.json --junit j.xml --summary s.md --json c.json
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"cpu/openssl"* ]]
  [ "$(wc -l <<<"$stderr")" -eq 1 ]
  [[ "$output" == *"gate failed: 1 of 2 pairs"* ]]
  junit j.xml >cases
  [ "$(grep -c ^failure cases)" -eq 1 ]
  grep -q '^failure.*cpu/openssl' cases
  grep -q 'Beyond a limit' s.md
  python3 -c 'import json; assert json.load(open("c.json"))["summary"]["worse"] == 1'
  # what is faster is no regression
  run --separate-stderr proofmark gate b.json a.json
  [ "$status" -eq 0 ]
}

@test "limits by file and by flag" {
  a_run --json a.json
  slower a.json b.json 4
  echo '{"hash": {"throughput": -90, "latency": null}}' >wide.json
  run --separate-stderr proofmark gate a.json b.json --limits wide.json
  [ "$status" -eq 0 ]
  run --separate-stderr proofmark gate a.json b.json --throughput none --latency 900%
  [ "$status" -eq 0 ]
  run --separate-stderr proofmark gate a.json b.json --throughput=-90 --latency 900 --memory 0
  [ "$status" -eq 0 ]
  run --separate-stderr proofmark gate a.json b.json --max-slowdown 1000% --latency none
  [ "$status" -eq 0 ]
  run --separate-stderr proofmark gate a.json b.json --max-slowdown 100% --latency none
  [ "$status" -eq 1 ]
  echo '{"hsah": {"throughput": -90}}' >typo.json
  run --separate-stderr proofmark gate a.json a.json --limits typo.json
  [ "$status" -eq 0 ]
  [[ "$stderr" == *'"hsah"'* ]]
}

@test "bad options and limits: exit 2 and one line" {
  a_run --json a.json
  echo '{"hash": {"speed": 1}}' >bad.json
  for arguments in "a.json" "a.json a.json a.json" "a.json a.json --throughput 5" \
    "a.json a.json --latency x" "a.json a.json --memory -1" "a.json a.json --limits bad.json" \
    "a.json a.json --max-slowdown -5" "a.json a.json --junit - --json -"; do
    run --separate-stderr proofmark gate $arguments
    [ "$status" -eq 2 ] || { echo "$arguments: $status"; false; }
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
  done
  run --separate-stderr proofmark gate a.json a.json --limits missing.json
  [ "$status" -eq 7 ]
  run --separate-stderr proofmark gate a.json a.json --junit nowhere/j.xml
  [ "$status" -eq 7 ]
}

@test "a missing case: exit 1, unless it is allowed" {
  a_run --json a.json
  edit a.json b.json "p['cases'] = [c for c in p['cases'] if c['implementation'] != 'cpu/openssl']"
  run --separate-stderr proofmark gate a.json b.json --junit j.xml
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"cpu/openssl"* ]]
  junit j.xml | grep -q '^failure.*cpu/openssl'
  run --separate-stderr proofmark gate a.json b.json --allow-missing --junit j.xml
  [ "$status" -eq 0 ]
  junit j.xml | grep -q '^skipped.*cpu/openssl'
}

@test "other inputs: exit 6, and the report says so" {
  a_run --json a.json --seed 1
  a_run --json b.json --seed 2
  run --separate-stderr proofmark gate a.json b.json --junit j.xml --summary s.md
  [ "$status" -eq 6 ]
  junit j.xml | grep -q ^error
  grep -q 'proofmark gate: failed' s.md
}

@test "names with XML, Markdown and control characters in them do no harm" {
  a_run --json a.json
  edit a.json b.json "
hostile = ' <script>alert(1)</script> ]]> &amp; \" \\'| \`x\` \x1b[31m \x01 \ufffe \u00b5 \U0001f642'
for c in p['cases']:
  c['id'] += hostile
  c['implementation'] += hostile
for w in p['works']: w['name'] += hostile
p['host']['cpu'] = hostile
d['context']['date'] = hostile"
  slower b.json c.json 4
  run --separate-stderr proofmark gate b.json c.json --junit j.xml --summary s.md
  [ "$status" -eq 1 ]
  junit j.xml >cases
  [ "$(wc -l <cases)" -eq 2 ]
  grep -qF "<script>alert(1)</script> ]]> &amp;" cases
  ! grep -q '<script' s.md
  ! grep -q $'\x1b\|\x01' j.xml s.md
  [[ "$output" != *$'\x1b'* ]]
  # every row of the table has its five cells
  grep '^| hash' s.md | sed 's/\\|//g' | while read -r row; do [ "$(tr -cd '|' <<<"$row" | wc -c)" -eq 6 ]; done
}

@test "files without cases, with one sample, and of two machines" {
  a_run --json a.json
  edit a.json empty.json "p['cases'] = []; d['benchmarks'] = []"
  run --separate-stderr proofmark gate empty.json empty.json
  [ "$status" -eq 6 ]
  edit a.json one.json "
for c in p['cases']: c['samples_ns'] = c['samples_ns'][:1]; c['repetitions'] = 1"
  run --separate-stderr proofmark gate a.json one.json --junit j.xml
  [ "$status" -eq 0 ]
  [ "$(junit j.xml | grep -c ^skipped)" -eq 2 ]
  edit a.json there.json "d['context']['host_name'] = 'there'"
  run --separate-stderr proofmark gate a.json there.json
  [ "$status" -eq 6 ]
  run --separate-stderr proofmark gate a.json there.json --across
  [ "$status" -eq 0 ]
  [[ "$output" == "across machines"* ]]
}
