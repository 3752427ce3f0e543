"""fascia build: a web from closed surfaces of four kinds of file; bad and hostile files are refused in one sentence."""
import json
import math
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import Folder, check, check_equal, check_refused, fascia, finish  # noqa: E402


def egg(rings=16, spokes=24, size=(0.06, 0.12, 0.05), centre=(0, 0, 0)):
    """A closed egg; vertices and outward triangles."""
    vertices = [(centre[0], centre[1] + size[1], centre[2])]
    for r in range(1, rings):
        for s in range(spokes):
            a, b = math.pi * r / rings, 2 * math.pi * s / spokes
            vertices.append((centre[0] + size[0] * math.sin(a) * math.sin(b), centre[1] + size[1] * math.cos(a),
                             centre[2] + size[2] * math.sin(a) * math.cos(b)))
    vertices.append((centre[0], centre[1] - size[1], centre[2]))
    at = lambda r, s: 1 + (r - 1) * spokes + s % spokes
    triangles = [(0, at(1, s), at(1, s + 1)) for s in range(spokes)]
    for r in range(1, rings - 1):
        for s in range(spokes):
            triangles += [(at(r, s), at(r + 1, s), at(r + 1, s + 1)), (at(r, s), at(r + 1, s + 1), at(r, s + 1))]
    triangles += [(at(rings - 1, s), len(vertices) - 1, at(rings - 1, s + 1)) for s in range(spokes)]
    return vertices, triangles


def cylinder(radius=0.06, length=0.5, sides=90, rows=50):
    """A closed cylinder: its walls are rows of triangles in one plane but for rounding, also those without a common corner."""
    vertices, triangles = [(0, 0, 0)], []
    for r in range(rows + 1):
        for s in range(sides):
            a = 2 * math.pi * s / sides
            vertices.append((radius * math.cos(a), length * r / rows, radius * math.sin(a)))
    vertices.append((0, length, 0))
    at = lambda r, s: 1 + r * sides + s % sides
    for s in range(sides):
        triangles += [(0, at(0, s), at(0, s + 1)), (len(vertices) - 1, at(rows, s + 1), at(rows, s))]
        for r in range(rows):
            a, b, c, d = at(r, s), at(r, s + 1), at(r + 1, s + 1), at(r + 1, s)
            triangles += [(a, d, c), (a, c, b)]
    return vertices, triangles


def obj(vertices, triangles, scale=1.0, by=(0, 0, 0)):
    vertices = [tuple(c + d / scale for c, d in zip(v, by)) for v in vertices]
    return ("".join(f"v {x * scale:.9g} {y * scale:.9g} {z * scale:.9g}\n" for x, y, z in vertices)
            + "".join(f"f {a + 1} {b + 1} {c + 1}\n" for a, b, c in triangles))


def ply(vertices, triangles):
    return (f"ply\nformat ascii 1.0\nelement vertex {len(vertices)}\nproperty float x\nproperty float y\nproperty float z\n"
            f"element face {len(triangles)}\nproperty list uchar int vertex_indices\nend_header\n"
            + "".join(f"{x:.9g} {y:.9g} {z:.9g}\n" for x, y, z in vertices)
            + "".join(f"3 {a} {b} {c}\n" for a, b, c in triangles))


def stl(vertices, triangles):
    return b" " * 80 + struct.pack("<I", len(triangles)) + b"".join(
        struct.pack("<12fH", 0, 0, 0, *vertices[a], *vertices[b], *vertices[c], 0) for a, b, c in triangles)


