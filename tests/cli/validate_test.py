"""`fascia validate`: what it prints and writes, its exit codes and refusals. The values are the business of the checks."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402

KEYS = ["id", "title", "value", "unit", "low", "high", "verdict", "preset", "source"]

with Folder() as folder:
    code, out, err = fascia("validate", "--list")
    check_equal((code, err), (0, ""), "validate --list")
    ids = [line.split()[0] for line in out.splitlines()[1:]]
    wanted = {f"V{i}" for i in range(1, 17)} | {f"P{i}" for i in range(1, 19)}
    check(wanted <= set(ids), f"V1 to V16 and P1 to P18 are there; missing: {sorted(wanted - set(ids))}")
    check_equal(len(ids), len(set(ids)), "every check once")

    page = folder("page.md")
    code, out, err = fascia("validate", "V3", "C1", "V13", "--out", folder("a"), "--report", page)
    check_equal(code, 0, "exit code when all pass or are not possible")
    check("V3" in err and "V3" not in err.replace("V3:", ""), f"progress is on stderr: {err!r}")
    rows = json.loads(folder.read("a/validation.json"))
    check_equal([row["id"] for row in rows][:1] + [row["id"] for row in rows][-1:], ["C1", "V13"], "order of the rows")
    for row in rows:
        check_equal(list(row)[:9], KEYS, f"keys of {row['id']}")
        check(row["verdict"] in ("pass", "fail", "not possible"), f"verdict of {row['id']}")
        if row["verdict"] == "not possible":
            check(row["value"] is None and row["note"], f"{row['id']} says why")
        else:
            inside = (row["low"] is None or row["low"] <= row["value"]) and (
                row["high"] is None or row["value"] <= row["high"])
            check(row["verdict"] == ("pass" if inside else "fail"), f"verdict of {row['id']} is that of its band")
    check_equal(len(out.splitlines()), len(rows) + 1, "a line a row, and a header")
    report = folder.read("page.md")
    check_equal(report.count("\n| V3 |"), sum(row["id"] == "V3" for row in rows), "rows of V3 in the page")
    pictures = re.findall(r"\]\((images/page/\w+\.svg)\)", report)
    check(pictures, "the page shows pictures")
    for picture in pictures:
        check(folder.read(picture).rstrip().endswith("</svg>"), f"{picture} is whole")
    fascia("validate", "V3", "C1", "V13", "--out", folder("a"), "--report", page, "--force", "--quiet")
    check_equal(folder.read("page.md"), report, "the page made anew is the same")

    # Without its slow branch the series cannot relax by a third.
    code, out, err = fascia("validate", "V2", "--set", "visco.g3=0", "--out", folder("b"), "--quiet")
    check_equal((code, err), (4, ""), "exit code when a check fails")
    check_equal([row["verdict"] for row in json.loads(folder.read("b/validation.json"))], ["fail"], "the row that fails")
    check_refused(fascia("validate", "V2", "--out", folder("b")), "validation.json", what="a file that is there")
    check_refused(fascia("validate", "V22", "--out", folder("c")), "V22", "Did you mean", what="an unknown check")
    check_refused(fascia("validate", "V2", "--set", "visco.g9=0", "--out", folder("c")), "visco.g9", "visco.g",
                  what="an unknown parameter")
    check_refused(fascia("validate", "V2", "--set", "visco.g3=7", "--out", folder("c")), "visco.g3", what="out of range")
    check_refused(fascia("validate", "P1", "--set", "duration_s=3", "--out", folder("c")), "duration_s",
                  what="a key of one scenario")
    check(not os.path.exists(folder("c")), "a refused call leaves nothing behind")

finish()
