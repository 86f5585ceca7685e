# The block works on files: the real ones, one's own, damaged ones.
load helper

@test "the real Bitcoin block is right on every implementation" {
  vectors
  proofmark verify block/bitcoin --device cpu --input "$folder"/blocks/bitcoin-mainnet-*.raw
}

@test "the block hash in the results is the file's name" {
  vectors
  # The last item of the expected output; test_block.c checks it, here the work runs at all.
  PROOFMARK_VECTORS=$folder proofmark run block/bitcoin --impl cpu/openssl --threads 1 \
    --min-time 0.001 --repetitions 1 --json r.json
  grep -q '"block/bitcoin"' r.json
}

@test "a truncated Bitcoin block names the file and the offset" {
  vectors
  head -c 100000 "$folder"/blocks/bitcoin-mainnet-*.raw >cut.raw
  run --separate-stderr proofmark run block/bitcoin --input cut.raw --json r.json
  [ "$status" -eq 2 ]
  [[ "$stderr" =~ cut.raw.*offset\ [0-9]+ ]] || { echo "$stderr"; false; }
  [ ! -e r.json ]
}

@test "a damaged Bitcoin block: its Merkle root is not the header's" {
  vectors
  cp "$folder"/blocks/bitcoin-mainnet-*.raw damaged.raw
  chmod u+w damaged.raw
  printf '\xff' | dd of=damaged.raw bs=1 seek=40 conv=notrunc status=none
  run --separate-stderr proofmark verify block/bitcoin --input damaged.raw
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"Merkle root"* ]]
}

@test "an empty file, a folder and a missing file are refused" {
  : >empty
  mkdir folder
  run --separate-stderr proofmark verify block/bitcoin --input empty
  [ "$status" -eq 2 ]
  run --separate-stderr proofmark verify block/bitcoin --input folder
  [ "$status" -eq 7 ]
  run --separate-stderr proofmark verify block/ethereum --input missing
  [ "$status" -eq 7 ]
}

@test "a payload that is not JSON names the offset" {
  echo '{"transactions": [' >cut.json
  run --separate-stderr proofmark verify block/ethereum --input cut.json
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"cut.json"*"offset"* ]] || { echo "$stderr"; false; }
}

@test "the senders of the real payload are right on every implementation" {
  vectors
  run --separate-stderr proofmark verify block/ethereum_senders --device cpu \
    --input "$folder/blocks/ethereum-mainnet-19431837.json"
  [ "$status" -eq 0 ]
  [[ "$output" == *"ok      block/ethereum_senders/cpu/portable/auto:1/"* ]]
  [[ "$output" == *"ok      block/ethereum_senders/cpu/libsecp256k1/auto:1/"* ]]
}

@test "a transaction that cannot be taken apart is named with its place" {
  echo '{"transactions": ["0xc0", "0x02c180"]}' >bad.json
  run --separate-stderr proofmark verify block/ethereum_senders --device cpu --input bad.json
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"bad.json: transaction 0, offset 1: nonce: it is missing"* ]] || { echo "$stderr"; false; }
  proofmark verify block/ethereum --device cpu --input bad.json
}

@test "without the default blocks the other works run and these are skipped" {
  PROOFMARK_VECTORS=/nonexistent proofmark verify 'block/*' --device cpu -p transactions=5 >out
  grep -q '^ok .*block/synthetic' out
  PROOFMARK_VECTORS=/nonexistent run --separate-stderr proofmark verify block/bitcoin
  [ "$status" -eq 4 ]
}
