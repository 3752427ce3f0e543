"""`fascia list`: a table for people, JSON for programs, with units, ranges and sources."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import check, check_equal, check_refused, fascia, finish  # noqa: E402

wanted = {
    "scenarios": ("slow_hold", {"id", "title", "model", "duration_s"}),
    "models": ("low_back", {"id", "title", "description"}),
    "params": ("deep_fascia.fibre_modulus_Pa", {"id", "unit", "minimum", "maximum", "source", "grade", "value_concept"}),
    "presets": ("evidence", {"id", "title", "statement"}),
    "lines": ("superficial_back", {"id", "evidence", "stations"}),
    "sites": ("low_back_left", {"id", "label", "region", "position_m"}),
    "hypotheses": ("guarding", {"id", "statement", "source", "grade"}),
    "claims": ("forcing_guards", {"id", "claim", "grade", "observed", "sources"}),
    "fields": ("tension_N", {"id", "unit", "where"}),
}
for what, (example, keys) in wanted.items():
    code, out, err = fascia("list", what)
    check(code == 0 and not err, f"list {what}: exit {code}, {err}")
    lines = out.splitlines()
    check(lines and lines[0].split()[0] == "id", f"list {what} has a header: {lines[:1]}")
    check(any(line.split()[0] == example for line in lines if line.strip()), f"list {what} shows {example}")
    code, out, err = fascia("list", what, "--json")
    check(code == 0 and not err, f"list {what} --json: exit {code}, {err}")
    rows = json.loads(out)
    check_equal(len(rows), len(lines) - 1, f"list {what}: rows of table and JSON")
    check(all(keys <= row.keys() for row in rows), f"list {what} --json has {keys}")
    check(example in [row["id"] for row in rows], f"list {what} --json has {example}")

params = json.loads(fascia("list", "params", "--json")[1])
for row in params:
    check(row["minimum"] <= row["value_concept"] <= row["maximum"], f"{row['id']}: preset within its range")
    check(row["source"] and row["grade"] in "ABCDE", f"{row['id']}: source and grade")
code, out, _ = fascia("list", "sites", "--model", "coupon", "--json")
check("middle" in [row["id"] for row in json.loads(out)], "sites of another model")
check_refused(fascia("list", "sites", "--model", "copon"), "'coupon'", what="misspelt model")
finish()
