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

# A folder of its own to the rule on folders: what names every family, beside what every family stands on.
ALONE = ["bench/registry.c", "bench/registry.h", "bench/main.c", "kernels/poseidon2/trees.c"]

# What external symbols begin with, by folder (the longest that is named here). In a layer of PREFIXED_BY_FOLDER also
# the name of each folder that the source is in: kernels/hash/sha256 has hash_ and sha256_.
PREFIXES = {
    "host": ["pm_"],
    "cpu_ref": ["ref_"],
    "bench": ["bench_", "elements_", "input_", "problem_", "cpu_variant_", "device_available", "model_", "stage_pool_", "staged_"],
    "bench/block": ["bitcoin_", "ethereum_"],
    "bench/chain": ["bitcoin_", "block_", "ethereum_", "hex_", "json_", "rlp_"],
    "bench/hash": ["batch_", "cpu_hasher_", "merkle_", "oracle_"],
    "bench/ntt": ["lde_"],
    "bench/op": ["device_bytes_", "engine_", "gpu_program_", "plan_"],
    "bench/poly": ["quotient_"],
    "bench/sig": ["cpu_verifier_", "der_", "secp256k1_", "vector_", "vectors_"],
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
WIDTHS = [(folder + "/*.h", 100) for folder in ("host", "bench", "cpu_ref", "lib", "include")]

# Exceptions, each with its reason: edges that no circle is made of, as (user, used, reason), and files that may have
# wide lines or symbols without their prefix. One that is not needed any more is a finding.
KNOWN_FOLDERS = [
]
KNOWN_INCLUDES = []
KNOWN_CALLS = []
KNOWN_SYMBOLS = []
KNOWN_WIDTHS = []
