"""Helpers for tests of the command line: run the program, look at what it says, count what is wrong."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

FASCIA = os.environ["FASCIA_BINARY"]
SOURCE = os.environ["FASCIA_SOURCE_DIR"]
GRAPHICS = os.environ.get("FASCIA_GRAPHICS", "0") in ("1", "ON", "TRUE")

# Small and quick; the strip has no skin, so no hand can touch it.
COUPON = """schema_version = 1
title = "Coupon"
model = "coupon"
duration_s = 3
[autonomic]
stress = 0.3
[[autonomic.change]]
t_s = 1.5
stress = 0.8
[[restriction]]
site = "middle"
radius_m = 0.01
"""

HAND = """[[hand]]
t_s = 0.5
site = "middle"
area_cm2 = 2
pressure_kPa = 1
ramp_kPa_per_s = 2
hold_s = 1
"""

failures = 0


def fascia(*arguments, cwd=None, timeout=250, env=None):
    """Runs the program; returns (exit code, stdout, stderr)."""
    done = subprocess.run([FASCIA, *map(str, arguments)], cwd=cwd, timeout=timeout, capture_output=True, text=True,
                          errors="replace", env={**os.environ, **(env or {})})
    return done.returncode, done.stdout, done.stderr


def check(condition, what):
    global failures
    if not condition:
        failures += 1
        print(f"FAILED: {what}")


def check_equal(found, wanted, what):
    check(found == wanted, f"{what}: found {found!r}, wanted {wanted!r}")


def check_refused(result, *words, what="", code=2):
    """One sentence on stderr with these words, nothing on stdout, the exit code of a usage error."""
    found, out, err = result
    lines = [line for line in err.splitlines() if line.strip()]
    check(found == code and len(lines) == 1 and lines[0].startswith("fascia: ") and not out,
          f"{what}: wanted exit {code} and one sentence, found exit {found}, stdout {out[:300]!r}, stderr {err[:600]!r}")
    for word in words:
        check(word in err, f"{what}: {word!r} is not in {err[:600]!r}")


class Folder:
    """A folder of its own, removed at the end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="fascia_cli_")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def __call__(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(self(name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return self(name)

    def read(self, name):
        with open(self(name), encoding="utf-8") as file:
            return file.read()

    def rows(self, name="series.csv"):
        """(column names, rows of numbers)"""
        lines = self.read(name).splitlines()
        return lines[0].split(","), [[float(cell) for cell in line.split(",")] for line in lines[1:]]

    def summary(self, name="run.json"):
        return json.loads(self.read(name))


def finish():
    print(f"{failures} failed" if failures else "all passed")
    sys.exit(1 if failures else 0)
