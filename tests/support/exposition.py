#!/usr/bin/env python3
"""Reads Prometheus's text format, version 0.0.4, strictly, after its description (not after our writer):
https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details

usage: exposition.py FILE|URL NAME...    exits 1 where the text breaks a rule or a family NAME is not in it
"""
import re
import sys
import urllib.request

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|\})')
SAMPLE = re.compile(rf"({NAME})(\{{)?")
VALUE = re.compile(r" +([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|NaN|[+-]Inf)(?: +-?\d+)?$")
TYPES = ("counter", "gauge", "histogram", "summary", "untyped")


def read_sample(line):
    match = SAMPLE.match(line)
    assert match, f"no metric name: {line}"
    at, labels = match.end(), {}
    if match[2]:
        while True:
            label = LABEL.match(line, at)
            assert label, f"no label: {line[at:]}"
            assert label[1] not in labels, f"a label twice: {line}"
            labels[label[1]] = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], label[2])
            at = label.end()
            if label[3] == "}":
                break
    value = VALUE.match(line, at)
    assert value, f"no value: {line[at:]!r}"
    return match[1], labels, float(value[1])


def parse(text):
    """Families by name: {"help", "type", "samples": [(labels, value)]}."""
    assert text == "" or text.endswith("\n"), "the last line does not end"
    families, current, seen = {}, None, set()
    for line in text.split("\n")[:-1]:
        comment = re.match(rf"# (HELP|TYPE) ({NAME}) ?(.*)$", line)
        if comment:
            kind, name, rest = comment[1].lower(), comment[2], comment[3]
            family = families.setdefault(name, {"samples": []})
            assert kind not in family, f"a second {comment[1]} of {name}"
            assert not family["samples"], f"{comment[1]} of {name} behind its samples"
            assert kind != "type" or rest in TYPES, f"no type: {rest}"
            family[kind], current = rest, name
        elif line and not line.startswith("#"):
            name, labels, value = read_sample(line)
            assert name == current, f"{name} does not stand with its family"
            key = (name, tuple(sorted(labels.items())))
            assert key not in seen, f"twice: {line}"
            seen.add(key)
            if families[name].get("type") == "counter":
                assert name.endswith("_total") and value >= 0, f"a counter: {line}"
            families[name]["samples"].append((labels, value))
    return families


def main():
    source = sys.argv[1]
    if source.startswith("http"):
        with urllib.request.urlopen(source, timeout=5) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"), answer.headers
            text = answer.read().decode("utf-8")
    else:
        with open(source, encoding="utf-8", newline="") as file:
            text = file.read()
    families = parse(text)
    for name in sys.argv[2:]:
        assert families.get(name, {}).get("samples"), f"{name} is not there"


if __name__ == "__main__":
    main()
