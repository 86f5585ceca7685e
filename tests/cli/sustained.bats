# The boundary `sustained`: several batches in flight, every output checked.
load helper

setup_file() {
  export PROOFMARK_VECTORS=${PROOFMARK_VECTORS:-$PROOFMARK_SOURCE/../shared/vectors}
}

check_sustained() { # number of works, their names and parameters
  works=$1
  shift
  run --separate-stderr "$PROOFMARK" run "$@" --impl opencl -b sustained --min-time 0.001 --repetitions 1 \
    --max-noise none --json r.json
  [ "$status" -eq 0 ] || { echo "status $status $stderr"; return 1; }
  WORKS=$works python3 - <<'PY'
import json, os
p = json.load(open("r.json"))["proofmark"]
assert len(p["cases"]) == int(os.environ["WORKS"]) and not p["failures"], (len(p["cases"]), p["failures"])
for c in p["cases"]:
    assert c["boundary"] == "sustained" and c["verified"] and c["in_flight"] in (2, 4, 8), c["id"]
PY
}

@test "operations of every kind keep several batches in flight, and the file says how many" {
  has_opencl || skip "no OpenCL device here"
  check_sustained 4 hash/sha256 merkle/blake3 sig/ed25519 block/synthetic \
    -p length=64 -p batch=16 -p leaves=100 -p transactions=50
  check_sustained 4 hash/poseidon2_koalabear_16 merkle/poseidon2_koalabear ntt/koalabear fri/fold_koalabear \
    -p count=64 -p log_leaves=4 -p log_size=8
}

@test "blocks, which the host takes apart anew for each batch" {
  has_opencl || skip "no OpenCL device here"
  [ -d "$PROOFMARK_VECTORS" ] || skip "no test vectors here"
  run --separate-stderr "$PROOFMARK" run block/bitcoin block/ethereum --impl opencl -b e2e,sustained \
    --min-time 0.001 --repetitions 1 --max-noise none --json r.json
  [ "$status" -eq 0 ] || { echo "status $status $stderr"; return 1; }
  python3 - <<'PY'
import json
cases = json.load(open("r.json"))["proofmark"]["cases"]
assert sorted(c["boundary"] for c in cases) == ["e2e", "e2e", "sustained", "sustained"]
assert all(("in_flight" in c) == (c["boundary"] == "sustained") for c in cases)
PY
}

@test "a wrong output of one batch of several voids the timing" {
  has_opencl || skip "no OpenCL device here"
  PROOFMARK_FAULT=flip:opencl:3 run --separate-stderr "$PROOFMARK_FAULTY" run hash/sha256 -p length=64 -p batch=40 \
    --impl opencl -b sustained --min-time 0.001 --repetitions 1 --json r.json
  [ "$status" -eq 3 ]
  [[ "$output$stderr" == *"batch 0: wrong output"* || "$(cat r.json)" == *"batch 0: wrong output"* ]]
}

@test "what does not come in batches, and the CPU, have no such boundary" {
  run --separate-stderr "$PROOFMARK" run hash/sha256 -p length=64 -p batch=40 --impl cpu/reference -b sustained --json r.json
  [ "$status" -eq 4 ]
  has_opencl || return 0
  run --separate-stderr "$PROOFMARK" run system/launch -p launches=4 --impl opencl -b sustained --json r.json
  [ "$status" -eq 4 ]
}
