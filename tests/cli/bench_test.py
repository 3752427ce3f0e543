"""`fascia bench`: its table, its cases and its refusals. Times are not tested, only that there are some."""
import csv
import io
import os
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402

COLUMNS = ("case,nodes,springs,threads,solver,frame_ms_median,frame_ms_p95,residual_1s,displacement_error_1s,residual_5s,"
           "displacement_error_5s,static_s_1e-3,static_s_1e-6,static_iterations_1e-6,bytes_per_spring,operator_pass_ms,"
           "streaming_bound_ms")


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def strip(n):
    """A strip of n x 4 nodes with diagonals, as an OBJ."""
    lines = [f"v {0.1 * i} {0.1 * j} 0" for i in range(n) for j in range(4)]
    for i in range(n):
        for j in range(4):
            for di, dj in ((1, 0), (0, 1), (1, 1), (1, -1)):
                if i + di < n and 0 <= j + dj < 4:
                    lines.append(f"l {i * 4 + j + 1} {(i + di) * 4 + j + dj + 1}")
    return "\n".join(lines) + "\n"


with Folder() as folder:
    code, out, _ = fascia("bench", "--cases", "lattice-32,lattice-32-het", "--threads", "2")
    check_equal(code, 0, "exit code of bench")
    check(out.startswith(COLUMNS), "the columns of the interface come first")
    rows = rows_of(out)
    check_equal([row["case"] for row in rows], ["lattice-32", "lattice-32-het"], "cases in the order asked for")
    for row in rows:
        check_equal(row["solver"], "fascia", "solver")
        check_equal(int(row["nodes"]), 3072, "nodes of lattice-32")
        check(float(row["residual_5s"]) < 1e-5, f"residual after 5 s: {row['residual_5s']}")
        check(float(row["displacement_error_1s"]) < 2e-4, f"error after 1 s: {row['displacement_error_1s']}")
        check(float(row["frame_ms_median"]) > 0.0 and float(row["operator_pass_ms"]) > 0.0, "times are there")
        check(float(row["static_s_1e-6"]) > 0.0, "the static solve reached 1e-6")
        check(float(row["bytes_per_spring"]) < 300.0, f"bytes a spring: {row['bytes_per_spring']}")

    net = folder.write("strip.obj", strip(12))
    arguments = ("bench", "--cases", net, "--frames", "5", "--out", folder("b"))
    code, out, _ = fascia(*arguments)
    check_equal(code, 0, "exit code with an OBJ")
    check_equal([row["case"] for row in rows_of(out)], ["strip"], "an OBJ is a case of its name")
    check_equal(folder.read("b/bench.csv"), out, "bench.csv holds what stdout shows")
    check_refused(fascia(*arguments), "bench.csv", what="a table that is there")

    code, out, _ = fascia("bench", "--cases", "model-coupon", "--frames", "60")
    check_equal(code, 0, "exit code with a model")
    rows = rows_of(out)
    check_equal([row["solver"] for row in rows], ["fascia", "fascia-full"], "the solver alone and whole steps")
    for row in rows:
        shares = [float(row[k] or 0.0) for k in ("share_forces", "share_linear", "share_rest", "share_tissue",
                                                  "share_fields")]
        check(abs(sum(shares) - 1.0) < 0.01 and min(shares) >= 0.0, f"shares of a frame: {shares}")
    check(0.0 < float(rows[1]["solver_ms_median"]) < float(rows[1]["frame_ms_median"]), "the solver is a part of the frame")

    check_refused(fascia("bench", "--cases", "latice-20"), "latice-20", "lattice-N", what="a misspelt case")
    check_refused(fascia("bench", "--cases", "lattice-3"), "lattice-3", what="a lattice too small")
    check_refused(fascia("bench", "--cases", "model-low_bak"), "low_back", what="a misspelt model")
    check_refused(fascia("bench", "--cases", folder("no.obj")), "no.obj", what="a file that is not there")

finish()
