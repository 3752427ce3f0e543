"""`fascia view` on a display of its own (Xvfb), driven with xdotool, and what it prints."""

import os
import re
import subprocess
import threading
import time
from pathlib import Path

FASCIA = os.environ["FASCIA_BINARY"]
SIZE = (1280, 720)
STATE = re.compile(r"^(?P<t>[\d.]+) s: (?P<sentence>.*) Local tension is (?P<tension>[\d.]+) mN "
                   r"\((?P<change>[-+][\d.]+) % since the (?P<since>start|touch)\)\. "
                   r"(?P<factor>[\d.]+) x real time, (?P<rate>\d+) frames/s\.$")
PRESSING = re.compile(r"Pressing (?P<kPa>[\d.]+) kPa \((?P<psi>[\d.]+) psi\) for (?P<held>\d+) s\.")


class Viewer:
    """`fascia view` on an Xvfb of its own; collects what it prints."""

    def __init__(self, folder, scenario="slow_hold", options=(), size=SIZE):
        self.folder = Path(folder)
        self.states = []
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "%dx%dx24" % size, "-nolisten", "tcp"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            display = number.readline().strip()
        assert display, "Xvfb did not start"
        self.environment = dict(os.environ, DISPLAY=":" + display, LIBGL_ALWAYS_SOFTWARE="1")
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.errors = open(self.folder / "stderr.txt", "w+")
        self.program = subprocess.Popen(
            [FASCIA, "view", scenario, "--size", "%d,%d" % size, "--print-state", *options],
            env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.program.stdout:
            self.lines.append(line.rstrip("\n"))
            match = STATE.match(self.lines[-1])
            if match:
                self.states.append(match)

    def mouse(self, *arguments):
        subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, check=True, timeout=20)

    def wait_for(self, what, condition, seconds, since=None):
        """The first state for which the condition holds, from the state `since` or now on; fails when the program ends or time is up."""
        seen = len(self.states) if since is None else since
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for state in self.states[seen:]:
                if condition(state):
                    return state
            seen = len(self.states)
            assert self.program.poll() is None, "the viewer ended by itself with %s\n%s" % (
                self.program.returncode, self.errors_text())
            time.sleep(0.05)
        raise AssertionError("%s: not seen in %d s; last lines:\n%s" % (what, seconds, "\n".join(self.lines[-5:])))

    def errors_text(self):
        self.errors.flush()
        return Path(self.errors.name).read_text()

    def end(self):
        if self.program.poll() is None:
            self.program.terminate()
        try:
            code = self.program.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.program.kill()
            code = self.program.wait()
        self.reader.join(timeout=5)
        return code

    def close(self):
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        self.server.terminate()
        self.server.wait()
        self.errors.close()


def pressed(state):
    """The match of a pressing hand in a state's sentence, or None."""
    return PRESSING.search(state["sentence"])
