"""Runs the hidden test that draws in a window and without a display, under an X server of its own."""
import os
import shutil
import subprocess
import sys

if os.environ.get("FASCIA_GRAPHICS", "0") not in ("1", "ON", "TRUE") or shutil.which("Xvfb") is None:
    print("skipped: no graphics in this build, or no Xvfb")
    sys.exit(77)
program = os.path.join(os.path.dirname(os.path.dirname(os.environ["FASCIA_BINARY"])), "tests", "render_tests")
reader, writer = os.pipe()
server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                          pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
os.close(writer)
try:
    with os.fdopen(reader) as numbers:
        display = numbers.readline().strip()
    if not display:
        print("skipped: Xvfb did not start")
        sys.exit(77)
    done = subprocess.run([program, "[window]"], env={**os.environ, "DISPLAY": f":{display}", "LIBGL_ALWAYS_SOFTWARE": "1"},
                          timeout=200)
    sys.exit(done.returncode)
finally:
    server.terminate()
    server.wait()
