# Shared by the command-line tests. PROOFMARK and PROOFMARK_FAULTY are the executables (tests/CMakeLists.txt).
bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_TMPDIR" || return 1
  export NO_COLOR=1
}

# The run leaves words on stderr and data on stdout; `run --separate-stderr` gives $output and $stderr.
# A test machine is busy with tests: how noisy the times are is no matter here (run.bats has a test of it).
proofmark() {
  if [ "${1-}" = run ]; then
    shift
    set -- run --max-noise none "$@"
  fi
  "$PROOFMARK" "$@"
}

# A very short run of one small case on the CPU.
short_run() {
  proofmark run hash/sha256 -p length=64 -p batch=64 --impl cpu/reference --threads 1 \
    --min-time 0.002 --repetitions 2 "$@"
}

# Sets $folder to the published vectors, or skips the test.
vectors() {
  folder="${PROOFMARK_VECTORS:-$PROOFMARK_SOURCE/../shared/vectors}"
  [ -d "$folder" ] || skip "no vectors at $folder; name their folder in PROOFMARK_VECTORS"
}

has_opencl() { proofmark info | grep -q '^  opencl:0'; }
