"""fascia render: its words in the PNG, moments side by side, and how it refuses."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import GRAPHICS, Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402
from render_png import Png, difference  # noqa: E402

if not GRAPHICS:
    sys.exit(77)
SMALL = ["--at", "0s", "--resolution", "320,180"]
with Folder() as folder:
    code, out, err = fascia("render", "calm", *SMALL, "--output", folder("a.png"), "--set", "title=Ruhe für \"alle\"")
    if code == 5:
        print(f"skipped: {err}")
        sys.exit(77)
    check_equal(code, 0, f"render ({err})")
    check_equal(out.strip(), folder("a.png"), "the name of the file on stdout")
    check_equal(sorted(os.listdir(folder.path)), ["a.png"], "nothing else is left behind")
    picture = Png(folder("a.png"))
    check_equal((picture.width, picture.height), (320, 180), "size")
    texts = picture.texts
    check(texts.get("Software", "").startswith("fascia "), f"Software: {texts.get('Software')!r}")
    check(texts.get("Intended-Use", "").startswith("Teaching model. Not a medical device."), "Intended-Use")
    for keyword in ("Commit", "Seed", "Threads", "Residual", "State-Hash", "Wall-Time_s", "Camera"):
        check(bool(texts.get(keyword)), f"{keyword} is missing")
    check_equal(texts.get("Time_s"), "0", "Time_s")
    check_equal(texts.get("Field"), "tension_N", "Field")
    check_equal(texts.get("Preset"), "concept", "Preset")
    scenario = json.loads(texts.get("Scenario", "{}"))
    check_equal(scenario.get("title"), 'Ruhe für "alle"', "title in the merged scenario")
    check_equal(scenario.get("model"), "low_back", "model in the merged scenario")

    # The camera in the file makes the same picture again.
    code, _, err = fascia("render", "calm", *SMALL, "--output", folder("b.png"), "--camera", texts["Camera"], "--set",
                          "title=Ruhe für \"alle\"")
    check_equal(code, 0, f"render with the camera of a picture ({err})")
    mean, share = difference(picture, Png(folder("b.png")))
    check(mean < 0.5 and share < 0.01, f"the camera's text gives another picture: {mean:.2f}, {share:.3f}")

    # A picture is a scenario: run again it ends in the state that the picture shows.
    code, _, err = fascia("render", "restricted", "--at", "0.3s", *SMALL[2:], "--set", "model=low_back_coarse", "--set",
                          "autonomic.stress=0.7", "--output", folder("state.png"))
    check_equal(code, 0, f"a picture to read back ({err})")
    code, _, err = fascia("run", folder("state.png"), "--duration", "0.3s", "--every", "0.3s", "--out", folder("again"), "--quiet")
    check_equal(code, 0, f"run of a picture's scenario ({err})")
    check_equal(folder.summary("again/run.json")["state_hash"], Png(folder("state.png")).texts["State-Hash"], "state")
    code, _, err = fascia("run", folder("again/run.json"), "--every", "0.3s", "--out", folder("third"), "--quiet")
    check_equal(code, 0, f"run of a run.json's scenario ({err})")
    check_equal(folder.summary("third/run.json")["state_hash"], Png(folder("state.png")).texts["State-Hash"], "state")
    for name in ("state.png", "again", "third"):
        shutil.rmtree(folder(name)) if os.path.isdir(folder(name)) else os.remove(folder(name))

    # Moments side by side: one scale, one view; nothing has happened yet, so the halves show the same.
    code, _, err = fascia("render", "calm", "--compare-with-start", "--at", "0s", "--no-caption", "--no-legend",
                          "--resolution", "402,180", "--output", folder("two.png"))
    check_equal(code, 0, f"--compare-with-start ({err})")
    two = Png(folder("two.png"))
    left = [two.rgb[3 * 402 * y:3 * 402 * y + 3 * 200] for y in range(180)]
    right = [two.rgb[3 * 402 * y + 3 * 202:3 * 402 * (y + 1)] for y in range(180)]
    check(left == right, "the same moment looks different on the right")

    # Larger, and without a background: corners are clear, the body is not.
    code, _, err = fascia("render", "calm", *SMALL, "--scale", "2", "--transparent", "--no-caption", "--no-legend",
                          "--output", folder("clear.png"))
    check_equal(code, 0, f"--transparent ({err})")
    clear = Png(folder("clear.png"))
    check_equal((clear.width, clear.height), (640, 360), "size at --scale 2")
    check_equal((clear.alpha[0], clear.alpha[639], clear.alpha[640 * 180 + 20]), (0, 0, 0), "opacity of the background")
    check(clear.alpha[640 * 180 + 320] > 200, f"opacity of the body {clear.alpha[640 * 180 + 320]}")
    check(not picture.alpha, "an opaque picture has no alpha channel")
    os.remove(folder("clear.png"))

    # Labels that would lie over the words of a small picture are left out; the others are there.
    for name, more in (("bare", []), ("labels", ["--labels"])):
        code, _, err = fascia("render", "restricted", *SMALL, "--nerves", *more, "--output", folder(f"{name}.png"))
        check_equal(code, 0, f"render {more} ({err})")
    bare, labels = (Png(folder(f"{name}.png")).rgb for name in ("bare", "labels"))
    changed = [sum(abs(bare[i + c] - labels[i + c]) > 40 for i in range(3 * 320 * y, 3 * 320 * (y + 1), 3) for c in range(3))
               for y in range(180)]
    check(sum(changed[:100]) > 500 and sum(changed[100:]) < 60, f"labels: {sum(changed[:100])} and {sum(changed[100:])}")
    for name in ("bare", "labels"):
        os.remove(folder(f"{name}.png"))

    # The web as it was can be told from the web as it is, where a hand has moved it.
    for name, more in (("now", []), ("ghost", ["--ghost"])):
        code, _, err = fascia("render", "forearm_hold", "--at", "14s", "--camera", "site", "--resolution", "480,270",
                              "--no-caption", *more, "--output", folder(f"{name}.png"))
        check_equal(code, 0, f"render {more} ({err})")
    now, ghost = (Png(folder(f"{name}.png")).rgb for name in ("now", "ghost"))
    far = sum(any(abs(now[i + c] - ghost[i + c]) > 12 for c in range(3)) for i in range(0, len(now), 3))
    check(far > 250, f"--ghost shows next to nothing: {far} pixels")
    for name in ("now", "ghost"):
        os.remove(folder(f"{name}.png"))

    # No scale where nothing carries its colours: the fascia peeled off or hidden, with the field of springs.
    for name, more in (("peeled", ["--peel", "3"]), ("hidden", ["--hide", "fascia"])):
        for legend in ([], ["--no-legend"]):
            code, _, err = fascia("render", "calm", *SMALL, *more, *legend, "--output", folder("legend%d.png" % len(legend)))
            check_equal(code, 0, f"render {more} ({err})")
        check_equal(difference(Png(folder("legend0.png")), Png(folder("legend1.png"))), (0.0, 0.0), f"a scale while {name}")
        os.remove(folder("legend0.png"))
        os.remove(folder("legend1.png"))

    # Nerves with their load, and words that say what it is.
    for name, more in (("bare", []), ("nerves", ["--nerves"])):
        code, _, err = fascia("render", "restricted", *SMALL, *more, "--no-legend", "--output", folder(f"{name}.png"))
        check_equal(code, 0, f"render {more} ({err})")
    mean, share = difference(Png(folder("bare.png")), Png(folder("nerves.png")))
    check(mean > 1.0, f"--nerves shows next to nothing: {mean:.2f}")
    for name in ("bare", "nerves"):
        os.remove(folder(f"{name}.png"))

    before = open(folder("a.png"), "rb").read()
    r = lambda *more, **rest: fascia("render", *more, **rest)  # noqa: E731
    to = ["--output", folder("c.png")]
    check_refused(r("calm", *SMALL, "--output", folder("a.png")), "--force", what="a file that is there")
    check_equal(open(folder("a.png"), "rb").read(), before, "the file that was there")
    check_refused(r("calm", *SMALL, *to, "--camera", "bakc"), "Did you mean 'back'?", "site", what="camera")
    check_refused(r("calm", *SMALL, *to, "--camera", "1,2,3/1,2,3"), "--camera", what="camera without a direction")
    for view in ("1e30,0,0/0,0,0", "100,0,0/0,1,0", "0,1.0,0/0,1.0,-0.02", "0,1,-2/9,9,9"):
        check_refused(r("calm", *SMALL, *to, "--camera", view), "--camera", "Did you mean", what=f"camera {view}")
    check_refused(r("calm", *SMALL, "--at", "0s", *to), "--at is given more than once", what="an option twice")
    check_refused(r("calm", *SMALL, "--output", folder(".png")), "has no name", what="no name")
    check_refused(r("calm", *SMALL, "--output", folder("c.png") + "/"), "has no name", what="a folder")
    check_refused(r("calm", *SMALL, *to, "--field", "tenson_N"), "Did you mean 'tension_N'?", what="field")
    check_refused(r("calm", *SMALL, *to, "--field", "principal_stress_Pa"), "--lines", what="a field with a direction")
    check_refused(r("calm", *SMALL, *to, "--theme", "drak"), "Did you mean 'dark'?", what="theme")
    check_refused(r("calm", *SMALL, *to, "--hide", "skn"), "Did you mean 'skin'?", what="hide")
    check_refused(r("calm", *SMALL, *to, "--cut", "saggital:0.5"), "Did you mean 'sagittal'?", what="cut")
    for cut in ("sagittal:2", "sagittal:x", "sagittal:0.1:0.2", "sagittal:nan"):
        check_refused(r("calm", *SMALL, *to, "--cut", cut), "--cut", what=f"cut {cut}")
    for peel in ("-1", "5", "x", "nan"):
        check_refused(r("calm", *SMALL, *to, "--peel", peel), "--peel", what=f"peel {peel}")
    check_refused(r("calm", *SMALL, *to, "--isolate", "nowhere"), "--isolate", "lower_lumbar_left", what="isolate")
    for size in ("0,0", "1e9,720", "640x360", "-5,10", "nan,nan", "640", ""):
        check_refused(r("calm", "--at", "0s", *to, "--resolution", size), "--resolution", what=f"size {size!r}")
    for ends in ("3,1", "1", "a,b", "nan,1", "0,1e-40", "-1e308,1e308", "0.001,0.0010000001", "1000,1000.1"):
        check_refused(r("calm", *SMALL, *to, f"--range={ends}"), "--range", what=f"range {ends}")
    for scale in ("0", "5", "-1", "nan", "x"):
        check_refused(r("calm", *SMALL, *to, "--scale", scale), "--scale", what=f"scale {scale}")
    check_refused(r("calm", *SMALL, *to, "--scale", "0,1"), "--range", what="ends of the colours")
    check_refused(r("calm", *SMALL[:2], *to, "--resolution", "8000,8000", "--scale", "4"), "16384", what="huge")
    for at in ("-1s", "banana", "5kPa", "1e9", "20s,10s", "1s,2s,3s,4s,5s"):
        check_refused(r("calm", "--at", at, *to), "--at", what=f"at {at}")
    check_refused(r("calm", "--at", "601s", *to), "600", "--duration", what="after the end")
    check_refused(r("clam", *SMALL, *to), "Did you mean 'calm'?", what="scenario")
    check_refused(r("calm", "--at", "0s", "--output", folder("c.jpg")), ".png", what="not a PNG file")
    check_refused(r("calm", "--at", "0s"), "--output", what="no file")
    check_refused(r("calm", *SMALL, "--output", "/proc/nothing/c.png"), "/proc/nothing", code=1, what="no folder")
    check_refused(r("calm", *SMALL, *to, env={"__EGL_VENDOR_LIBRARY_FILENAMES": "/nothing.json"}), "OpenGL", code=5,
                  what="no driver")
    if os.geteuid() != 0:
        os.mkdir(folder("locked"), 0o500)
        check_refused(r("calm", *SMALL, "--output", folder("locked/c.png")), "cannot be written", code=1, what="locked")
        os.rmdir(folder("locked"))
    check_equal(sorted(os.listdir(folder.path)), ["a.png", "b.png", "two.png"], "refusals leave nothing behind")
finish()
