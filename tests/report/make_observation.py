#!/usr/bin/env python3
"""Made-up observations for the tests of reports: make_observation.py KIND > FILE

empty     nothing was measured
one       one case
machine   CPU and GPU, sweeps, limits, models, energy, laws, skips: something for every picture and table
other     the same works on another machine, one with another input, one missing
thousand  a thousand cases
hostile   every text that a results file may choose holds markup
"""
import hashlib
import json
import random
import sys

HOSTILE = ("<img src=x onerror=\"document.title='pwned'\"></script><script>document.title='pwned'</script>"
           "<!--'`|&amp;\u2028\u202e")


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def median(samples):
    ordered, n = sorted(samples), len(samples)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


class Observation:
    def __init__(self, host, seed, gpu_name="NVIDIA Made-Up 100"):
        self.random = random.Random(seed)
        self.works, self.cases, self.skipped, self.failures, self.laws = [], [], [], [], []
        self.host, self.gpu_name = host, gpu_name

    def work(self, name, parameters, items, item, model=None, measures=None, data="input"):
        identity = name + "[" + ",".join(f"{k}={v}" for k, v in parameters.items()) + "]"
        self.works.append({
            "id": identity, "name": name, "parameters": parameters, "items": items, "item": item,
            "bytes": 64 * items, "operations": 2 * items, "operation": "compressions",
            "model": model or {}, "measures": measures, "input_digest": digest(data + identity),
            "expected_digest": digest("output" + identity), "seed": 1, "output_bytes": 32 * items})
        return self.works[-1]

    def case(self, work, implementation, median_ns, device="cpu", threads=1, boundary="resident", count=70,
             reason=None, noise=0.02, energy=None, modelled=True, **more):
        samples = [round(median_ns * (1 + noise * (self.random.random() - 0.3) * (1 + 3 * (i % 17 == 0))), 1)
                   for i in range(count)]
        middle, place = median(samples), f"auto:{threads}" if device == "cpu" else device
        ordered = sorted(samples)
        self.cases.append({
            "id": f"{work['id']}/{implementation}/{place}/{boundary}", "work": work["id"],
            "implementation": implementation, "device": device, "boundary": boundary, "modelled": modelled,
            "binding": {"text": "auto", "bound": True, "threads": threads, "pus": list(range(threads)), "numa": 0}
            if device == "cpu" else None,
            "statistics": {
                "n": count, "median_ns": middle, "mean_ns": sum(samples) / count, "mad_ns": middle * noise / 3,
                "cv": noise / 2, "p90_ns": ordered[int(0.9 * count)] if count >= 64 else None,
                "p95_ns": ordered[int(0.95 * count)] if count >= 130 else None, "p99_ns": None,
                "ci_low_ns": middle * (1 - noise / 7), "ci_high_ns": middle * (1 + noise / 9),
                "items_per_second": work["items"] * 1e9 / middle, "bytes_per_second": work["bytes"] * 1e9 / middle,
                "operations_per_second": work["operations"] * 1e9 / middle},
            "output_digest": work["expected_digest"], "verified": True, "stop_reason": "min_time", "discarded": 12,
            "repetitions": 8, "clocks": None, "energy": energy, "cost": None,
            "verdict": {"status": "untrustworthy" if reason else "ok", "reasons": [reason] if reason else []},
            "samples_ns": samples, **more})
        return self.cases[-1]

    def document(self):
        untrusted = sum(c["verdict"]["status"] != "ok" for c in self.cases)
        device = {"uuid": None, "pci": None, "driver": None, "numa": None, "locality_known": True, "clocks": None,
                  "power_limit_w": None, "ecc": None}
        return {
            "context": {"date": "2024-05-01T12:00:00+00:00", "host_name": self.host, "executable": "proofmark",
                        "num_cpus": 16, "mhz_per_cpu": 2300, "json_schema_version": 1},
            "benchmarks": [],
            "proofmark": {
                "schema": {"name": "proofmark", "version": "1.1.0"},
                "run_id": "01234567-89ab-4cde-8f01-23456789abcd",
                "verdict": {"status": "ok", "text": f"ok: {len(self.cases)} cases measured, every output checked",
                            "exit_status": 0, "cases": len(self.cases), "wrong": 0, "failed": 0,
                            "untrustworthy": untrusted, "skipped": len(self.skipped)},
                "argv": ["proofmark", "run", "--suite", "standard"], "seed": 1,
                "build": {"commit": "0123abcd0123abcd", "dirty": False, "type": "Release", "compiler": "GNU 12.2.0",
                          "flags": "-O3", "kernels_digest": digest("kernels")},
                "host": {"cpu": "Made-Up CPU " + self.host, "architecture": "x86_64", "kernel": "Linux 6.1",
                         "os": "Debian GNU/Linux 12", "governor": "performance", "turbo": True, "smt": "on",
                         "memory": {"total_bytes": 128 << 30}, "load_average": [0.1, 0.2, 0.3],
                         "topology": {"digest": digest(self.host), "packages": 1, "cores": 8, "pus": 16,
                                      "numa_nodes": 1}},
                "devices": [
                    {**device, "id": "cpu", "kind": "cpu", "name": "Made-Up CPU " + self.host},
                    {**device, "id": "cuda:0", "kind": "gpu", "name": self.gpu_name, "driver": "535.1",
                     "pci": "0000:3b:00.0", "memory_bytes": 80 << 30, "compute_units": 132,
                     "clocks": {"stated_mhz": 1755}, "power_limit_w": 700, "ecc": True},
                    {**device, "id": "opencl:0", "kind": "cpu", "name": "PoCL on the CPU"}],
                "works": self.works, "skipped": self.skipped, "failures": self.failures, "cases": self.cases,
                "laws": self.laws}}


