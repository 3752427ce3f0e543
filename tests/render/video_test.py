"""fascia render --video: frames from the simulation clock, words inside, numbered pictures without ffmpeg, refusals.

ffmpeg is stood in for by a script that writes down what it was told and what came in, so that the test runs without it;
with a real ffmpeg and ffprobe the file itself is looked at too.
"""
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import COUPON, FASCIA, GRAPHICS, Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402
from render_png import Png  # noqa: E402

if not GRAPHICS:
    sys.exit(77)
STAND_IN = f"""#!{sys.executable}
import json, os, struct, sys
log = os.path.join(os.path.dirname(os.path.abspath(__file__)), "log.jsonl")
data = b"" if "copy" in sys.argv else sys.stdin.buffer.read()
words = ""
if "ffmetadata" in sys.argv:
    words = open(sys.argv[sys.argv.index("ffmetadata") + 2][len("file:"):]).read()
with open(log, "a") as file:
    file.write(json.dumps({{"arguments": sys.argv[1:], "bytes": len(data), "words": words}}) + "\\n")
with open(sys.argv[-1][len("file:"):], "wb") as file:
    file.write(struct.pack(">I4s", 8, b"moov") + struct.pack(">I4s", 16 if "STAND_IN_CUT" in os.environ else 8, b"mdat"))
sys.exit(int(os.environ.get("STAND_IN_EXIT", "0")))
"""
SIZE = (160, 90)
SMALL = ["--resolution", "%d,%d" % SIZE, "--quiet"]


def lines_of(folder):
    with open(folder("bin/log.jsonl")) as file:
        return [json.loads(line) for line in file]


