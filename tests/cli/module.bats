# A module from outside: its command, its works and its section of the results file (tests/module/made_up.c), in a
# program that has it and in one that does not.
load helper

made_up() { "$PROOFMARK_MADE_UP" "$@"; }
check() { # PROGRAM FILE...
  local program=$1
  shift
  python3 -c 'import jsonschema' 2>/dev/null || skip "no python3-jsonschema"
  python3 "$PROOFMARK_SOURCE/tests/schema/check_schema.py" --program "$program" "$@"
}
a_run() { # FILE [OPTION...]
  local file=$1
  shift
  made_up run --threads 1 --min-time 0.002 --repetitions 2 --max-noise none --json "$file" "$@" >/dev/null
}
# Prints what Python's expression `p`, the `proofmark` object of FILE, comes to.
show() { # FILE EXPRESSION
  python3 -c 'import json, sys; p = json.load(open(sys.argv[1]))["proofmark"]; print(eval(sys.argv[2]))' "$@"
}

@test "--help lists the module's command, and a mistyped one finds it" {
  made_up --help >help.txt
  grep -q '^Made up:$' help.txt
  grep -q '^  weigh  *what the scales show$' help.txt
  grep -q '^  compare ' help.txt
  run --separate-stderr made_up wiegh
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"the nearest is 'weigh'; there are list, "*", schema, weigh" ]]
  run --separate-stderr proofmark weigh 1 --json w.json
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"unknown command 'weigh'; there are "* ]]
}

@test "the module's command has its own help and its errors" {
  run --separate-stderr made_up weigh --help
  [ "$status" -eq 0 ]
  [[ "$output" == *"Usage: proofmark weigh"* ]]
  run --separate-stderr made_up weigh 0 --json w.json
  [ "$status" -eq 2 ]
  [ "$stderr" = "proofmark: a weight is a number of grams above 0, not '0'" ]
}

@test "the module's works are listed, run and checked, and the law that one names is looked at" {
  made_up list | grep -q '^made_up/halves'
  a_run r.json
  [ "$(show r.json '[case["work"] for case in p["cases"]]')" = \
    "['made_up/sum[count=4096]', 'made_up/halves[count=4096]']" ]
  [ "$(show r.json '[work["not_slower_than"] for work in p["works"]]')" = "[None, 'made_up/sum']" ]
  [ "$(show r.json '[(law["verdict"], law["checked"]) for law in p["laws"] if law["name"] == "work_order"]')" != \
    "[('not checked', 0)]" ]
  "$PROOFMARK" laws r.json | grep '^work_order ' | grep -qv 'not checked' # without knowing the works
  check "$PROOFMARK" r.json
}

@test "schema puts the section in, and files are held against it" {
  made_up schema >with.json
  python3 - "$PROOFMARK_SOURCE/results/schema/proofmark-1.schema.json" <<'PYTHON'
import json, sys
with_section, without = json.load(open("with.json")), json.load(open(sys.argv[1]))
members = with_section["properties"]["proofmark"]["properties"]
assert members.pop("weights") == {"$ref": "#/definitions/section_weights"}
parts = members["merged"]["items"]["properties"]["sections"]["properties"]
assert parts.pop("weights") == {"$ref": "#/definitions/section_weights"}
assert with_section["definitions"].pop("section_weights")["required"] == ["grams", "total"]
assert with_section == without
PYTHON
  made_up weigh 1.5 2 --json w.json
  [ "$(show w.json 'p["weights"]')" = "{'grams': [1.5, 2], 'total': 3.5}" ]
  check "$PROOFMARK_MADE_UP" w.json
  check "$PROOFMARK" w.json # a section that it does not know is allowed
  sed 's/1\.5/-1.5/' w.json >wrong.json
  run check "$PROOFMARK_MADE_UP" wrong.json
  [ "$status" -eq 1 ]
  [[ "$output" == *"weights/grams"* ]]
}

@test "merge: a section that is not known is kept, one that is known is put together" {
  a_run r.json
  made_up weigh 1 2 --json a.json
  made_up weigh 3 --json b.json
  "$PROOFMARK" merge r.json a.json --json m.json
  "$PROOFMARK" merge m.json b.json --json mm.json
  made_up merge r.json a.json --json known_m.json
  made_up merge known_m.json b.json --json known_mm.json
  made_up merge mm.json --json whole.json # what one program could not put together, the other still can
  check "$PROOFMARK_MADE_UP" m.json mm.json known_m.json known_mm.json whole.json
  python3 - <<'PYTHON'
import json
def load(name):
    return json.load(open(name + ".json"))["proofmark"]
a, b = {"grams": [1, 2], "total": 3}, {"grams": [3], "total": 3}
for name in ("m", "known_m"):
    assert load(name)["weights"] == a and len(load(name)["cases"]) == 2
for name in ("mm", "known_mm", "whole"):
    assert [part["sections"] for part in load(name)["merged"]] == [{}, {"weights": a}, {"weights": b}]
assert "weights" not in load("mm")
for name in ("known_mm", "whole"):
    assert load(name)["weights"] == {"grams": [1, 2, 3], "total": 6}
PYTHON
}

@test "--resume and every reader leave a section alone" {
  a_run r.json
  python3 - <<'PYTHON'
import json
document = json.load(open("r.json"))
document["proofmark"]["weights"] = {"grams": [5], "total": 5}
document["proofmark"]["elsewhere"] = ["no", {"program": "knows"}, None]
json.dump(document, open("r.json", "w"))
PYTHON
  a_run r.json --resume
  [ "$(show r.json 'p["weights"], p["elsewhere"]')" = \
    "({'grams': [5], 'total': 5}, ['no', {'program': 'knows'}, None])" ]
  [ "$(show r.json 'len(p["resumed"]), len(p["cases"])')" = "(1, 2)" ]
  check "$PROOFMARK_MADE_UP" r.json
  for command in "laws r.json" "explain r.json" "report r.json" "compare r.json r.json" "scorecard r.json"; do
    run --separate-stderr "$PROOFMARK" $command
    [ "$status" -eq 0 ] || { echo "$command: $stderr"; false; }
  done
}
