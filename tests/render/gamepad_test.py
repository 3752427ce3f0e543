#!/usr/bin/env python3
"""The window, driven by a gamepad alone: aim, press, pull, hold, let go, pause, reset.

The states of a gamepad come through a named pipe (`--gamepad`); what the tissue does is read from --print-state and from
the recording. Skipped without Xvfb.
"""

import json
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from viewer_window import Viewer, pressed  # noqa: E402

REST = "0 0 0 0 0 0"


def main():
    if os.environ.get("FASCIA_GRAPHICS") == "0" or not shutil.which("Xvfb"):
        print("skipped: this needs a build with graphics and Xvfb")
        return 77
    with tempfile.TemporaryDirectory(prefix="fascia_gamepad_") as folder:
        pipe = os.path.join(folder, "gamepad")
        os.mkfifo(pipe)
        viewer = Viewer(folder, options=("--gamepad", pipe, "--record", "session.jsonl"))

        def play(state, seconds=0.5):
            with open(pipe, "w") as file:
                file.write(state + "\n")
            time.sleep(seconds)

        def play_until(state, what, condition, seconds=120):
            """What it leads to may be said once and at once: looked for from before the order."""
            since = len(viewer.states)
            play(state, 0.0)
            return viewer.wait_for(what, condition, seconds, since)

        def lifted(state):
            return "No hand is on the tissue." in state["sentence"]

        try:
            viewer.wait_for("a first state", lambda s: True, 120)
            play(REST)
            half = play_until("0 0 0 0 0 0.56", "a hold",  # half the trigger, half the 12 kPa
                              lambda s: pressed(s) and int(pressed(s)["held"]) >= 5)
            full = play_until("0 0 0 0 0 1", "a firmer press", lambda s: pressed(s) and float(pressed(s)["kPa"]) > 9.0)
            play("0 -1 0 0 0 1", 2.0)  # pull up
            play("0 0 0 0 0 1 a")  # stays
            play(REST, 3.0)
            kept = viewer.states[-1]
            play_until("0 0 0 0 0 0 b", "a lifted hand", lifted)
            play("0.5 0.4 0.5 0 0 0", 1.0)  # aims lower right, turns the body
            moved = play_until("0 0 0 0 1 0", "a press elsewhere", lambda s: pressed(s) and s["since"] == "touch")
            play_until("", "a lifted hand", lifted)  # unplugged: the hand does not stay by itself
            play(REST)
            play_until("0 0 0 0 0 0 start", "a pause", lambda s: s["sentence"].startswith("Paused."))
            play(REST)
            play_until("0 0 0 0 0 0 start", "no pause", lambda s: not s["sentence"].startswith("Paused."))
            code = viewer.end()
            errors = viewer.errors_text()
        finally:
            viewer.close()
        assert code == 130 or code == 0, "the viewer ended with %d: %s" % (code, errors)
        assert errors == "", "the viewer complained: " + errors
        for name, state in (("half", half), ("full", full), ("kept", kept), ("moved", moved)):
            print("%-5s %s" % (name, state.group(0)))
        assert 3.0 < float(pressed(half)["kPa"]) < 8.0, "half a trigger: " + half.group(0)
        assert pressed(kept) and float(pressed(kept)["kPa"]) > 9.0, "the hand did not stay: " + kept.group(0)
        with open(os.path.join(folder, "session.jsonl")) as file:
            pulls = [line for line in map(json.loads, file) if line.get("traction_ratio", line.get("tractionRatio", 0)) > 0.5]
        assert pulls, "the stick did not pull"
    return 0


if __name__ == "__main__":
    sys.exit(main())