def glb(vertices, triangles, extension=None):
    points = b"".join(struct.pack("<3f", *v) for v in vertices)
    corners = b"".join(struct.pack("<3I", *t) for t in triangles)
    low = [min(v[i] for v in vertices) for i in range(3)]
    high = [max(v[i] for v in vertices) for i in range(3)]
    required = {"extensionsRequired": [extension], "extensionsUsed": [extension]} if extension else {}
    head = json.dumps({
        **required, "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "buffers": [{"byteLength": len(points) + len(corners)}],
        "bufferViews": [{"buffer": 0, "byteLength": len(points)},
                        {"buffer": 0, "byteOffset": len(points), "byteLength": len(corners)}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": len(vertices), "type": "VEC3", "min": low, "max": high},
                      {"bufferView": 1, "componentType": 5125, "count": 3 * len(triangles), "type": "SCALAR"}]}).encode()
    head += b" " * (-len(head) % 4)
    body = points + corners
    return (struct.pack("<4sII", b"glTF", 2, 28 + len(head) + len(body)) + struct.pack("<I4s", len(head), b"JSON") + head
            + struct.pack("<I4s", len(body), b"BIN\0") + body)


SCENARIO = """schema_version = 1
title = "Egg"
model = "egg.json"
duration_s = 0.1
"""