ENERGY = {"joules_per_iteration": 0.25, "source": "NVML, total energy counter", "idle_subtracted": True}


def limits(o, speed):
    """The works that measure a machine's limits, on 16 threads and on the GPU."""
    for resource, cpu, gpu in (("add", 4e11, 2.3e13), ("shift", 9e11, 1.1e13), ("multiply_wide", 1e11, 5e12)):
        work = o.work("system/rate", {"class": resource}, 10 ** 9, "operations", measures=resource)
        o.case(work, "cpu/simd-avx512", 1e18 / cpu / speed, threads=16, count=40)
        o.case(work, "cuda", 1e18 / gpu / speed, device="cuda:0", boundary="kernel", count=40)
    for size in (1 << 16, 1 << 28):
        work = o.work("system/copy", {"bytes": size}, 2 * size, "bytes", model={"memory": 2 * size},
                      measures="memory")
        o.case(work, "cpu/simd-avx512", 2 * size * 1e9 / (4e11 if size < 1 << 20 else 8e10) / speed, threads=16,
               count=40)
        o.case(work, "cuda", 2 * size * 1e9 / 2.8e12 / speed, device="cuda:0", boundary="kernel", count=40)


def hashes(o, speed, batches):
    for algorithm, cost in (("sha256", 1.0), ("keccak256", 2.1), ("blake3", 0.4)):
        for batch in batches:
            model = {"add": 1000 * cost * batch, "shift": 500 * cost * batch, "operations": 1500 * cost * batch,
                     "memory": 96 * batch, "upload": 64 * batch, "download": 32 * batch, "launch": 1}
            work = o.work(f"hash/{algorithm}", {"length": 64, "batch": batch}, batch, "messages", model)
            o.case(work, "cpu/reference", (200 + 220 * cost * batch) / speed, modelled=False)
            o.case(work, "cpu/simd-avx512", (300 + 60 * cost * batch) / speed)
            o.case(work, "cpu/simd-avx512", (2500 + 4.4 * cost * batch) / speed, threads=16)
            o.case(work, "cuda", (5000 + 0.09 * cost * batch) / speed, device="cuda:0", boundary="kernel")
            o.case(work, "cuda", (22000 + 0.45 * cost * batch) / speed, device="cuda:0", boundary="e2e",
                   energy=ENERGY, warm_up_ns=[90000.5, 61000.25, 30000],
                   clocks={"cpu": None, "gpu": {"source": "NVML", "least_mhz": 1740, "mean_mhz": 1752.5, "most_mhz": 1755}})
            o.case(work, "opencl", 90000 + 30 * cost * batch, device="opencl:0", boundary="e2e",
                   reason="too noisy: ±31%", noise=0.6)