with Folder() as folder:
    scenario = folder("coupon.toml")
    with open(scenario, "w") as file:
        file.write(COUPON)
    code, _, err = fascia("render", scenario, "--at", "0s", *SMALL, "--output", folder("probe.png"))
    if code == 5:
        print(f"skipped: {err}")
        sys.exit(77)
    os.mkdir(folder("bin"))
    os.mkdir(folder("nothing"))
    with open(folder("bin/ffmpeg"), "w") as file:
        file.write(STAND_IN)
    os.chmod(folder("bin/ffmpeg"), 0o755)
    with_stand_in = {"PATH": folder("bin")}
    without = {"PATH": folder("nothing")}

    # One second of film at 10 pictures a second: exactly 10, twice as fast as the tissue from 0.5 s on.
    code, out, err = fascia("render", scenario, "--video", folder("a.mp4"), "--fps", "10", "--speed", "2", "--at",
                            "0.5s,2.5s", *SMALL[:2], env=with_stand_in)
    check_equal((code, out.strip()), (0, folder("a.mp4")), f"render --video ({err})")
    first, second = lines_of(folder)
    check_equal(first["bytes"], 10 * 3 * SIZE[0] * SIZE[1], "bytes of 10 pictures")
    told = first["arguments"]
    for option, value in (("-framerate", "10"), ("-r", "10"), ("-video_size", "160x90"), ("-pix_fmt", "yuv420p"),
                          ("-c:v", "libx264")):
        check(option in told and told[told.index(option) + 1] == value, f"ffmpeg is told {option} {value}: {told}")
    head, comment = second["words"].rstrip("\n").split("\n", 1)
    check(head == ";FFMETADATA1" and comment.startswith("comment={"), f"comment: {comment[:60]}")
    words = json.loads(re.sub(r"\\([=;#\\\n])", r"\1", comment[len("comment="):]))
    check_equal(words["Scenario"]["title"], "Coupon", "title in the merged scenario")
    check(words["Intended-Use"].startswith("Teaching model. Not a medical device."), "Intended-Use")
    for keyword in ("Commit", "Seed", "State-Hash", "Camera", "Residual"):
        check(bool(words.get(keyword)), f"{keyword} is missing in the comment")
    check_equal(words["Time_s"], "0.5,2.5", "Time_s")
    check_equal(sorted(os.listdir(folder.path)), ["a.mp4", "bin", "coupon.toml", "nothing", "probe.png"], "files")

    # Without ffmpeg: numbered pictures, and the same words beside them.
    code, _, err = fascia("render", scenario, "--video", folder("n.mp4"), "--fps", "5", "--at", "1s", *SMALL, env=without)
    check_equal(code, 0, f"without ffmpeg ({err})")
    check("ffmpeg is not installed" in err, f"stderr without ffmpeg: {err!r}")
    names = sorted(os.listdir(folder("n_frames")))
    check_equal(names, ["%06d.png" % k for k in range(5)] + ["about.json"], "numbered pictures")
    code, _, err = fascia("render", scenario, "--output", folder("zero.png"), "--at", "0s", *SMALL, "--no-caption")
    check_equal(code, 0, f"a picture ({err})")
    check_equal((Png(folder("n_frames/000000.png")).width, Png(folder("n_frames/000004.png")).height), SIZE, "size")
    with open(folder("n_frames/about.json")) as file:
        check_equal(json.load(file)["Scenario"]["model"], "coupon", "about.json")
    again = fascia("render", scenario, "--video", folder("n.mp4"), "--fps", "5", "--at", "1s", *SMALL, env=without)
    check_refused(again, "--force", what="a folder that is there")

    # A shorter film in the same folder: nothing of the longer one is left, and the line can be run as it stands.
    odd = folder("it's 5%d_frames")
    for seconds, count in (("1s", 5), ("0.4s", 2)):
        code, out, err = fascia("render", scenario, "--video", folder("it's 5%d.mp4"), "--fps", "5", "--at", seconds,
                                *SMALL[:2], "--force", env=without)
        check_equal(code, 0, f"numbered pictures with --force ({err})")
        check_equal(sorted(os.listdir(odd)), ["%06d.png" % k for k in range(count)] + ["about.json"], "pictures of this film")
    line = shlex.split(out.strip().splitlines()[-1])
    check_equal(line[-1], "file:" + folder("it's 5%d.mp4"), "the line's last word")
    if shutil.which("ffmpeg"):
        subprocess.run([*line[:1], "-loglevel", "error", *line[1:]], check=True)
        check(os.path.exists(folder("it's 5%d.mp4")), "the line that joins the pictures")

    # Rates as fractions; names that mean something to ffmpeg.
    for fps, told in (("24000/1001", "24000/1001"), ("23.976", "23.976"), ("60", "60")):
        code, _, err = fascia("render", scenario, "--video", folder("rate.mp4"), "--fps", fps, "--at", "1s", *SMALL, "--force",
                              env=with_stand_in)
        check_equal(code, 0, f"--fps {fps} ({err})")
        first = lines_of(folder)[-2]
        check_equal((first["arguments"][first["arguments"].index("-framerate") + 1],
                     first["bytes"]), (told, round(eval(fps)) * 3 * SIZE[0] * SIZE[1]), f"--fps {fps}")
    os.remove(folder("rate.mp4"))

    broken = fascia("render", scenario, "--video", folder("b.mp4"), "--fps", "5", "--at", "1s", *SMALL,
                    env={**with_stand_in, "STAND_IN_EXIT": "1"})
    check_refused(broken, "ffmpeg", code=1, what="an ffmpeg that fails")
    check(not os.path.exists(folder("b.mp4")), "a broken video is left behind")
    broken = fascia("render", scenario, "--video", folder("b.mp4"), "--fps", "5", "--at", "1s", *SMALL,
                    env={**with_stand_in, "STAND_IN_CUT": "1"})
    check_refused(broken, "ffmpeg", code=1, what="an ffmpeg that ends well with half a video (a full disk)")
    check(not os.path.exists(folder("b.mp4")), "half a video is left behind")
    r = lambda *more: fascia("render", scenario, *more, env=with_stand_in)  # noqa: E731
    film = ["--video", folder("c.mp4")]
    check_refused(r(*film, "--resolution", "161,90"), "even", "160,90", what="odd size")
    check_refused(r("--video", folder("c.avi")), ".mp4", what="not MP4")
    check_refused(r(*film, "--output", folder("c.png")), "not both", what="both")
    check_refused(r(*film, "--transparent"), "--transparent", what="transparent video")
    check_refused(r(*film, "--at", "0s,1s,2s"), "--at", what="three moments")
    for fps in ("0", "-3", "nan", "banana", "1000", "", "30/", "/1", "1/2", "24000/0", "30.5/1", "1e9/1e8", "30/1/1"):
        check_refused(r(*film, "--fps", fps), "--fps", what=f"fps {fps!r}")
    for speed in ("0", "-1", "inf", "x"):
        check_refused(r(*film, "--speed", speed), "--speed", what=f"speed {speed!r}")
    check_refused(fascia("render", scenario, "--video", folder("a.mp4"), env=with_stand_in), "--force", what="there")
    check(not os.path.exists(folder("c.mp4")), "a refusal leaves a file behind")

    # Ctrl-C: what was drawn so far is a video, exit 130.
    process = subprocess.Popen([FASCIA, "render", scenario, "--video", folder("d.mp4"), "--fps", "100", "--set",
                                "duration_s=600", *SMALL, "--progress", "json"], env={**os.environ, **with_stand_in},
                               stderr=subprocess.PIPE)
    for _ in range(3):  # some pictures are made
        process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    check_equal(process.returncode, 130, f"interrupted ({err[:300]})")
    check(os.path.exists(folder("d.mp4")), "an interrupted video is not written")
    check(0 < lines_of(folder)[-2]["bytes"] < 60000 * 3 * SIZE[0] * SIZE[1], "bytes of an interrupted video")

    if shutil.which("ffmpeg") and shutil.which("ffprobe"):
        # A scenario longer than an argument may be (128 KiB); a name that looks like a protocol; a frame rate of television.
        long = folder("long.toml")
        with open(long, "w") as file:
            file.write(COUPON + "".join(
                '[[restriction]]\nsite = "middle"\nradius_m = 0.01\nadhesion = 0.%03d\n' % (k % 900 + 1) for k in range(990))
                + "".join("[[autonomic.change]]\nt_s = %d.5\nstress = 0.%04d\n" % (k + 10, k % 9000 + 1) for k in range(6000)))
        code, _, err = fascia("render", long, "--video", "c:-d=e;f.mp4", "--fps", "30000/1001",
                              "--at", "1s", *SMALL, cwd=folder.path)
        check_equal(code, 0, f"a long scenario ({err[:300]})")
        seen = json.loads(subprocess.run(
            ["ffprobe", "-v", "error", "-count_frames", "-show_entries",
             "stream=avg_frame_rate,nb_read_frames,duration_ts,time_base:format_tags=comment", "-of", "json",
             "file:" + folder("c:-d=e;f.mp4")], capture_output=True, text=True, check=True).stdout)
        stream = seen["streams"][0]
        check_equal((stream["avg_frame_rate"], stream["nb_read_frames"]), ("30000/1001", "30"), "a rate of television")
        ticks, base = int(stream["duration_ts"]), stream["time_base"].split("/")
        check_equal(ticks * int(base[0]) * 30000, 30 * 1001 * int(base[1]), "30 pictures last exactly 30 x 1001/30000 s")
        words = json.loads(seen["format"]["tags"]["comment"])
        check_equal(len(words["Scenario"]["autonomic"]["change"]), 6001, "the whole scenario is in the video")
        # The film is a scenario: done again, it ends in the same state.
        code, _, err = fascia("run", folder("c:-d=e;f.mp4"), "--duration", "1s", "--out", folder("again"), "--quiet")
        check_equal(code, 0, f"run of a film's scenario ({err[:300]})")
        with open(folder("again/run.json")) as file:
            check_equal(json.load(file)["scenario"]["restriction"], words["Scenario"]["restriction"], "restrictions")
        code, _, err = fascia("render", scenario, "--video", folder("real.mp4"), "--fps", "25", "--at", "2s", *SMALL)
        check_equal(code, 0, f"with ffmpeg ({err})")
        seen = json.loads(subprocess.run(
            ["ffprobe", "-v", "error", "-count_frames", "-show_entries",
             "stream=codec_name,pix_fmt,avg_frame_rate,nb_read_frames,width,height:format_tags=comment", "-of", "json",
             folder("real.mp4")], capture_output=True, text=True, check=True).stdout)
        stream = seen["streams"][0]
        check_equal([stream[k] for k in ("codec_name", "pix_fmt", "avg_frame_rate", "nb_read_frames", "width", "height")],
                    ["h264", "yuv420p", "25/1", "50", 160, 90], "the video as ffprobe sees it")
        check_equal(json.loads(seen["format"]["tags"]["comment"])["Scenario"]["title"], "Coupon", "comment")
finish()
