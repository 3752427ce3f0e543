"""`fascia run`: files, rates, refusal to overwrite, record and replay, threads, interruption."""
import json
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import COUPON, FASCIA, HAND, Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402

COLUMNS = ("t_s,mean_tension_N,peak_tension_N,local_tension_N,local_stiffness_N_per_m,pressure_kPa,contact_force_N,"
           "traction_N,arousal,guard,calm,tone,adhesion_mean,adhesion_local,hydration_mean,hydration_local,"
           "elongation_local,bond_load_local_kPa,soreness,sensitisation,comfort,pain_pressure_kPa,residual").split(",")


def succeeds(result, what):
    check(result[0] == 0, f"{what}: exit {result[0]}, {result[2][:600]}")
    return result


with Folder() as folder:
    scenario = folder.write("coupon.toml", COUPON)

    # files, columns, rate
    code, out, err = succeeds(fascia("run", scenario, cwd=folder.path), "run")
    check("series.csv" in out and "run.json" in out, f"the files are named on stdout: {out}")
    check(not err, f"no progress when stderr is no terminal: {err}")
    check_equal(sorted(os.listdir(folder("out/coupon"))), ["run.json", "series.csv"], "files")
    names, rows = folder.rows("out/coupon/series.csv")
    check_equal(names[:len(COLUMNS) - 1] + names[-1:], COLUMNS, "columns")
    check_equal([row[0] for row in rows], [0, 1, 2, 3], "times")
    before = folder.read("out/coupon/series.csv")
    summary = folder.summary("out/coupon/run.json")
    for key in ["version", "commit", "scenario", "seed", "threads", "dt_s", "state_hash", "residual", "wall_time_s",
                "real_time_factor", "intended_use"]:
        check(key in summary, f"run.json has {key}")
    check_equal(len(summary["state_hash"]), 16, "digits of the hash")
    check(set(summary["residual"]) == {"worst", "mean"}, "residuals")
    check_equal(summary["scenario"]["restriction"][0]["radius_m"], 0.01, "the merged scenario")
    check("hypothesis" in summary["scenario"], "the merged scenario has its defaults")

    # nothing is overwritten unasked
    check_refused(fascia("run", scenario, cwd=folder.path), "--force", "series.csv", what="overwriting")
    check_equal(folder.read("out/coupon/series.csv"), before, "the old file stays")
    succeeds(fascia("run", scenario, "--force", "--quiet", cwd=folder.path), "--force")
    check_equal(folder.read("out/coupon/series.csv"), before, "the same run gives the same bytes")

    # rate, duration, settings, seed
    succeeds(fascia("run", scenario, "--out", folder("a"), "--every", "100ms", "--duration", "0.5s", "--seed", 5,
                    "--set", "autonomic.stress=0.4", "--set", "restriction.0.radius_m=2cm"), "options")
    times = [line.split(",")[0] for line in folder.read("a/series.csv").splitlines()[1:]]
    check_equal(times, ["0", "0.1", "0.2", "0.3", "0.4", "0.5"], "times as a person writes them")
    merged = folder.summary("a/run.json")["scenario"]
    check_equal((merged["seed"], merged["duration_s"], merged["autonomic"]["stress"], merged["restriction"][0]["radius_m"]),
                (5, 0.5, 0.4, 0.02), "settings in the merged scenario")

    # a map of stiffness: the sites first, then places spread over the skin
    succeeds(fascia("run", scenario, "--out", folder("map"), "--duration", "0.1s", "--stiffness-map", "20mm"), "map")
    lines = folder.read("map/stiffness_map.csv").splitlines()
    check_equal(lines[0], "site,x_m,y_m,z_m,stiffness_start_N_per_m,stiffness_end_N_per_m", "columns of the map")
    check(len(lines) > 1 and lines[1].split(",")[0] != "", f"the first place is a site: {lines[:2]}")
    check_equal(folder.read("a/series.csv") != "", True, "other files stay")
    check_refused(fascia("run", scenario, "--out", folder("m2"), "--stiffness-map", "2s"), "--stiffness-map",
                  what="a map by time")

    # progress
    code, out, err = succeeds(fascia("run", scenario, "--out", folder("p"), "--progress", "json", "--quiet"), "progress")
    check(not out, f"--quiet prints nothing: {out}")
    lines = [json.loads(line) for line in err.splitlines()]
    check(lines and lines[-1]["fraction"] == 1, f"progress as JSON: {err[-200:]}")

    # threads give the same bits
    succeeds(fascia("run", scenario, "--out", folder("t1"), "--threads", 1), "1 thread")
    succeeds(fascia("run", scenario, "--out", folder("t2"), "--threads", 2), "2 threads")
    check_equal(folder.read("t1/series.csv"), folder.read("t2/series.csv"), "1 and 2 threads: series")
    check_equal(folder.summary("t1/run.json")["state_hash"], folder.summary("t2/run.json")["state_hash"], "1 and 2 threads")

    # record and replay
    succeeds(fascia("run", scenario, "--out", folder("r"), "--record", folder("r.jsonl")), "record")
    recorded = folder.summary("r/run.json")["state_hash"]
    check(recorded in folder.read("r.jsonl").splitlines()[-1], "the recording ends with the hash")
    succeeds(fascia("run", "--replay", folder("r.jsonl"), "--out", folder("r2")), "replay")
    check_equal(folder.summary("r2/run.json")["state_hash"], recorded, "hash of the replay")
    check_equal(folder.read("r2/series.csv"), folder.read("r/series.csv"), "series of the replay")
    succeeds(fascia("run", scenario, "--replay", folder("r.jsonl"), "--out", folder("r3")), "replay of a named scenario")
    code, out, err = fascia("run", "--replay", folder("r.jsonl"), "--out", folder("r4"), "--set", "skin.toe_strain=0.05",
                            "--set", "deep_fascia.toe_strain=0.05")
    check(code == 4 and recorded in err, f"a replay that differs: exit {code}, {err}")
    check(os.path.exists(folder("r4/run.json")), "a replay that differs still writes its files")
    check_refused(fascia("run", "--replay", folder.write("bad.jsonl", folder.read("r.jsonl")[:500]), "--out", folder("r5")),
                  "bad.jsonl", what="a damaged recording")

    # a hand that cannot be placed: the files are written, and it is said
    code, out, err = fascia("run", folder.write("hand.toml", COUPON + HAND), "--out", folder("h"))
    check(code == 1 and "refused" in err, f"a hand where no skin is: exit {code}, {err}")
    check(folder.summary("h/run.json")["messages"], "what was refused stands in run.json")

    # a place where nothing can be written
    folder.write("file", "x")
    code, out, err = fascia("run", scenario, "--out", folder("file/below"))
    check(code == 1 and "file" in err, f"no folder can be made: exit {code}, {err}")

    # Ctrl-C: what was computed is written
    process = subprocess.Popen([FASCIA, "run", scenario, "--out", folder("i"), "--duration", "100000s", "--every", "0.1s",
                                "--progress", "json"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stderr.readline()  # it runs
    time.sleep(0.2)
    check(not os.path.exists(folder("i/series.csv")), "no unfinished file under the final name")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    check_equal(process.returncode, 130, "exit code after an interrupt")
    check("nterrupted" in err, f"it says so: {err[-300:]}")
    check_equal(sorted(os.listdir(folder("i"))), ["run.json", "series.csv"], "files after an interrupt")
    names, rows = folder.rows("i/series.csv")
    check(len(rows) > 0 and all(len(row) == len(names) for row in rows), "whole rows after an interrupt")
    summary = folder.summary("i/run.json")
    check(summary["interrupted"] and summary["simulated_s"] >= rows[-1][0] - 1e-6, "run.json after an interrupt")
finish()
