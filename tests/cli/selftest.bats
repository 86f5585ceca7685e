# proofmark selftest. How much of a planted slowdown is found on a machine that is busy with tests is no matter here.
load helper

@test "selftest prints both figures, of measured trials and of drawn ones" {
  run --separate-stderr "$PROOFMARK" selftest 'hash/*' --minutes 0.01 --repetitions 4 --planted 50%
  [ "$status" -eq 0 ] || [ "$status" -eq 5 ]
  [[ "$output" == *"measured here"*"drawn, noise as here"*"drawn, quiet machine"* ]]
  [[ "$output" == *"+50% found"* ]]
  [[ "$output" =~ "quiet machine"\ +100\ +0\.[0-9]%.*100\.0% ]]
}

@test "selftest with numbers that are none, works that are none, works that do not fit" {
  for arguments in "--minutes x" "--minutes 0" "--repetitions 2" "--repetitions 4.5" "--planted 0" "hash/nonesuch"; do
    run --separate-stderr "$PROOFMARK" selftest $arguments
    [ "$status" -eq 2 ] || { echo "$arguments: $status"; false; }
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
  done
  run --separate-stderr "$PROOFMARK" selftest hash/sha256 -p batch=1 --minutes 0.01
  [ "$status" -eq 4 ]
  [[ "$stderr" == *"name other works"* ]]
}