def machine(host="alpha", speed=1.0, works=("sig", "ntt")):
    o = Observation(host, 7)
    limits(o, speed)
    hashes(o, speed, [8 ** k for k in range(0, 7)])
    if "sig" in works:
        sig = o.work("sig/ed25519", {"batch": 4096, "message": 32}, 4096, "signatures",
                     {"multiply_wide": 4096 * 3e5, "operations": 4096 * 9e5, "memory": 4096 * 130, "launch": 1})
        o.case(sig, "cpu/libsodium", 4096 * 46000 / speed, modelled=False, count=140)
        o.case(sig, "cpu/simd-avx512-ifma", 4096 * 20000 / speed, threads=16, energy={**ENERGY, "source": "RAPL, package"})
        o.case(sig, "cuda", 4096 * 90 / speed, device="cuda:0", boundary="e2e", energy=ENERGY)
        o.case(sig, "cuda", 4096 * 80 / speed, device="cuda:0", boundary="kernel")
    if "ntt" in works:
        ntt = o.work("ntt/koalabear", {"log_size": 14, "columns": 1}, 16384, "elements",
                     {"multiply_wide": 16384 * 7 * 3, "operations": 16384 * 7 * 9, "memory": 16384 * 8},
                     data="input" if speed == 1 else "different")
        o.case(ntt, "cpu/simd-avx2", 44000 / speed, threads=16)
        o.case(ntt, "cuda", 9000 / speed, device="cuda:0", boundary="e2e", reason="too noisy: ±44%", noise=0.8)
    o.skipped += [{"work": w["id"], "implementation": "cpu/sha-ni", "device": None, "boundary": None,
                   "reason": "the processor has no SHA extensions"} for w in o.works[:3]]
    o.failures.append({
        "id": "hash/sha256[length=64,batch=1]/cuda/cuda:0/resident", "work": o.works[5]["id"],
        "implementation": "cuda", "device": "cuda:0", "binding": None, "boundary": "resident", "kind": "wrong output",
        "status": 3, "message": "wrong output", "index": 0, "count": 1, "expected": "00ff", "got": "ff00"})
    first = o.cases[-1]["id"]
    o.laws += [
        {"name": "ceiling", "statement": "Nothing is faster than the machine's measured limits.",
         "severity": "error", "verdict": "held", "checked": len(o.cases), "reason": None, "violations": []},
        {"name": "cv", "statement": "The coefficient of variation is at most 10%.", "severity": "warning",
         "verdict": "broken", "checked": len(o.cases), "reason": None,
         "violations": [{"case": first, "work": None, "text": "CV 41%", "figures": {"cv": 0.41}}]},
        {"name": "work_order", "statement": "A work is not slower than the one that it must not be slower than.", "severity": "error",
         "verdict": "not checked", "checked": 0, "reason": "the file holds no graph works", "violations": []}]
    return o


def thousand():
    o = Observation("many", 3)
    for i in range(200):
        work = o.work(f"hash/algorithm_{i % 20}", {"length": 64, "batch": 2 ** (i // 20)}, 2 ** (i // 20), "messages",
                      {"operations": 1500 * 2 ** (i // 20), "memory": 96 * 2 ** (i // 20)})
        for j, (threads, device, boundary) in enumerate(
                ((1, "cpu", "resident"), (16, "cpu", "resident"), (0, "cuda:0", "kernel"), (0, "cuda:0", "e2e"),
                 (0, "opencl:0", "e2e"))):
            o.case(work, "cuda" if device == "cuda:0" else "opencl" if threads == 0 else "cpu/simd-avx512",
                   1000 * (j + 1) + 30 / (j + 1) * work["items"], device=device, threads=threads, boundary=boundary,
                   count=200)
    return o


def hostile():
    o = Observation(HOSTILE, 5, gpu_name=HOSTILE)
    work = o.work("hash/" + HOSTILE, {"batch": 64}, 64, HOSTILE)
    o.case(work, HOSTILE, 1000)
    o.case(work, "cuda", 900, device="cuda:0", boundary="e2e", reason=HOSTILE)
    o.skipped.append({"work": HOSTILE, "implementation": HOSTILE, "device": None, "boundary": None, "reason": HOSTILE})
    o.failures.append({"id": HOSTILE, "work": HOSTILE, "implementation": HOSTILE, "device": HOSTILE, "binding": None,
                       "boundary": "e2e", "kind": "error", "status": 8, "message": HOSTILE, "index": None,
                       "count": None, "expected": None, "got": None})
    o.laws.append({"name": HOSTILE, "statement": HOSTILE, "severity": HOSTILE, "verdict": "broken", "checked": 1,
                   "reason": HOSTILE, "violations": [{"case": HOSTILE, "work": HOSTILE, "text": HOSTILE, "figures": {}}]})
    document = o.document()
    document["context"]["date"] = HOSTILE
    document["proofmark"]["argv"] = ["proofmark", HOSTILE]
    document["proofmark"]["verdict"]["text"] = HOSTILE
    document["proofmark"]["host"][HOSTILE] = HOSTILE
    for key in ("cpu", "kernel", "governor"):
        document["proofmark"]["host"][key] = HOSTILE
    return document


def one():
    o = Observation("single", 2)
    o.case(o.work("hash/sha256", {"length": 64, "batch": 8}, 8, "messages"), "cpu/reference", 5000, count=1)
    return o


KINDS = {
    "empty": lambda: Observation("idle", 1).document(),
    "one": lambda: one().document(),
    "machine": lambda: machine().document(),
    "other": lambda: machine("beta", 2.0, works=("ntt",)).document(),
    "thousand": lambda: thousand().document(),
    "hostile": hostile,
}

if __name__ == "__main__":
    json.dump(KINDS[sys.argv[1]](), sys.stdout)
