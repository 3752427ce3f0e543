#!/usr/bin/env python3
"""The window, driven by mouse under Xvfb: press, hold, release, press elsewhere, save a picture, close.

Starts the real `fascia view` on a display of its own, presses on the skin with xdotool, and reads from outside what the
tissue did: the lines of --print-state while it happens, and the table of the replayed recording afterwards. Skipped
without Xvfb or xdotool.
"""

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from render_png import Png  # noqa: E402
from viewer_window import FASCIA, SIZE, Viewer, pressed  # noqa: E402

SPOT = (430, 310)  # on the ring of the first view
ELSEWHERE = (560, 400)  # on the back, far from it


def tension(state):
    return float(state["tension"])


def press_hold_release(viewer):
    """Drives the window; returns the states before, in the hold and after."""
    viewer.wait_for("a first state", lambda s: True, 120)
    # An orbit that ends where it began, and a zoom there and back: the picture moves, the tissue does not.
    viewer.mouse("mousemove", 640, 200, "mousedown", 3, "mousemove", 700, 240, "mousemove", 640, 200, "mouseup", 3)
    viewer.mouse("click", 4, "click", 5)
    time.sleep(2.0)
    before = viewer.states[-1]
    assert not pressed(before), "something presses before the mouse does: " + before["sentence"]

    viewer.mouse("mousemove", *SPOT, "mousedown", 1)
    for _ in range(8):  # a machine with other things to do: steps that take long are not cut short, or no replay fits
        viewer.program.send_signal(signal.SIGSTOP)
        time.sleep(0.4)
        viewer.program.send_signal(signal.SIGCONT)
        time.sleep(0.3)
    early = viewer.wait_for("a pressure", lambda s: pressed(s) and float(pressed(s)["kPa"]) > 1.0, 60)
    held = viewer.wait_for("a hold of 8 s", lambda s: pressed(s) and int(pressed(s)["held"]) >= 8, 120)
    viewer.mouse("mouseup", 1)
    after = viewer.wait_for("a lifted hand", lambda s: "No hand is on the tissue." in s["sentence"], 60)
    time.sleep(1.0)
    assert float(pressed(held)["kPa"]) > float(pressed(early)["kPa"]), "holding does not deepen"
    return before, held, after


def press_elsewhere(viewer):
    """The measures move under the hand, and compare with the touch there: no jump, only what the press does."""
    viewer.mouse("mousemove", *ELSEWHERE, "mousedown", 1)
    moved = viewer.wait_for("measures at the touch", lambda s: s["since"] == "touch", 60)
    held = viewer.wait_for("another hold", lambda s: pressed(s) and int(pressed(s)["held"]) >= 6, 120)
    viewer.mouse("mouseup", 1)
    viewer.wait_for("a lifted hand", lambda s: "No hand is on the tissue." in s["sentence"], 60)
    assert -3.0 < float(moved["change"]) < 10.0, "a jump when the place moves: " + moved.group(0)
    assert float(held["change"]) > 1.0, "the press does not tighten the web under it: " + held.group(0)


def pictures_of_themes(viewer, folder):
    """Key t goes from dark to light to projector, F12 saves each; their mean levels, 0..255."""
    levels = []
    for number in (1, 2, 3):
        viewer.mouse("key", "F12")
        file = Path(folder) / ("fascia-%04d.png" % number)
        end = time.monotonic() + 30
        while not file.exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert file.exists(), "F12 saves no picture"
        rgb = Png(file).rgb
        row = 3 * SIZE[0]
        for y in (60, 300, SIZE[1] - 70, SIZE[1] - 1):  # the panels reach the edge: no gap through which black shows
            right = rgb[row * y + row - 30:row * (y + 1)]
            assert right[-3:] == right[:3], "the right edge at line %d, picture %d: %s" % (y, number, list(right))
        levels.append(sum(rgb[::97]) / len(rgb[::97]))
        viewer.mouse("key", "t")
        time.sleep(1.0)
    return levels


def check_recording(folder):
    """The recording, done again without a window, ends in the same state and shows the same press."""
    run = subprocess.run([FASCIA, "run", "--replay", "session.jsonl", "--out", "again", "--every", "0.1s", "--quiet"],
                         cwd=folder, capture_output=True, text=True, timeout=240)
    assert run.returncode == 0, "the replay ends with %d: %s" % (run.returncode, run.stderr)
    with open(Path(folder) / "again" / "series.csv") as file:
        rows = list(csv.DictReader(file))
    force = [float(row["contact_force_N"]) for row in rows]
    assert force[0] == 0.0 and force[-1] < 0.1 and max(force) > 5.0, "contact force goes %s" % force
    local = [float(row["local_tension_N"]) for row in rows]
    assert max(local) > 1.05 * local[0], "local tension goes %s" % local


def main():
    if os.environ.get("FASCIA_GRAPHICS") == "0" or not shutil.which("Xvfb") or not shutil.which("xdotool"):
        print("skipped: this needs a build with graphics, Xvfb and xdotool")
        return 77
    with tempfile.TemporaryDirectory(prefix="fascia_window_") as folder:
        viewer = Viewer(folder, options=("--benchmark", "--record", "session.jsonl"))
        try:
            before, held, after = press_hold_release(viewer)
            press_elsewhere(viewer)
            dark, light, projector = pictures_of_themes(viewer, folder)
            viewer.mouse("key", "ctrl+q")
            viewer.program.wait(timeout=20)  # or it does not close the window
            code = viewer.end()
            errors = viewer.errors_text()
        finally:
            viewer.close()
        for name, state in (("before", before), ("held", held), ("after", after)):
            print("%-7s %s" % (name, state.group(0)))
        print(viewer.lines[-1])
        print("mean level of the themes: %.0f %.0f %.0f" % (dark, light, projector))
        assert dark < 90 < 150 < light < projector, "the themes look alike: %s" % ((dark, light, projector),)
        for state in (before, held, after):  # on the ring: the same place all along
            assert state["since"] == "start", "the measures moved: " + state.group(0)
        assert code == 0, "the viewer ended with %d: %s" % (code, errors)
        assert errors == "", "the viewer complained: " + errors
        assert tension(held) > 1.05 * tension(before), "the press does not tighten the web under it"
        assert tension(after) < 0.95 * tension(held), "the tension stays after the release"
        kPa, psi = float(pressed(held)["kPa"]), float(pressed(held)["psi"])
        assert 8.0 < kPa < 16.0, "a hand set to 12 kPa presses with %.1f kPa" % kPa
        assert abs(psi - kPa / 6.894757) < 0.06, "%.1f kPa is not %.1f psi" % (kPa, psi)
        # Speed depends on the machine and what else it does: only that it is measured and reported.
        report = re.search(r"^frames (\d+) .* real-time factor ([\d.]+) .* ([\d.]+) frames/s$", viewer.lines[-1])
        assert report and int(report[1]) > 20 and float(report[3]) > 0.0, "no frame rate: " + viewer.lines[-1]
        check_recording(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
