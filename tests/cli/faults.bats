# A planted fault is found by run and by verify: exit 3, no timing, everything named.
load helper

check_fault() { # kind, implementation, index
  export PROOFMARK_FAULT="$1:$2:$3"
  run --separate-stderr "$PROOFMARK_FAULTY" run hash/sha256 -p length=64 -p batch=100 \
    --impl "$2,cpu/reference" --threads 1 --min-time 0.001 --repetitions 2 --json r.json
  [ "$status" -eq 3 ] || { echo "run: status $status $stderr"; return 1; }
  [[ "$output" == *"$2"* ]]
  FAULTY="$2" INDEX="$3" python3 - <<'PY'
import json, os
d = json.load(open("r.json"))
p = d["proofmark"]
wrong = [f for f in p["failures"] if f["implementation"] == os.environ["FAULTY"]]
assert wrong, "no failure of the implementation in the file"
for f in wrong:
    assert f["kind"] == "wrong output" and f["work"] == "hash/sha256[length=64,batch=100]", f
    assert f["index"] == int(os.environ["INDEX"]) and f["count"] == 1, f
    assert len(f["expected"]) == 64 and len(f["got"]) == 64 and f["expected"] != f["got"], f
assert not [c for c in p["cases"] if c["implementation"] == os.environ["FAULTY"]]
assert not [b for b in d["benchmarks"] if os.environ["FAULTY"] + "/" in b["name"]]
PY
  run --separate-stderr "$PROOFMARK_FAULTY" verify hash/sha256 -p length=64 -p batch=100 \
    --impl "$2" --threads 1
  [ "$status" -eq 3 ] || { echo "verify: status $status $stderr"; return 1; }
  [[ "$output" == *"WRONG"*"$2"*"the first at index $3"*"expected"*"got"* ]]
}

@test "one flipped bit on the CPU" { check_fault flip cpu/simd-sse2 41; }
@test "an output left unwritten on the CPU" { check_fault unwritten cpu/openssl 99; }

@test "one flipped bit on an OpenCL device" {
  has_opencl || skip "no OpenCL device here"
  check_fault flip opencl 7
}

@test "an output left unwritten on an OpenCL device" {
  has_opencl || skip "no OpenCL device here"
  check_fault unwritten opencl 0
}

@test "a wrong Merkle root" {
  PROOFMARK_FAULT=flip:cpu/openssl:0 run --separate-stderr "$PROOFMARK_FAULTY" verify merkle/sha256d \
    -p leaves=1000 --impl cpu/openssl
  [ "$status" -eq 3 ]
}

@test "an unknown fault is not silently no fault" {
  PROOFMARK_FAULT=flop:cpu/openssl:0 run --separate-stderr "$PROOFMARK_FAULTY" verify hash/sha256 \
    -p batch=10 --impl cpu/openssl
  [ "$status" -ne 0 ]
}

@test "the released program ignores the variable" {
  PROOFMARK_FAULT=flip:cpu/openssl:0 proofmark verify hash/sha256 -p batch=10 --impl cpu/openssl
}
