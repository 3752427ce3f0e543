"""Help and version everywhere; what is misspelt or out of range is refused with exit 2 and the nearest valid name."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import COUPON, GRAPHICS, HAND, Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402

COMMANDS = [["run"], ["view"], ["render"], ["list"]] + [["list", what] for what in
            ["scenarios", "models", "params", "presets", "sites", "lines", "hypotheses", "fields"]]

code, out, err = fascia("--help")
check_equal(code, 0, "--help")
for command in COMMANDS[:4]:
    check(command[0] in out, f"--help names {command[0]}")
for command in COMMANDS:
    if command[0] in ("view", "render") and not GRAPHICS:
        continue
    code, out, err = fascia(*command, "--help")
    check(code == 0 and "--help" in out and not err, f"{command} --help: exit {code}, {err}")
for arguments in [["--version"], ["run", "--version"], ["list", "params", "--version"]]:
    code, out, err = fascia(*arguments)
    check(code == 0 and out.startswith("fascia ") and "Not a medical device" in out, f"{arguments}: {code} {out} {err}")

if not GRAPHICS:
    for arguments in [["view"], ["render", "slow_hold", "--output", "x.png"], []]:
        check_refused(fascia(*arguments), "OpenGL", "fascia run", what=str(arguments), code=5)

check_refused(fascia("rnu"), "'run'", what="misspelt command")
check_refused(fascia("list", "parms"), "'params'", what="misspelt list")
check_refused(fascia("list"), what="list of nothing")
check_refused(fascia("run", "slow_hold", "--treads", "2"), "'--threads'", what="misspelt flag")
check_refused(fascia("run", "slow_hold", "--durtion=3s"), "'--duration'", what="misspelt flag with a value")
check_refused(fascia("run", "slow_hlod"), "'slow_hold'", what="misspelt scenario")
check_refused(fascia("run"), "slow_hold", what="no scenario")
check_refused(fascia("run", "no/such/file.toml"), "no/such/file.toml", what="no such file")
check_refused(fascia("run", "slow_hold", "--threads", "0"), "--threads", what="no threads")
check_refused(fascia("run", "slow_hold", "--progress", "fancy"), "--progress", what="unknown progress")
check_refused(fascia("run", "slow_hold", "--set"), "--set", what="--set without a value")
check_refused(fascia("run", "slow_hold", "--set", "hand.0.presure_kPa=1"), "'hand.pressure_kPa'", what="--set key")
check_refused(fascia("run", "slow_hold", "--set", "hand.0.pressure_kPa=12 s"), "kPa", what="--set with a wrong unit")
check_refused(fascia("run", "slow_hold", "--set", "hand.0.pressure_kPa=900"), "200 kPa", what="--set out of range")
check_refused(fascia("run", "slow_hold", "--duration", "-5"), "duration_s", what="negative duration")
check_refused(fascia("run", "slow_hold", "--seed", "x"), "seed", what="seed that is no number")
check_refused(fascia("run", "slow_hold", "--every", "0"), "--every", what="--every of nothing")
check_refused(fascia("run", "slow_hold", "--every", "1kPa"), "--every", what="--every in kPa")
check_refused(fascia("run", "slow_hold", "--replay", "none.jsonl"), "none.jsonl", what="no such recording")
check_refused(fascia("run", "slow_hold", "--set", "model=low_bak"), "'low_back'", what="misspelt model")
check_refused(fascia("run", "slow_hold", "--set", "hand.0.site=low_back_letf"), "'low_back_left'", what="misspelt site")

with Folder() as folder:
    hostile = {
        "empty.toml": "",
        "unknown.toml": (COUPON + HAND).replace("pressure_kPa", "presure_kPa"),
        "type.toml": COUPON.replace('"middle"', "3"),
        "nan.toml": COUPON.replace("stress = 0.8", "stress = nan"),
        "newer.toml": COUPON.replace("schema_version = 1", "schema_version = 2"),
        "twice.toml": COUPON + HAND + "hold_s = 2\n",
        "nul.toml": b"\0" * 100,
        "binary.toml": bytes(range(256)) * 20,
        "deep.toml": "schema_version = 1\na" + ".a" * 200000 + " = 1\n",
        "brackets.toml": "x = " + "[" * 100000,
        "large.toml": "# " + "x" * (3 << 20),
        "escape.toml": 'schema_version = 1\n"\\u001b[31m\\n" = 1\n',
        "overlap.toml": COUPON + HAND + HAND,
        "unfinished.toml": 'title = "',
    }
    for name, text in hostile.items():
        check_refused(fascia("run", folder.write(name, text), "--out", folder("out")), name, what=name)
    check_refused(fascia("run", folder.path + "/"), what="a folder")
    check(not os.path.exists(folder("out")), "nothing is written for a scenario that is refused")
    line = (COUPON + HAND).replace("pressure_kPa", "presure_kPa").splitlines().index("presure_kPa = 1") + 1
    check_refused(fascia("run", folder("unknown.toml")), f"unknown.toml:{line}", "'pressure_kPa'", what="place of a key")
finish()
