# Bad input: one clear line, the documented exit status, nothing half-written.
load helper

refused() { # status, pattern, command...
  local status_wanted=$1 pattern=$2
  shift 2
  run --separate-stderr "$@"
  [ "$status" -eq "$status_wanted" ] || { echo "status $status: $stderr"; return 1; }
  [[ "$stderr" =~ $pattern ]] || { echo "said: $stderr"; return 1; }
  [ "$(wc -l <<<"$stderr")" -eq 1 ] || { echo "more than one line: $stderr"; return 1; }
  [ -z "$output" ]
}

@test "no command: help and exit 2" {
  run --separate-stderr proofmark
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"Usage: proofmark COMMAND"* ]]
}

@test "--help, --version and every command's --help exit 0" {
  proofmark --help | grep -q 'Exit status'
  proofmark --version | grep -Eq '^proofmark [0-9]+\.'
  for command in list info run verify compare gate merge crossover schema; do
    run proofmark "$command" --help
    [ "$status" -eq 0 ]
    [[ "$output" == *"Usage: proofmark $command"* ]]
  done
}

@test "an unknown command names the commands" {
  refused 2 "unknown command 'frobnicate'; there are list, info, run" proofmark frobnicate
}

@test "a mistyped command names the nearest" {
  refused 2 "unknown command 'rum'; the nearest is 'run'; there are list, info, run" proofmark rum
  refused 2 "the nearest is 'verify'" proofmark verfiy
  refused 2 "the nearest is 'crossover'" proofmark cross
  refused 2 "the nearest is 'scorecard'" proofmark score-card
}

@test "--help has every command once, under its heading" {
  proofmark --help >help.txt
  for command in list info run verify soak selftest compare gate merge crossover explain report scorecard laws schema; do
    [ "$(grep -c "^  $command  " help.txt)" -eq 1 ]
  done
  grep -q '^Measuring:$' help.txt
  grep -q '^Results files:$' help.txt
}

@test "an unknown option exits 2" {
  run proofmark run --no-such-option
  [ "$status" -eq 2 ]
}

@test "an unknown work names the works" {
  refused 2 "no work 'hash/sha1'; there are system/rate, " proofmark run hash/sha1
  refused 2 "no work 'hash/sha1'; there are system/rate, " proofmark verify hash/sha1
}

@test "an unknown implementation names those of the selected works" {
  refused 2 "no implementation 'cpu/simd-mmx'; the selected works have cpu/reference, " \
    proofmark run hash/sha256 --impl cpu/simd-mmx
}

@test "an implementation that the work does not have is refused" {
  refused 2 "no implementation 'cpu/libsodium'" proofmark run hash/sha256 --impl cpu/libsodium
}

@test "an unknown device exits 4 and names the devices" {
  refused 4 "no device 'cuda:97' here; there are cpu" proofmark run hash/sha256 --device cuda:97
}

@test "a device may be named with its node, and another node's name exits 4" {
  here=$(uname -n)
  refused 4 "'elsewhere/cuda:0' is a device of another node: this is node '$here', which has cpu" \
    proofmark run hash/sha256 --device elsewhere/cuda:0
  refused 4 "no device '$here/cuda:97' here; there are cpu" \
    proofmark run hash/sha256 --device "$here/cuda:97"
  for device in "$here/cpu" "cpu,$here/c*" '*/cpu'; do
    short_run --device "$device" --json r.json >/dev/null
    python3 -c '
import json
assert [case["device"] for case in json.load(open("r.json"))["proofmark"]["cases"]] == ["cpu"]'
  done
}

@test "an unknown parameter names the parameters" {
  refused 2 "no parameter 'size'; the selected works have length, batch" \
    proofmark run hash/sha256 -p size=64
}

@test "parameter values: zero, absurd, negative, not a number, none" {
  refused 2 "batch cannot be '0'; it is a number from 1 to " proofmark run hash/sha256 -p batch=0
  refused 2 "batch cannot be '-1'" proofmark run hash/sha256 -p batch=-1
  refused 2 "batch cannot be '99999999999999999999'" \
    proofmark run hash/sha256 -p batch=99999999999999999999
  refused 2 "length cannot be '64x'" proofmark run hash/sha256 -p length=64x
  refused 2 "length has no value" proofmark run hash/sha256 -p length=
  refused 2 "-p takes KEY=VALUE" proofmark run hash/sha256 -p length
  refused 2 "a series is LOW:HIGH:xN" proofmark run hash/sha256 -p length=1:8:3
  refused 2 "must rise" proofmark run hash/sha256 -p length=8:1:x2
  refused 2 "leaves cannot be '0'" proofmark verify merkle/sha256 -p leaves=0
}

@test "an input too large for the machine is refused with both figures" {
  for work in "hash/sha256 -p length=16G -p batch=268435456" "hash/sha256 -p length=16G -p batch=64" \
    "block/synthetic -p transactions=268435456 -p size=16M"; do
    refused 2 "this needs .* GiB of memory .*, and three quarters of what is free are .* GiB" \
      proofmark run $work
  done
}

@test "suite, threads, bind, seed, times and boundaries name what is valid" {
  refused 2 "unknown suite 'fast'; there are quick, standard and full" proofmark run --suite fast
  refused 2 "--threads takes 1, all or a number" proofmark run --threads some
  refused 2 "--threads takes 1, all or a number" proofmark run --threads 0
  refused 2 "PUs|threads" proofmark run hash/sha256 --threads 60000
  refused 2 "--bind|bind" proofmark run hash/sha256 --bind moon
  refused 2 "numa|NUMA" proofmark run hash/sha256 --bind numa:77
  refused 2 "--seed takes a number" proofmark run --seed x
  refused 2 "--min-time takes seconds" proofmark run --min-time 0
  refused 2 "--repetitions takes 1 to 10000" proofmark run --repetitions 0
  refused 2 "--max-noise takes a percentage" proofmark run --max-noise 0
  refused 2 "no boundary 'gpu'; there are kernel, resident, e2e, sustained and cold" proofmark run -b gpu
}

@test "an unwritable results file is found out before anything is measured" {
  refused 7 "/nonexistent/x.json" short_run --json /nonexistent/x.json
  mkdir folder
  refused 7 "folder" short_run --json folder
}

@test "a full disk: exit 7, the old file as it was" {
  [ "$(id -u)" -eq 0 ] || skip "mounting a small tmpfs needs root"
  mkdir small
  mount -t tmpfs -o size=16k tmpfs small 2>/dev/null || skip "this machine lets no tmpfs be mounted"
  run --separate-stderr short_run --json small/r.json --repetitions 50
  found=$(ls small)
  umount small
  [ "$status" -eq 7 ] || { echo "status $status: $stderr $found"; false; }
  [[ "$stderr" == *"small/r.json"* ]]
}

@test "--resume without --json is refused" {
  refused 2 "--resume needs --json FILE" short_run --resume
}

@test "--input goes with one work that takes it" {
  refused 2 "hash/sha256 takes no --input" proofmark run hash/sha256 --input x
}
