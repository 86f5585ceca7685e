# The works graph/... from the command line.
load helper

short() {
  proofmark run "$@" -p words=300 -p rounds=4 --min-time 0.001 --repetitions 1 --json r.json
}

@test "a chain and its diamond are the same work in the file, and the file follows the schema" {
  run short graph/linear graph/diamond --device cpu
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
  python3 - <<'PY'
import json
p = json.load(open("r.json"))["proofmark"]
linear, diamond = p["works"]
assert linear["id"] == "graph/linear[words=300,rounds=4]", linear["id"]
assert diamond["id"] == "graph/diamond[words=300,rounds=4]", diamond["id"]
assert linear["input_digest"] == diamond["input_digest"]
assert linear["expected_digest"] == diamond["expected_digest"]
assert linear["items"] == diamond["items"] == 4
assert linear["model"]["launch"] == 4 and diamond["model"]["launch"] == 3, diamond["model"]
assert len({c["output_digest"] for c in p["cases"]}) == 1
assert all(c["verified"] for c in p["cases"])
PY
  python3 -c 'import jsonschema' 2>/dev/null || skip "no python3-jsonschema"
  python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" r.json
}

@test "every shape verifies at small and odd sizes, from more seeds than one" {
  for seed in 1 2; do
    run proofmark verify 'graph/*' --device cpu -p words=1,130 -p rounds=0,2 --seed $seed
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
    [[ "$output" == *" 0 failed"* ]]
  done
  run proofmark verify graph/tree --device cpu -p words=7 -p rounds=1 -p width=1,2,3,9
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
  run proofmark verify graph/dag --device cpu -p words=7 -p rounds=1 -p steps=1,2,3,50
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "sizes that no shape has are refused" {
  for size in "tree -p width=0" "tree -p width=257" "dag -p steps=0" "dag -p steps=513" "linear -p words=0"; do
    run proofmark verify graph/$size
    [ "$status" -eq 2 ] || { echo "$size: $output"; return 1; }
    [[ "$output" == *"it is a number from 1 to "* ]] || { echo "$output"; return 1; }
  done
}

@test "a way to dispatch that is not here is missed with its reason" {
  proofmark info | grep -q '^  cuda:0' && skip "a CUDA device is here"
  run short graph/diamond --impl 'cpu/simd-*,cuda/graph'
  [ "$status" -eq 4 ] || { echo "$output"; return 1; }
  [[ "$output" == *"skipped cuda/graph"* ]]
}

@test "both ways to dispatch on OpenCL, and what does not fit is skipped" {
  has_opencl || skip "no OpenCL device here"
  run short graph/diamond --impl opencl,opencl/queues
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
  [[ "$output" == *"opencl/queues"*"kernel"* ]]
  PROOFMARK_DEVICE_MEMORY_MIB=1 run proofmark verify graph/dag --impl opencl/queues -p words=65536 -p rounds=0
  [[ "$output" == *"skipped"*"opencl:0 has 1 MiB of memory and this takes "*" MiB"* ]] || { echo "$output"; return 1; }
}
