"""`fascia solve`: the files it writes, its exit codes and sentences, and its numbers against CalculiX where that is there."""
import csv
import math
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402

LINE = "v 0 0 0\nv 1 0 0\nv 2 0 0\nl 1 2 3\n"
CASE = """schema_version = 1
[network]
file = "net.obj"
[group.default]
axial_stiffness_N = 1000.0
prestrain = 0.01
[[fix]]
nodes = [0, 2]
[[load]]
nodes = [1]
force_N = [0.0, 0.0, -10.0]
[solve]
residual = 1e-9
"""


def table(file):
    with open(file, encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def sheet(n):
    """A square net with diagonals; pinned all round."""
    lines = [f"v {i / (n - 1):.17g} {j / (n - 1):.17g} 0" for i in range(n) for j in range(n)]
    springs = []
    for i in range(n):
        for j in range(n):
            for di, dj in ((1, 0), (0, 1), (1, 1), (1, -1)):
                if i + di < n and 0 <= j + dj < n:
                    springs.append((i * n + j, (i + di) * n + j + dj))
    lines += [f"l {a + 1} {b + 1}" for a, b in springs]
    rim = [i * n + j for i in range(n) for j in range(n) if i in (0, n - 1) or j in (0, n - 1)]
    return "\n".join(lines) + "\n", springs, rim


def ccx_solution(folder, n, springs, rim, loads, stiffness, prestrain):
    """Displacements by CalculiX: SPRINGA elements with a force over elongation, large displacements."""
    position = [(i / (n - 1), j / (n - 1), 0.0) for i in range(n) for j in range(n)]
    lines = ["*NODE,NSET=NALL"] + [f"{k + 1},{x:.12g},{y:.12g},{z:.12g}" for k, (x, y, z) in enumerate(position)]
    lengths = {}
    for k, (a, b) in enumerate(springs):
        lengths.setdefault(round(math.dist(position[a], position[b]), 9), []).append((k + 1, a + 1, b + 1))
    for s, (length, members) in enumerate(sorted(lengths.items())):
        rest = length / (1.0 + prestrain)
        force0 = stiffness * prestrain  # tension at the given shape; linear in the elongation from there
        lines.append(f"*ELEMENT,TYPE=SPRINGA,ELSET=S{s}")
        lines += [f"{k},{a},{b}" for k, a, b in members]
        lines.append(f"*SPRING,NONLINEAR,ELSET=S{s}")
        lines += [f"{force0 + stiffness * e / rest:.12e},{e:.12e}" for e in (-0.5 * length, 0.0, 5.0 * length)]
    lines.append("*STEP,NLGEOM,INC=200\n*STATIC\n0.1,1.,1e-6,0.2\n*BOUNDARY")
    lines += [f"{node + 1},1,3" for node in rim]
    lines.append("*CLOAD")
    for node, force in loads.items():
        lines += [f"{node + 1},{c + 1},{f:.12g}" for c, f in enumerate(force) if f]
    lines.append("*CONTROLS,PARAMETERS=FIELD\n1e-8,1e-8\n*NODE PRINT,NSET=NALL,FREQUENCY=1000\nU\n*END STEP")
    folder.write("net.inp", "\n".join(lines) + "\n")
    done = subprocess.run(["ccx", "-i", "net"], cwd=folder.path, capture_output=True, text=True, timeout=200)
    if not os.path.exists(folder("net.dat")):
        return None, done.stdout[-400:]
    rows = [line.split() for line in folder.read("net.dat").splitlines() if len(line.split()) == 4]
    return {int(r[0]) - 1: tuple(map(float, r[1:])) for r in rows if r[0].isdigit()}, ""


with Folder() as folder:
    folder.write("net.obj", LINE)
    folder.write("case.toml", CASE)
    code, out, err = fascia("solve", folder("case.toml"), "--out", folder("o"))
    check_equal(code, 0, f"a good case: {err}")
    nodes, springs = table(folder("o/nodes.csv")), table(folder("o/springs.csv"))
    check_equal(list(nodes[0]), "node,x_m,y_m,z_m,fx_N,fy_N,fz_N".split(","), "columns of nodes.csv")
    check_equal(list(springs[0]), "spring,group,i,j,length_m,strain,tension_N".split(","), "columns of springs.csv")
    sag = -float(nodes[1]["z_m"])
    length = math.hypot(1.0, sag)
    check(abs(2000.0 * (1.01 * length - 1.0) * sag / length - 10.0) < 1e-6, f"equilibrium at the loaded node, sag {sag}")
    check(abs(sum(float(r["fz_N"]) for r in nodes) - 10.0) < 1e-7, "reactions sum to the load")
    summary = folder.summary("o/run.json")
    check(summary["residual"] <= 1e-9 and summary["converged"], "residual of run.json")
    check("Not a medical device" in summary["intended_use"], "intended use in run.json")
    check(not os.path.exists(folder("o/history.csv")), "a static case writes no history")

    # A net that only pulls, pushed together: its forces are rounding, and that is said.
    side = 6
    at = [(0.01 * i, 0.01 * j, 0.001 * ((7 * i + 3 * j) % 5)) for i in range(side) for j in range(side)]
    ties = [(k, k + d) for k in range(side * side) for d, goes in ((side, k + side < side * side), (1, (k + 1) % side > 0),
            (side + 1, k + side < side * side and (k + 1) % side > 0)) if goes]
    folder.write("slack.obj", "".join("v %g %g %g\n" % p for p in at) + "".join(f"l {a + 1} {b + 1}\n" for a, b in ties))
    slack = folder.write("slack.toml", f"""schema_version = 1
[network]
file = "slack.obj"
[group.default]
axial_stiffness_N = 10.0
tension_only = true
[[fix]]
nodes = {list(range(side))}
[[move]]
nodes = {list(range(side * (side - 1), side * side))}
displacement_m = [-0.005, 0, 0]
[solve]
kind = "static"
residual = 1e-9
""")
    code, out, err = fascia("solve", slack, "--out", folder("slack"))
    tensions = [float(row["tension_N"]) for row in table(folder("slack/springs.csv"))]
    check(code == 0 and max(tensions) < 1e-12 and " are rounding: nothing in the net pulls" in out, f"a slack net: {out}{err}")

    check_refused(fascia("solve", folder("case.toml"), "--out", folder("o")), "nodes.csv", "--force", what="overwriting")
    one = folder.read("o/nodes.csv")
    fascia("solve", folder("case.toml"), "--out", folder("o"), "--force", "--threads", "1")
    check_equal(folder.read("o/nodes.csv"), one, "the same on any number of threads")

    for wrong, *words in (
        (CASE.replace("residual", "residul"), "residul", "wrong.toml:13", "'residual'"),
        (CASE.replace("group.default", "group.tendon"), "tendon", "default"),
        (CASE.replace("nodes = [1]", "nodes = [7]"), "node 7", "0 to 2"),
        (CASE.replace("axial_stiffness_N = 1000.0", "axial_stiffness_N = -1.0"), "out of range", "axial_stiffness_N"),
        (CASE.replace("net.obj", "nett.obj"), "nett.obj", "no network file"),
        (CASE.replace("[0.0, 0.0, -10.0]", "[0.0, -10.0]"), "force_N", "three"),
        (CASE.replace("1e-9", "1e-9\nkind = \"statik\""), "statik", "static"),
        (CASE + "[[move]]\nnodes = [0]\ndisplacement_m = [0.0, 0.0, 0.1]\n", "Node 0", "one support"),
        ("schema_version = 1\n[network", "not valid TOML"),
    ):
        folder.write("wrong.toml", wrong)
        check_refused(fascia("solve", folder("wrong.toml"), "--out", folder("w")), *words, what=words[0])
    for net, *words in (("v 0 0 0\nv 1 0 0\nl 1 5\n", "net.obj:3", "node 5"), ("v 0 0 nan\n", "net.obj:1", "nan"),
                        ("v 0 0 0\nv 0 0 0\nl 1 2\n", "net.obj:3", "no length"), ("v 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 3\n", "no spring"),
                        ("", "no node"),
                        ("v 0 0 0\nv 1 0 0\nll 1 2\n", "net.obj:3", "'ll'")):
        folder.write("net.obj", net)
        check_refused(fascia("solve", folder("case.toml"), "--out", folder("w")), *words, what=words[0])
    check_refused(fascia("solve", folder("none.toml")), "none.toml", what="no such case", code=2)
    folder.write("net.obj", "\ufeff" + LINE)
    code, _, err = fascia("solve", folder("case.toml"), "--out", folder("b"))
    check_equal(code, 0, f"a net with a byte order mark: {err}")
    check_equal(folder.read("b/nodes.csv"), one, "the same net with a byte order mark")
    folder.write("wrong.toml", CASE.replace("net.obj", ""))
    check_refused(fascia("solve", folder("wrong.toml"), "--out", folder("w")), "network.file", "empty", what="no name")
    bare = CASE.split("[[fix]]")[0] + "[[load]]\nnodes = [0]\nforce_N = [0.0, 0.0, -1.0]\n"
    folder.write("net.obj", "v 0 0 0\n")
    folder.write("one.toml", bare + "[[fix]]\nnodes = [0]\n")
    code, _, err = fascia("solve", folder("one.toml"), "--out", folder("f"))
    check_equal(code, 0, f"one fixed node without a spring: {err}")
    check_equal(float(table(folder("f/nodes.csv"))[0]["fz_N"]), 1.0, "its support carries the load")
    folder.write("one.toml", bare)
    code, _, err = fascia("solve", folder("one.toml"), "--out", folder("f"), "--force")
    check(code == 3 and "joined to nothing" in err, f"one free node with a load: exit {code}, {err}")
    folder.write("net.obj", LINE)

    code, out, err = fascia("solve", folder("case.toml"), "--out", folder("s"), "--quiet", "--set", "solve.residual=1e-6",
                            "--set", "load[0].force_N=[0.0, 0.0, -20.0]")
    check(code == 0 and not out, f"--set and --quiet: {err}")
    check(abs(sum(float(r["fz_N"]) for r in table(folder("s/nodes.csv"))) - 20.0) < 1e-3, "--set changes the load")

    folder.write("adrift.toml", CASE.replace("[[fix]]\nnodes = [0, 2]\n", ""))
    code, _, err = fascia("solve", folder("adrift.toml"), "--out", folder("a"))
    check(code == 3 and "residual" in err, f"a net that nothing holds: exit {code}, {err}")
    check("nan" not in folder.read("a/nodes.csv"), "no NaN in the files of a net that nothing holds")

    folder.write("fall.toml", """schema_version = 1
[network]
file = "net.obj"
[group.default]
axial_stiffness_N = 1000.0
prony = [[0.4, 2.0]]
[[fix]]
nodes = [0, 2]
[[move]]
nodes = [1]
displacement_m = [0.01, 0.0, 0.0]
steps = [[0.0, 0.0], [1.0, 1.0]]
[solve]
kind = "dynamic"
duration_s = 2.0
dt_s = 0.01
[output]
nodes = [1]
""")
    code, _, err = fascia("solve", folder("fall.toml"), "--out", folder("d"))
    check_equal(code, 0, f"a dynamic case: {err}")
    history = table(folder("d/history.csv"))
    check_equal(list(history[0]), "t_s,node,x_m,y_m,z_m,fx_N,fy_N,fz_N".split(","), "columns of history.csv")
    check_equal(len(history), 201, "rows of history.csv")
    # Two springs, ramp of strain 0.01 / s to t = 1: T = 2 k (ginf e + g rate tau (1 - exp(-t / tau))).
    at_one = 2000.0 * (0.6 * 0.01 + 0.4 * 0.01 * 2.0 * (1.0 - math.exp(-0.5)))
    check(abs(float(history[100]["fx_N"]) - at_one) < 1e-6, f"viscoelastic ramp: {history[100]['fx_N']} for {at_one}")

    n = 9
    net, pairs, rim = sheet(n)
    loads = {4 * n + 4: (0.0, 0.0, -15.0), 2 * n + 5: (3.0, 1.0, 4.0)}
    folder.write("net.obj", net)
    folder.write("sheet.toml", CASE.split("[[fix]]")[0] + f"[[fix]]\nnodes = {rim}\n" + "".join(
        f"[[load]]\nnodes = [{k}]\nforce_N = {list(f)}\n" for k, f in loads.items()) + "[solve]\nresidual = 1e-10\n")
    code, _, err = fascia("solve", folder("sheet.toml"), "--out", folder("c"))
    check_equal(code, 0, f"a sheet: {err}")
    if shutil.which("ccx") is None:
        print("CalculiX is not installed; not compared with it")
    else:
        theirs, why = ccx_solution(folder, n, pairs, rim, loads, 1000.0, 0.01)
        check(theirs is not None and len(theirs) == n * n, f"CalculiX gave no displacements: {why}")
        if theirs:
            ours = {int(r["node"]): [float(r[k]) for k in ("x_m", "y_m", "z_m")] for r in table(folder("c/nodes.csv"))}
            difference = size = 0.0
            for k, u in theirs.items():
                start = (k // n / (n - 1), k % n / (n - 1), 0.0)
                difference += sum((o - s - d) ** 2 for o, s, d in zip(ours[k], start, u))
                size += sum(d * d for d in u)
            relative = math.sqrt(difference / size)
            print(f"against CalculiX: relative difference of the displacements {relative:.2e}")
            check(relative < 1e-5, f"CalculiX differs by {relative:.2e}")
finish()
