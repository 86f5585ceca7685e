# The sig/ works by the command line: made inputs, published tests.
load helper

has_work() { proofmark list "$1" >/dev/null 2>&1 || skip "this build has no $1"; }

@test "list says which defects a batch has" {
  has_work sig/ecdsa_secp256k1
  proofmark list sig/ecdsa_secp256k1 | grep -q 'invalid=10  .*flipped bit of the signature.*s + n'
}

@test "every CPU implementation of every scheme decides as its oracle" {
  run proofmark verify 'sig/*' --device cpu -p batch=1,33 -p invalid=50
  [ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "published tests pass" {
  vectors
  has_work sig/schnorr_bip340
  run --separate-stderr proofmark verify 'sig/*' --device cpu --vectors "$folder/bip340/test-vectors.csv"
  [ "$status" -eq 0 ]
  [[ "$output" == *"sig/schnorr_bip340/cpu/libsecp256k1 auto:1: 19 passed, 0 failed, 0 skipped"* ]]
}

@test "a verdict that is not the file's exits 3 and names the test" {
  vectors
  has_work sig/schnorr_bip340
  sed 's/TRUE/FALSE/' "$folder/bip340/test-vectors.csv" >wrong.csv
  run --separate-stderr proofmark verify sig/schnorr_bip340 --device cpu --vectors wrong.csv
  [ "$status" -eq 3 ]
  [[ "$output" == *"WRONG   sig/schnorr_bip340/cpu/libsecp256k1"* ]]
  [[ "$output" == *"accepted, and the file says invalid"* ]]
}

@test "a file without a test of the work exits 4 and says what it has" {
  vectors
  has_work sig/schnorr_bip340
  run --separate-stderr proofmark verify sig/schnorr_bip340 --device cpu \
    --vectors "$folder/ed25519/ed25519_test.json"
  [ "$status" -eq 4 ]
  [ "$output" = "skipped sig/schnorr_bip340: 151 tests; ed25519 is not sig/schnorr_bip340" ]
  [[ "$stderr" == *"ed25519_test.json: no test was decided; skipped: 151 tests; ed25519 is not"* ]]
}

@test "tests of other schemes in a file are counted as skipped, with the reason" {
  vectors
  has_work sig/ed25519
  sed '0,/"type" *: *"EddsaVerify"/s//"type": "OtherVerify"/' "$folder/ed25519/ed25519_test.json" >mixed.json
  run --separate-stderr proofmark verify sig/ed25519 --impl cpu/reference --threads 1 --vectors mixed.json
  [ "$status" -eq 0 ]
  [[ "$output" =~ "passed, 0 failed, "[1-9][0-9]*" skipped; the type OtherVerify is none that sig/ed25519 verifies" ]]
  [[ "$stderr" == *"skipped; the type OtherVerify is none that"* ]]
}

@test "files that are made to hurt are refused in words" {
  has_work sig/ed25519
  refused() { # status, words
    run proofmark verify 'sig/*' --device cpu --vectors hostile
    [ "$status" -eq "$1" ] && [[ "$output" == *"hostile"*"$2"* ]] || { echo "$status: $output"; return 1; }
  }
  head -c 100000 /dev/zero | tr '\0' '[' >hostile
  refused 2 "offset 1000"
  printf '{"testGroups":[{"type":"EddsaVerify\0"}]}' >hostile
  refused 2 "a NUL"
  printf '{"testGroups":[],"testGroups":[]}' >hostile
  refused 2 'the name `testGroups` twice'
  yes 0, | head -c 20000000 | tr -d '\n' >hostile
  sed -i '1s/^/[/; $s/,$/]/' hostile
  refused 2 "JSON values"
  truncate -s 200M hostile
  refused 7 "longer than the limit"
}

@test "a damaged file, none, and a work that has no such files" {
  has_work sig/schnorr_bip340
  echo '{"algorithm": ' >cut.json
  run proofmark verify sig/schnorr_bip340 --vectors cut.json
  [ "$status" -eq 2 ]
  [[ "$output" == *"cut.json"* ]]
  run proofmark verify sig/schnorr_bip340 --vectors nowhere.json
  [ "$status" -eq 7 ]
  run proofmark verify hash/sha256 --vectors cut.json
  [ "$status" -eq 2 ]
  [[ "$output" == *"hash/sha256 takes no --vectors"* ]]
}

@test "a policy of which the file's verdicts say nothing is skipped, and said so" {
  vectors
  has_work sig/ed25519
  run proofmark verify sig/ed25519 --device cpu -p policy=zip215 --vectors "$folder/ed25519/ed25519_test.json"
  [ "$status" -eq 4 ]
  [[ "$output" == *"the verdicts are RFC 8032's"* ]]
}
