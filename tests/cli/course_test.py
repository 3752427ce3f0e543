"""`fascia course`: files, columns, refusals, wrong input. On the strip, which steps in no time."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import COUPON, SOURCE, Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402

COURSE = """schema_version = 1
title = "Three days"
scenario = "start.toml"
duration_days = 4
[[day]]
from_day = 0
waking = 0.6
asleep = 0.2
"""
TREATMENT = """[[treatment]]
title = "Hold"
first_day = 1
every_days = 1
count = 2
sites = ["%s"]
pressure_kPa = 6
hold_s = 20
"""
FIRST = "day,mean_tension_N,adhesion_mean,hydration_mean,comfort,arousal,treatments".split(",")

with Folder() as folder:
    folder.write("start.toml", COUPON)
    course = folder.write("three.toml", COURSE)
    code, out, err = fascia("course", course, "--out", folder("a"))
    check_equal(code, 0, f"exit code: {err[:300]}")
    check("4 days" in out and "0 treatments" in out, f"a sentence: {out}")
    check_equal(sorted(os.listdir(folder("a"))), ["course.csv", "course.json", "course.svg"], "files")
    names, rows = folder.rows("a/course.csv")
    check_equal(names[:len(FIRST)], FIRST, "columns (the strip has no joints)")
    check_equal([row[0] for row in rows], [0, 1, 2, 3, 4], "a row a day")
    adhesion = [row[FIRST.index("adhesion_mean")] for row in rows]
    check(all(b > a for a, b in zip(adhesion, adhesion[1:])), f"adhesion forms under stress: {adhesion}")
    check("<svg" in folder.read("a/course.svg") and "Not a medical device" in folder.read("a/course.svg"), "the plot")
    code, out, err = fascia("course", course, "--out", folder("t"), "--threads", 1)
    check_equal(folder.read("t/course.csv"), folder.read("a/course.csv"), "the same on any number of threads")
    check_refused(fascia("course", course, "--out", folder("a")), "--force", "course.csv", what="overwriting")

    check_refused(fascia("course", "weekly_2"), "weekly_20", what="a misspelt course")
    wrong = folder.write("wrong.toml", COURSE.replace("duration_days", "duration_day"))
    check_refused(fascia("course", wrong), "wrong.toml", "duration_days", what="a misspelt key")
    nowhere = folder.write("nowhere.toml", COURSE + TREATMENT % "midle")
    check_refused(fascia("course", nowhere), "midle", what="a misspelt site")
    bare = folder.write("bare.toml", COURSE.split("[[day]]")[0])
    check_refused(fascia("course", bare), "[[day]]", what="no daily profile")
    check_refused(fascia("course", course, "--days", "2.5"), "--days", what="half a day")
    # Published points (how they are drawn: tests/unit/course_plot_test.cpp).
    share = "# title: T\n# source: S1\n# people: 9\n# quantity: share\nday,value,low,high\n0,1,0.9,1.1\n"
    own = share.replace("quantity: share", "quantity: points lost\n# scale: own\n# days from: first treatment")
    folder.write("share.csv", share)
    folder.write("own.csv", own)
    with_points = COURSE.replace("duration_days = 4", "duration_days = 4\npublished = [\"share.csv\", \"own.csv\"]")
    trial = folder.write("trial.toml", with_points + TREATMENT % "middle")
    for bad, word in ((own.replace("scale: own", "scale: owm"), "owm"), (share.replace("0.9", "1.05"), "low <= value"),
                      (share.replace("# source: S1\n", ""), "# source"),
                      (own.replace("first treatment", "birth"), "birth")):
        folder.write("own.csv", bad)
        check_refused(fascia("course", trial, "--out", folder("q")), "own.csv", word, what=f"points with {word}")

    # Every shipped file of points names a source of docs/references.md, and a course that shows it.
    with open(os.path.join(SOURCE, "docs", "references.md"), encoding="utf-8") as file:
        references = set(re.findall(r"^\| (S\d+) \|", file.read(), re.M))
    courses = os.path.join(SOURCE, "assets", "courses")
    shown = "".join(open(os.path.join(courses, name), encoding="utf-8").read() for name in os.listdir(courses)
                    if name.endswith(".toml"))
    for name in os.listdir(os.path.join(courses, "published")):
        with open(os.path.join(courses, "published", name), encoding="utf-8") as file:
            source = re.search(r"^# source: (S\d+): .+$", file.read(), re.M)
        check(source and source[1] in references, f"{name} names its source")
        check(f"published/{name}" in shown, f"{name} is shown by a course")

    code, out, err = fascia("course", "--list")
    check_equal(code, 0, "the list")
    for name in ["weekly_20", "six_slow", "six_forceful", "home_8_weeks", "no_treatment", "stressful_months"]:
        check(name in out, f"{name} ships")

finish()
