# proofmark compare on files that proofmark run wrote.
load helper

two_implementations() {
  proofmark run hash/sha256 -p length=64 -p batch=64 --impl 'cpu/reference,cpu/openssl' --threads 1 \
    --min-time 0.002 --repetitions 3 "$@" >/dev/null
}

@test "two files of the same works are paired" {
  two_implementations --json a.json
  two_implementations --json b.json
  run --separate-stderr proofmark compare a.json b.json
  [ "$status" -eq 0 ]
  [[ "$output" == *"hash/sha256[length=64,batch=64]"* ]]
  [[ "$output" == *"drift"* ]]
}

@test "two implementations in one file" {
  two_implementations --json a.json
  run --separate-stderr proofmark compare a.json --baseline cpu/reference --contender cpu/openssl
  [ "$status" -eq 0 ]
  [[ "$output" == *"better"* ]]
  [[ "$output" == *"3 blocks"* ]]
}

@test "two files begin with the difference of their environments, in words and in JSON" {
  two_implementations --json a.json
  OMP_NUM_THREADS=7 two_implementations --json b.json
  run --separate-stderr proofmark compare a.json b.json
  [[ "${lines[2]}" == "environment  the same but for: "*"variable OMP_NUM_THREADS none and 7"* ]]
  proofmark compare a.json b.json --json - | python3 -c '
import json, sys
c = json.load(sys.stdin)
assert {"what": "variable OMP_NUM_THREADS", "base": "none", "contender": "7"} in c["environment"]
assert all(pair["contains_drift"] and pair["method"] == "runs" for pair in c["pairs"])'
}

@test "the environment names the libraries and the command line that a run is repeated with" {
  two_implementations --json a.json
  python3 - <<'PYTHON'
import json
p = json.load(open("a.json"))["proofmark"]
libraries = p["host"]["libraries"]
for name in ("libcrypto", "libsodium", "libsecp256k1", "libhwloc", "libbenchmark"):
    assert any(name in library for library in libraries), name
assert "length=64" in p["argv"] and "cpu/reference,cpu/openssl" in p["argv"]
PYTHON
}

@test "--executor-share" {
  two_implementations --json a.json
  run --separate-stderr proofmark compare a.json --baseline cpu/reference --contender cpu/openssl \
    --executor-share 3us/840us
  [ "$status" -eq 0 ]
  [[ "$output" == *"never more than 1.00358x"* ]]
  proofmark compare a.json --baseline cpu/reference --contender cpu/openssl --executor-share 0.36% --json - |
    python3 -c '
import json, sys
c = json.load(sys.stdin)
for pair in c["pairs"]:
    for end in ("estimate", "low", "high"):
        expected = 1 / ((1 - 0.0036) + 0.0036 / pair["ratio"][end])
        assert abs(pair["whole"][end] - expected) < 1e-12'
  for share in 0 3us 3us/0us 9us/3us x 101%; do
    run --separate-stderr proofmark compare a.json a.json --executor-share "$share"
    [ "$status" -eq 2 ] || { echo "$share: $status"; false; }
    [[ "$stderr" == *share* ]]
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
  done
}

@test "--json - is JSON and nothing else" {
  two_implementations --json a.json
  proofmark compare a.json a.json --json - | python3 -c 'import json,sys; json.load(sys.stdin)'
}

@test "other inputs are not comparable: exit 6" {
  two_implementations --json a.json --seed 1
  two_implementations --json b.json --seed 2
  run --separate-stderr proofmark compare a.json b.json
  [ "$status" -eq 6 ]
}

@test "no work in common: exit 6" {
  two_implementations --json a.json
  two_implementations --json b.json -p length=65
  run --separate-stderr proofmark compare a.json b.json
  [ "$status" -eq 6 ]
}

@test "not JSON, not ours, not there, cut short, a later major version" {
  two_implementations --json a.json
  echo 'hello' >text
  echo '{}' >other.json
  head -c 1000 a.json >cut.json
  sed 's/"version": *"1\./"version": "2./' a.json >later.json
  for file in text other.json cut.json later.json; do
    run --separate-stderr proofmark compare a.json "$file"
    [ "$status" -eq 2 ] || { echo "$file: $status $stderr"; false; }
    [[ "$stderr" == *"$file"* ]]
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
  done
  run --separate-stderr proofmark compare a.json missing.json
  [ "$status" -eq 7 ]
}

@test "one file without --baseline, three files, an unknown implementation" {
  two_implementations --json a.json
  for arguments in "a.json" "a.json a.json a.json" "a.json --baseline cpu/reference" \
    "a.json --baseline cpu/reference --contender cpu/nonesuch" "a.json a.json --same-within x"; do
    run --separate-stderr proofmark compare $arguments
    [ "$status" -eq 2 ] || { echo "$arguments: $status"; false; }
  done
}

@test "Google Benchmark's compare.py reads the files" {
  two_implementations --json a.json
  two_implementations --json b.json
  python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" --google-benchmark a.json b.json
}
