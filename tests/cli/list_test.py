"""`fascia list`: a table for people, JSON for programs, with units, ranges and sources."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import COUPON, Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402

wanted = {
    "scenarios": ("slow_hold", {"id", "title", "model", "duration_s"}),
    "models": ("low_back", {"id", "title", "description"}),
    "params": ("deep_fascia.fibre_modulus_Pa", {"id", "unit", "minimum", "maximum", "source", "grade", "value_concept"}),
    "presets": ("evidence", {"id", "title", "statement"}),
    "lines": ("superficial_back", {"id", "evidence", "stations"}),
    "sites": ("low_back_left", {"id", "label", "region", "position_m"}),
    "hypotheses": ("guarding", {"id", "statement", "source", "grade"}),
    "claims": ("forcing_guards", {"id", "claim", "grade", "observed", "sources"}),
    "columns": ("local_tension_N", {"id", "unit", "label", "parameters"}),
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

# Every column of series.csv is listed in its order, with the unit that its name ends in, and rests on parameters.
ENDINGS = {"kPa": "kPa", "N": "N", "N_per_m": "N/m", "percent": "%", "s": "s"}
columns = json.loads(fascia("list", "columns", "--model", "coupon", "--json")[1])
with Folder() as folder:
    scenario = folder.write("start.toml", COUPON)
    code, out, err = fascia("run", scenario, "--duration", "0.1s", "--out", folder("a"))
    check_equal(code, 0, f"a run: {err}")
    check_equal(folder.read("a/series.csv").splitlines()[0].split(","), [row["id"] for row in columns], "columns")
for row in columns:
    ending = max((end for end in ENDINGS if row["id"].endswith("_" + end)), key=len, default=None)
    check(row["unit"] == ENDINGS[ending] if ending else row["unit"] in ("1", "of 10", "deg"), f"{row['id']}: unit")
    for beginning in filter(None, row["parameters"].split(", ")):
        check(any(each["id"].startswith(beginning) for each in params), f"{row['id']}: no parameter {beginning}*")
    check(row["parameters"] or row["id"] == "t_s", f"{row['id']} rests on parameters")

code, out, _ = fascia("list", "sites", "--model", "coupon", "--json")
check("middle" in [row["id"] for row in json.loads(out)], "sites of another model")
check_refused(fascia("list", "sites", "--model", "copon"), "'coupon'", what="misspelt model")
finish()
