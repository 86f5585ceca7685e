# The works of provers from the command line.
load helper

@test "every primitive verifies at its default size on the CPU" {
  run proofmark verify 'field/*' 'hash/poseidon2_*' 'merkle/poseidon2_*' 'ntt/*' 'lde/*' 'fri/*' 'sumcheck/*' 'poly/*' 'msm/*' --device cpu
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
  [[ "$output" == *" 0 failed"* ]]
}

@test "a transform beyond the field's roots of unity is refused, and the message says what there is" {
  run proofmark verify ntt/koalabear -p log_size=25
  [ "$status" -eq 2 ] || { echo "$output"; return 1; }
  [[ "$output" == *"2^24"* ]]
  run proofmark verify lde/koalabear -p log_size=23 -p blowup=4
  [ "$status" -eq 2 ] || { echo "$output"; return 1; }
  [[ "$output" == *"2^24"* && "$output" == *"2^25"* ]]
}

@test "a fold of fewer values than its arity is refused" {
  run proofmark verify fri/fold_goldilocks -p log_size=2 -p arity=8
  [ "$status" -eq 2 ] || { echo "$output"; return 1; }
  [[ "$output" == *"log_size is 2"* ]]
}

@test "a trace whose columns are no multiple of 8 is refused" {
  run proofmark verify poly/quotient_koalabear -p columns=12
  [ "$status" -eq 2 ] || { echo "$output"; return 1; }
  [[ "$output" == *"multiple of 8"* ]]
}

@test "with -v a plan says what it takes of a device's memory" {
  proofmark info | grep -q '^  opencl:0' || skip "no OpenCL device here"
  run proofmark run ntt/koalabear -v --impl opencl --boundary kernel --repetitions 2 --min-time 0.001 --max-noise none --json "$BATS_TEST_TMPDIR/r.json"
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
  [[ "$output" == *"memory: ntt/koalabear"*"opencl:0"* ]]
}

@test "skewed scalars and each kind of points give the same sum of the same points" {
  run proofmark verify msm/bn254_g1 -p log_size=6 -p scalars=uniform,skewed -p points=fresh,fixed,table
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
  [[ "$output" == *" 0 failed"* ]]
}

@test "points that do not fit a device's memory are summed in chunks, and -v says so" {
  has_opencl || skip "no OpenCL device here"
  export PROOFMARK_DEVICE_MEMORY_MIB=6
  run proofmark run msm/bn254_g1 -v --impl opencl --boundary kernel -p log_size=13 -p points=fixed --repetitions 2 --min-time 0.001 --json "$BATS_TEST_TMPDIR/r.json"
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
  [[ "$output" == *"of the 6.0 MiB of opencl:0: "*" chunks"* && "$output" == *" 0 wrong, 0 failed"* ]] || { echo "$output"; return 1; }
}

@test "what does not fit a device's memory is skipped with what it takes and what there is" {
  has_opencl || skip "no OpenCL device here"
  export PROOFMARK_DEVICE_MEMORY_MIB=1
  run proofmark verify ntt/koalabear --impl opencl -p log_size=18
  [[ "$output" == *"skipped"*"opencl:0 has 1 MiB of memory and this takes "*" MiB"* ]] || { echo "$output"; return 1; }
  PROOFMARK_DEVICE_MEMORY_MIB=much run proofmark verify ntt/koalabear --impl opencl -p log_size=10
  [ "$status" -eq 2 ] || { echo "$output"; return 1; }
  [[ "$output" == *"PROOFMARK_DEVICE_MEMORY_MIB"* ]]
}
