#!/usr/bin/env python3
"""Checks JUnit XML: that a parser takes it, and what Jenkins' junit-10.xsd asks of it.

usage: check_junit.py FILE
Prints, per testcase, its outcome and its name as Python writes a string. Exit status 1 with the first problem.
"""
import sys
import xml.etree.ElementTree as ElementTree

# Elements, their attributes (True: required) and their children in order (xunit-plugin, junit-10.xsd).
ATTRIBUTES = {
    "testsuites": {"name": False, "time": False, "tests": False, "failures": False, "errors": False, "disabled": False},
    "testsuite": {"name": True, "tests": True, "failures": False, "errors": False, "time": False, "disabled": False,
                  "skipped": False, "timestamp": False, "hostname": False, "id": False, "package": False},
    "properties": {},
    "property": {"name": True, "value": True},
    "testcase": {"name": True, "classname": True, "time": False, "status": False, "assertions": False},
    "failure": {"type": False, "message": False},
    "error": {"type": False, "message": False},
    "skipped": {"type": False, "message": False},
    "system-out": {},
    "system-err": {},
}
CHILDREN = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase", "system-out", "system-err"],
    "properties": ["property"],
    "testcase": ["skipped", "error", "failure", "system-out", "system-err"],
}
OUTCOMES = ("failure", "error", "skipped")


def check(element):
    assert element.tag in ATTRIBUTES, f"unknown element {element.tag}"
    allowed = ATTRIBUTES[element.tag]
    for name in element.attrib:
        assert name in allowed, f"{element.tag} has no attribute {name}"
    for name, required in allowed.items():
        assert not required or name in element.attrib, f"{element.tag} lacks {name}"
    order = CHILDREN.get(element.tag, [])
    ranks = []
    for child in element:
        assert child.tag in order, f"{child.tag} in {element.tag}"
        ranks.append(order.index(child.tag))
        check(child)
    assert ranks == sorted(ranks), f"children of {element.tag} out of order"


def outcome(case):
    found = [child.tag for child in case if child.tag in OUTCOMES]
    assert len(found) <= 1, "a testcase with two outcomes"
    return found[0] if found else "passed"


def main():
    root = ElementTree.parse(sys.argv[1]).getroot()
    assert root.tag == "testsuites"
    check(root)
    for suite in root:
        cases = suite.findall("testcase")
        outcomes = [outcome(case) for case in cases]
        assert int(suite.get("tests")) == len(cases), "tests"
        assert int(suite.get("failures")) == outcomes.count("failure"), "failures"
        assert int(suite.get("errors")) == outcomes.count("error"), "errors"
        assert int(suite.get("skipped")) == outcomes.count("skipped"), "skipped"
        for case, result in zip(cases, outcomes):
            assert float(case.get("time")) >= 0
            print(result, ascii(case.get("name")))


if __name__ == "__main__":
    main()
