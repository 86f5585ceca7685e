"""The structure of this tree (DESIGN's Layout), as tables. structure.py holds the tree against them."""

# What the files of a folder at the top may include and call besides their own: nothing else, and nothing above.
LAYERS = {
    "kernels": [],  # no host, no oracle
    "cpu_ref": [],  # no host, nothing of what it judges
    "host": [],  # no algorithm
    "bench": ["kernels", "cpu_ref", "host"],  # ties them
    "include": [],  # for programs that have nothing else of the project
    "lib": ["include", "bench", "kernels", "cpu_ref", "host"],  # the C interface, on top
}

# Folders of a layer from the lowest up: each may use those before it.
ORDER = {
    "host": ["base", "device", "topology", "sensor", "service", "work", "measure", "result", "laws", "compare",
             "report", "metrics", "soak", "selftest", "fleet", "cli"],
}

# (who, what, rule): includes that no layer forbids.
FORBIDDEN = [
    (r"^kernels/.*reference[^/]*\.c$", r"^kernels/(lane/|.*core|hash/streams)",
     "an oracle shares no code with what it judges"),
]

# A folder of its own to the rule on folders: what names every family, beside what every family stands on.
ALONE = ["bench/registry.c", "bench/registry.h", "bench/main.c", "kernels/poseidon2/trees.c"]

# What external symbols begin with, by folder (the longest that is named here). In a layer of PREFIXED_BY_FOLDER also
# the name of each folder that the source is in: kernels/hash/sha256 has hash_ and sha256_.
PREFIXES = {
    "host": ["pm_"],
    "cpu_ref": ["ref_"],
    "bench": ["bench_", "cpu_way_", "device_", "gpu_program_", "model_", "plan_", "stage_pool_", "staged_"],
    "bench/block": ["bitcoin_", "ethereum_", "block_", "hex_", "json_", "rlp_"],
    "bench/hash": ["batch_", "cpu_hasher_", "device_", "hash_", "input_", "merkle_", "message_", "oracle_", "problem_"],
    "bench/field": ["elements_", "field_"],
    "bench/library": ["cpu_hasher_", "cpu_verifier_"],
    "bench/ntt": ["lde_", "ntt_"],
    "bench/poly": ["quotient_"],
    "bench/sig": ["cpu_verifier_", "der_", "device_sig_", "ecdsa_", "ecrecover_", "schnorr_", "secp256k1_", "sig_",
                  "vector_", "vectors_"],
    "lib": ["lib_", "proofmark_"],
    "kernels/field": ["extension_"],
    "kernels/hash/keccak": ["keccak256_", "sha3_"],
    "kernels/hash/sha256": ["sha256d_"],
    "kernels/poly": ["quotient_"],
}
PREFIXED_BY_FOLDER = ["kernels", "bench"]

# Symbols that begin so are the project's own: one of the libraries defines them, and no program has to.
RESOLVED = ["pm_"]

# (files, columns)
WIDTHS = [("host/*.h", 100)]

# Exceptions, each with its reason: edges that no circle is made of, as (user, used, reason), and files that may have
# wide lines or symbols without their prefix. One that is not needed any more is a finding.
KNOWN_FOLDERS = [
    ("bench", "bench/field", "elements_random, which staged works need, is in bench/field"),
    ("bench", "bench/hash", "problem_fits and input_random, which all works need, are in bench/hash"),
    ("bench/hash", "bench/library", "the libraries' hashers are in the family's tables; they become cpu_ref's"),
    ("bench/sig", "bench/library", "the libraries' verifiers, likewise"),
    ("bench/sig", "bench/block", "vectors are read by what reads blocks: JSON and hex"),
]
KNOWN_INCLUDES = []
KNOWN_CALLS = []
KNOWN_SYMBOLS = [
    ("kernels/sig/ml_dsa/reference*.c", "the algorithms' names in FIPS 204; becomes cpu_ref's"),
]
KNOWN_WIDTHS = [("host/device/*", "waits for the change of the circles")]
