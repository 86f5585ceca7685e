# proofmark report and proofmark scorecard.
load helper

made_up() { python3 "$PROOFMARK_SOURCE/tests/report/make_observation.py" "$1" >"$1.json"; }

prices='{"currency": "EUR", "date": "2024-05-01", "machines": [{"match": "NVIDIA*", "per_hour": 3.5}]}'
mix='{"name": "executor", "weights": {"hash/keccak256": 3, "hash/sha*": 2}}'

@test "report prints the tables that run ended with" {
  short_run --json r.json >run.txt
  proofmark report r.json >report.txt
  diff run.txt report.txt
}

@test "report writes a page and Markdown, to files and to standard output" {
  made_up machine
  proofmark report machine.json --html r.html --markdown r.md
  proofmark report machine.json --html - | cmp - r.html
  proofmark report machine.json --markdown - | cmp - r.md
  grep -q '^<!doctype html>' r.html
  grep -q '^| implementation | device | binding | boundary | median |' r.md
  grep -q 'too noisy: ±44%' r.md
  run proofmark report machine.json --html - --markdown -
  [ "$status" -eq 2 ]
  run proofmark report machine.json --html nowhere/r.html
  [ "$status" -eq 7 ]
}

@test "report names what is wrong with a file" {
  run proofmark report
  [ "$status" -eq 2 ]
  run proofmark report nowhere.json --html r.html
  [ "$status" -eq 7 ]
  : >empty.json
  run proofmark report empty.json --html r.html
  [ "$status" -eq 2 ]
  [[ "$output" == *empty.json* ]]
  [ ! -e r.html ]
}

@test "what a results file names is no markup in Markdown" {
  made_up hostile
  proofmark report hostile.json --markdown r.md
  ! grep -iE '<(script|img)' r.md
  # Every row of a table has as many cells as its head, whatever the names hold.
  python3 - <<'END'
import re
width = None
for line in open("r.md", encoding="utf-8"):
    cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else None
    assert width is None or cells is None or cells == width, line
    width = cells
END
}

@test "a scorecard of two machines: table, Markdown, JSON" {
  made_up machine
  made_up other
  echo "$prices" >prices.json
  echo "$mix" >mix.json
  run --separate-stderr proofmark scorecard machine.json other.json --prices prices.json --mix mix.json
  [ "$status" -eq 0 ]
  [[ "$output" == *"Mix “executor”"* && "$output" == *"another input than on the base machine"* ]]
  proofmark scorecard machine.json other.json --markdown - | grep -q '^| work | machine | place |'
  # beta is made up to be twice as fast as alpha at everything.
  proofmark scorecard machine.json other.json --prices prices.json --mix mix.json --json - | python3 -c '
import json, sys
card = json.load(sys.stdin, parse_constant=lambda text: sys.exit(text))
mean = {(m["machine"], m["place"]): m["weighted_geometric_mean"] for m in card["mix"]["means"]}
assert mean["alpha", None] == 1 and abs(mean["beta", None] - 2) < 0.02, mean
for work in card["works"]:
    for score in work["scores"]:
        assert (score["case"] is None) == (score["not_compared"] is not None), score
        if score["case"] and score["price"]:
            cost = 3.5 / 3600 / score["items_per_second"] * 1e9
            assert abs(cost / score["cost_per_billion_items"] - 1) < 1e-12, score'
}

@test "a scorecard needs a base that is there, prices and a mix that can be read" {
  made_up one
  run proofmark scorecard one.json --base nobody
  [ "$status" -eq 2 ]
  [[ "$output" == *"'nobody'"* ]]
  echo '{"name": "m", "weights": {"hash/*": -1}}' >mix.json
  run proofmark scorecard one.json --mix mix.json
  [ "$status" -eq 2 ]
  run proofmark scorecard one.json --prices nowhere.json
  [ "$status" -eq 7 ]
  run proofmark scorecard
  [ "$status" -eq 2 ]
}

@test "the page in a browser: pictures, figures, hostile names, phone, light and dark" {
  run python3 "$PROOFMARK_SOURCE/tests/report/check_page.py" "$PROOFMARK" "$PWD"
  [ "$status" -ne 77 ] || skip "$output"
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "made-up files of the tests follow the schema" {
  python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
  for kind in empty one machine; do
    made_up "$kind"
  done
  "$PROOFMARK_SOURCE/tests/schema/check_schema.py" *.json
}
