# scripts/ratios on a file that proofmark run wrote.
load helper

@test "ratios says of two implementations what compare says" {
  proofmark run hash/blake2b_256 sig/ed25519 -p length=1k -p batch=16 --impl 'cpu/simd-*,cpu/portable,cpu/libsodium' \
    --device cpu --min-time 0.002 --repetitions 3 --json a.json >/dev/null
  run --separate-stderr "$PROOFMARK_SOURCE/scripts/ratios" a.json
  [ "$status" -eq 0 ]
  python3 - "$output" <<'PYTHON'
import json, os, re, subprocess, sys
for label in ("BLAKE2b-256 bulk", "ed25519"):
    found = re.search(rf"^  {label} +([\d.]+)x \[([\d.]+), ([\d.]+)\]   (cpu/\S+) .*, (cpu/\S+) ", sys.argv[1], re.M)
    assert found, label
    pairs = json.loads(subprocess.check_output([os.environ["PROOFMARK"], "compare", "a.json", "--baseline", found[5],
                                                "--contender", found[4], "--json", "-"]))["pairs"]
    work = "hash/blake2b_256[" if label.startswith("BLAKE") else "sig/ed25519["
    ratio = next(pair["ratio"] for pair in pairs if pair["work"].startswith(work) and pair["base"]["threads"] == 1)
    assert [f"{value:.2f}" for value in ratio.values()] == list(found.groups()[:3]), (label, ratio)
PYTHON
}

@test "ratios names what a file does not have" {
  proofmark run hash/sha256 -p length=64 -p batch=16 --impl cpu/openssl --threads 1 --min-time 0.002 --repetitions 3 \
    --json a.json >/dev/null
  run --separate-stderr "$PROOFMARK_SOURCE/scripts/ratios" a.json
  [ "$status" -eq 0 ]
  [[ "$output" == *"msm/bn254_g1 log_size 20 "*"not measured here"* ]]
}
