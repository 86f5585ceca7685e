# proofmark crossover on a file that proofmark run wrote.
load helper

sweep() {
  proofmark run hash/sha256 -p length=64 -p batch=1,16,64 --impl cpu/openssl,opencl --max-noise 1000% \
    --min-time 0.001 --repetitions 2 --json r.json >/dev/null
}

@test "a sweep on a device that is named: table and JSON" {
  proofmark info | grep -q '^  opencl:0' || skip "there is no OpenCL device"
  sweep
  run --separate-stderr proofmark crossover r.json --device opencl:0
  [ "$status" -eq 0 ]
  [[ "$output" == *"hash/sha256[length=64]"* ]]
  [[ "$output" == *"kernel"* && "$output" == *"e2e"* ]]
  proofmark crossover r.json --device opencl:0 --json |
    python3 -c 'import json,sys; d=json.load(sys.stdin); assert {r["boundary"] for r in d["crossovers"]} == {"kernel", "resident", "e2e"}'
}

@test "nothing to set against each other exits 6, no file 7, no argument 2" {
  proofmark run hash/sha256 -p length=64 -p batch=1,16 --impl cpu/openssl --min-time 0.001 --repetitions 1 \
    --json r.json >/dev/null
  run proofmark crossover r.json
  [ "$status" -eq 6 ]
  run proofmark crossover nowhere.json
  [ "$status" -eq 7 ]
  run proofmark crossover
  [ "$status" -eq 2 ]
}
