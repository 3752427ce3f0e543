"""The ledger of claims, and the pages that are made from tables of the program."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import SOURCE, Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402


def listed(what, *more):
    code, out, err = fascia("list", what, "--json", *more)
    check(code == 0 and not err, f"list {what}: exit {code}, {err}")
    return json.loads(out)


def read(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as file:
        return file.read()


claims = listed("claims")
ids = {claim["id"] for claim in claims}
check_equal(len(ids), len(claims), "ids are different")
for claim in claims:
    for key in ("claim", "observed", "cause", "better", "wording", "sources", "checked"):
        check(claim[key], f"{claim['id']} has {key}")
    check(claim["grade"] in "ABCDE", f"{claim['id']} has a grade")
    check(not re.search(r"\bdamage|\byour fascia\b", claim["wording"], re.I), f"{claim['id']}: the wording frightens nobody")
check_equal({claim["grade"] for claim in listed("claims", "--grade", "E")}, {"E"}, "claims of grade E alone")
check_refused(fascia("list", "claims", "--grade", "F"), "--grade", what="a grade that there is not")

# Every switch, preset and caption rests on an entry of the ledger.
for what, key in (("hypotheses", "hypotheses"), ("presets", "presets")):
    named = {name for claim in claims for name in claim[key]}
    for row in listed(what):
        check(row["id"] in named, f"no claim in assets/claims.toml names the {what} entry '{row['id']}'")
for row in listed("scenarios"):
    with open(row["file"], encoding="utf-8") as file:
        found = re.search(r"^claims = \[(.*)\]$", file.read(), re.M)
    caption = re.findall(r'"([^"]+)"', found[1]) if found else []
    check(caption, f"scenario '{row['id']}' names no claim (claims = [...])")
    for name in caption:
        check(name in ids, f"scenario '{row['id']}' names the claim '{name}', which is not in assets/claims.toml")

# Sources that are named by number are in docs/references.md.
references = set(re.findall(r"^\| (S\d+) \|", read("docs", "references.md"), re.M))
_, checks, _ = fascia("validate", "--list")
for text, where in ((checks, "validate --list"), (read("docs", "parameters.md"), "docs/parameters.md")):
    for number in set(re.findall(r"\bS(\d+)", text)):
        check("S" + number in references, f"S{number} of {where} is in docs/references.md")

code, page, _ = fascia("list", "params", "--markdown")
check_equal(code, 0, "exit code of the page of parameters")
check(page == read("docs", "parameters.md"),
      "docs/parameters.md is out of date: fascia list params --markdown > docs/parameters.md")

# A ledger with a mistake says where and what was meant.
with Folder() as folder:
    ledger = read("assets", "claims.toml")
    for old, new, words in (('hypotheses = ["hydration"]', 'hypotheses = ["hydratoin"]', ("hydratoin", "'hydration'")),
                            ('grade = "E"', 'grade = "F"', ("grade", "F")),
                            ('id = "glue"', 'id = "calms"', ("twice",)),
                            ("observed = ", "obseved = ", ("obseved", "'observed'"))):
        check(old in ledger, f"{old} is in the ledger")
        folder.write("claims.toml", ledger.replace(old, new, 1))
        check_refused(fascia("list", "claims", env={"FASCIA_ASSETS_DIR": folder.path}), "claims.toml:", *words,
                      what=f"a ledger with {new}")

finish()