with Folder() as folder:
    v, t = egg()
    wrote = {}
    for kind, data in (("obj", obj(v, t)), ("ply", ply(v, t)), ("stl", stl(v, t)), ("glb", glb(v, t))):
        surface = folder.write(f"egg.{kind}", data)
        out = folder(f"{kind}.json")
        code, text, err = fascia("build", surface, "--nodes", 3000, "--out", out)
        check_equal(code, 0, f"build from {kind}: {err}")
        check("unit is taken to be m" in text, f"{kind}: the guessed unit is said: {text}")
        model = json.load(open(out, encoding="utf-8"))
        wrote[kind] = model["columns"]
        check(400 < model["columns"] < 900, f"{kind}: {model['columns']} columns for 3000 nodes")
        low = min(model["skin_um"][1::3]), max(model["skin_um"][1::3])
        check(abs(low[0] + 120000) < 3000 and abs(low[1] - 120000) < 3000, f"{kind}: keeps its size, {low}")
    check(max(wrote.values()) - min(wrote.values()) < 60, f"four kinds of file, one web: {wrote}")

    # The model runs, in equilibrium at its start, and has sites.
    os.rename(folder("obj.json"), folder("egg.json"))
    scenario = folder.write("egg.toml", SCENARIO)
    code, _, err = fascia("run", scenario, "--out", folder("run"), "--quiet")
    check_equal(code, 0, f"run of a built model: {err}")
    columns, rows = folder.rows("run/series.csv")
    check(rows[0][columns.index("residual")] <= 1e-7, f"equilibrium at the start: {rows[0][columns.index('residual')]}")
    code, text, err = fascia("list", "sites", "--model", folder("egg.json"))
    check(code == 0 and "front" in text and "bottom" in text, f"sites of a built model: {text}{err}")

    # Same input, same bytes; millimetres are told apart; a recipe is obeyed.
    fascia("build", folder("egg.obj"), "--nodes", 3000, "--out", folder("again.json"), "--quiet")
    check(folder.read("again.json") == folder.read("egg.json"), "the same input gives the same bytes")
    big = folder.write("mm.obj", obj(v, t, 1000.0))
    code, text, _ = fascia("build", big, "--nodes", 2000, "--out", folder("mm.json"))
    check(code == 0 and "taken to be mm" in text, f"millimetres: {text}")
    recipe = folder.write("recipe.toml", '[web]\nnodes = 2000\nfat_mm = 3\n[[site]]\nid = "tip"\nposition_m = [0, 0.12, 0]\n')
    code, text, err = fascia("build", folder("egg.stl"), "--recipe", recipe, "--out", folder("r.json"))
    check(code == 0 and any(s["id"] == "tip" for s in json.load(open(folder("r.json")))["sites"]), f"recipe: {err}")

    # Nearly coplanar triangles are no crossing; a surface far from the origin comes to it, and the model can be read.
    code, _, err = fascia("build", folder.write("cylinder.obj", obj(*cylinder())), "--nodes", 2000, "--out", folder("c.json"))
    check_equal(code, 0, f"a plain cylinder: {err}")
    recipe = folder.write("far.toml", '[[site]]\nid = "tip"\nposition_m = [80, 0.12, 0]\n')
    code, text, err = fascia("build", folder.write("far.obj", obj(v, t, by=(80, 0, 0))), "--nodes", 2000, "--recipe", recipe,
                             "--out", folder("far.json"))
    check(code == 0 and "was moved by (-80, 0, 0) m" in text, f"a surface 80 m away: {text}{err}")
    tip = [s for s in json.load(open(folder("far.json")))["sites"] if s["id"] == "tip"][0]["position_um"]
    check(abs(tip[0]) < 8000 and abs(tip[1] - 120000) < 3000, f"a site of a moved surface: {tip}")
    code, _, err = fascia("list", "sites", "--model", folder("far.json"))
    check_equal(code, 0, f"the model of a moved surface: {err}")

    # What the formats allow, or what exporters write, and the importer alone would refuse.
    v2, t2 = egg()
    words = "".join(f"f {a + 1} {b + 1} \\\r\n {c + 1} # a face\r\n" for a, b, c in t2)
    ascii_stl = "solid egg\n" + "".join(
        "facet normal 0 0 0\nouter loop\n" + "".join("vertex %.7g %.7g %.7g\n" % v2[c] for c in f) + "endloop\nendfacet\n"
        for f in t2) + "endsolid\n"
    for name, data in (("bom.obj", "\ufeff" + obj(v2, t2)), ("bom.ply", "\ufeff" + ply(v2, t2)),
                       ("words.obj", obj(v2, []) + words), ("capitals.stl", ascii_stl.upper())):
        code, _, err = fascia("build", folder.write(name, data), "--nodes", 2000, "--out", folder(name + ".json"))
        check_equal(code, 0, f"{name}: {err}")

    # Corners that rounding keeps apart are one; specks are left out; both are said, and so is a loss of shape.
    apart = [tuple(c + 1e-7 * ((7 * i + 3 * k) % 11 - 5) for k, c in enumerate(v2[corner]))
             for i, corner in enumerate(c for f in t2 for c in f)]
    soup = [(i, i + 1, i + 2) for i in range(0, len(apart), 3)]
    code, text, err = fascia("build", folder.write("apart.obj", obj(apart, soup)), "--nodes", 2000, "--out", folder("apart.json"))
    check(code == 0 and "were joined" in text, f"corners 1e-7 apart: {text}{err}")
    speck, speck_t = egg(4, 4, (0.002, 0.002, 0.002), (0.2, 0, 0))
    with_speck = obj(v2 + speck, t2 + [tuple(i + len(v2) for i in f) for f in speck_t])
    code, text, err = fascia("build", folder.write("speck.obj", with_speck), "--nodes", 2000, "--out", folder("speck.json"))
    check(code == 0 and "1 speck of 24 triangles" in text, f"a speck beside the surface: {text}{err}")
    check_equal(json.load(open(folder("speck.json")))["columns"],
                json.load(open(folder("bom.obj.json")))["columns"], "a speck changes nothing")
    star = [(x * (1 if i % 2 else 0.4), y, z * (1 if i % 2 else 0.4)) for i, (x, y, z) in enumerate(v2)]
    code, text, err = fascia("build", folder.write("star.obj", obj(star, t2)), "--nodes", 800, "--out", folder("star.json"))
    check(code == 2 or "of the surface's area" in text, f"a star with coarse edges: {text}{err}")

    # A name that is no UTF-8 (possible on Linux) is no reason to fail.
    odd = os.fsencode(folder("odd")) + b"\xff.obj"
    with open(odd, "wb") as file:
        file.write(obj(v, t).encode())
    code, _, err = fascia("build", os.fsdecode(odd), "--nodes", 2000, "--out", folder("odd.json"))
    check_equal(code, 0, f"a name that is no UTF-8: {err}")
    check("egg" not in json.load(open(folder("odd.json"), encoding="utf-8"))["id"], "the model of the odd name is JSON")

    def refused(name, data, *words, options=()):
        check_refused(fascia("build", folder.write(name, data), "--out", folder("no.json"), "--quiet", *options), *words,
                      what=name)

    check_refused(fascia("build", folder("egg.obj"), "--out", folder("egg.ply")), "must end in .json", "egg.json",
                  what="a name of another kind")
    refused("open.obj", obj(v, t[:-1]), "open", "3 edges")
    refused("turned.obj", obj(v, [t[0][::-1]] + t[1:]), "not turned one way", "the first at (")
    refused("fin.obj", obj(v + [(0.3, 0.3, 0.3)], t + [(0, 1, len(v))]), "not a manifold", "1 edge has")
    mirrored = [(x, 0.24 - y, z) for x, y, z in v[1:]]  # touches the tip of the other
    refused("pinched.obj", obj(v + mirrored, t + [tuple(i and i + len(v) - 1 for i in c[::-1]) for c in t]),
            "1 vertex joins", "(0, 0.12, 0)")
    refused("lost.obj", obj(v, t, by=(1e5, 0, 0)), "so far from the origin")
    refused("thin.obj", obj([(x, y, z / 50) for x, y, z in v], t), "would fold near", "4 mm")
    refused("cut.ply", ply(v, t)[:9000])
    w, u = egg(centre=(0.5, 0, 0))
    refused("two.obj", obj(v + w, t + [tuple(i + len(v) for i in c) for c in u]), "2 separate surfaces")
    crossed = [(x, y - 0.3 if y > 0.1 else y, z) for x, y, z in v]
    refused("crossed.obj", obj(crossed, t), "crosses itself")
    refused("crossed_cm.obj", obj(crossed, t, 100.0), "crosses itself near (")
    refused("tiny.obj", obj(v, t, 1e-7), "--unit")
    refused("huge.obj", obj(v, t), "0.03 to 3 m", options=("--unit", "mm"))
    refused("nan.obj", obj(v, t).replace("v 0 0.12 0", "v nan 0.12 0", 1))
    refused("empty.obj", "", "empty")
    refused("points.obj", obj(v, []))
    refused("flat.obj", obj(v, [(i, i, i) for i in range(9)]), "fewer than four triangles")
    refused("text.stl", "solid of nothing\nendsolid\n")
    refused("noise.glb", bytes((i * 73 + 5) % 256 for i in range(5000)))
    refused("cut.glb", glb(v, t)[:2000])
    refused("cut.stl", stl(v, t)[:2000])
    refused("liar.stl", b" " * 80 + struct.pack("<I", 0x7FFFFFFF) + b"\0" * 500)
    refused("liar.ply", ply(v, t).replace(f"element vertex {len(v)}", "element vertex 2000000000"))
    refused("index.obj", obj(v, t) + "f 1 2 999999\n")
    refused("points.ply", ply(v, []), "no triangles")
    for extension in ("KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_mesh_quantization"):
        refused("packed.glb", glb(v, t, extension), "compressed")
    refused("wrong.abc", "x", ".obj, .ply, .stl or .glb")
    check_refused(fascia("build", folder("missing.obj")), "does not exist", what="missing file")
    refused("coarse.obj", obj(v, t), "too coarse", options=("--edge-mm", "90"))
    bad = folder.write("bad.toml", "[web]\nnodez = 3\n")
    refused("fine.obj", obj(v, t), "nodes", options=("--recipe", bad))

    # Damaged models are refused as well.
    good = json.loads(folder.read("again.json"))
    for key, value, word in (("triangles", [0, 1, 2], "triangle"), ("columns", 10**9, "columns"), ("skin_um", [1, 2], ""),
                             ("triangles", good["triangles"][:-3] + [0, 1, 10**7], ""), ("anchor_kind", "x", ""),
                             ("epimysium_um", good["skin_um"], "meet")):
        broken = folder.write("broken.json", json.dumps({**good, key: value}))
        check_refused(fascia("list", "sites", "--model", broken), word, what=f"model with a broken {key}")
    check_refused(fascia("list", "sites", "--model", folder.write("deep.json", "[" * 100000)), what="deep brackets")

finish()
