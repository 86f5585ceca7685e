# Large results files (tests/support/large_observation makes them of any size; README, "Comparing", has a time for 200 MB).
load helper

@test "a generated file of many cases is valid, and compares with another" {
  "$PROOFMARK_SOURCE"/tests/support/large_observation 1 1 a.json
  "$PROOFMARK_SOURCE"/tests/support/large_observation 1 2 b.json
  python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" a.json || [ $? -eq 77 ]
  run --separate-stderr proofmark compare a.json b.json
  [ "$status" -eq 0 ]
  [[ "$output" == *"8 pairs"* ]]
}

@test "a large file that is cut short is refused with line and column" {
  "$PROOFMARK_SOURCE"/tests/support/large_observation 1 1 a.json
  head -c 700000 a.json >cut.json
  run --separate-stderr proofmark compare a.json cut.json
  [ "$status" -eq 2 ]
  [[ "$stderr" =~ cut.json:[0-9]+:[0-9]+:.*"ends too early" ]]
}
