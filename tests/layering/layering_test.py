#!/usr/bin/env python3
"""Layering test: every #include in src/ follows an arrow of the module table.

    layering_test.py [path of src]      exit 0: clean; 1: a wrong arrow; 2: this check does not work

The tables below are the rule; the text that explains them is in CONTRIBUTING.md. A deliberate change of the rule is an
edit here, with its reason. Before reading src/ the script checks itself on small trees with a known fault each.
"""

import re
import sys
import tempfile
from pathlib import Path

# ---- the rule --------------------------------------------------------------------------------------------------------

# Modules a module may include besides itself. Without a slash: the whole module. With one: that header and what it
# shows, that is, the headers of src/ it includes itself, at any depth.
INTERNAL = {
    "sim": [],
    "anatomy": ["sim"],
    "io": ["sim", "anatomy"],
    "app": ["sim", "anatomy", "io"],
    "bench": ["sim", "anatomy", "io", "app"],
    "validation": ["sim", "anatomy", "io", "app"],
    # Result<T> carries an unreadable --camera back to the command line; it knows nothing of physics.
    "render": ["sim/snapshot.h", "sim/core/result.h"],
    "platform": [],
    # A panel's edits are commands for the next frame, hence command.h.
    "ui": ["app", "sim/params.h", "sim/snapshot.h", "sim/command.h"],
    "viewer": ["sim", "anatomy", "io", "app", "render", "platform", "ui", "cli"],
    "cli": ["sim", "anatomy", "io", "app", "bench", "validation", "render", "platform", "ui", "viewer"],
}

# Third-party libraries by the way their headers are named.
LIBRARIES = [
    ("Eigen", r"^(unsupported/)?Eigen/"),
    ("oneTBB", r"^(tbb|oneapi)/"),
    ("Highway", r"^hwy/"),
    ("Bullet", r"^(bullet/)?Bullet|^btBullet"),
    ("OpenGL", r"^(GL|GLES\d?|KHR|glad)/"),
    ("EGL", r"^EGL/"),
    ("GLFW", r"^GLFW/"),
    ("GLM", r"^glm/"),
    ("ImGui", r"^((imgui|backends)/)?(imgui|imconfig|imstb)\w*\.h$"),
    ("stb", r"^(stb/)?stb_?\w*\.h$"),
    ("toml++", r"^toml\+\+/|^toml\.hpp$"),
    ("nlohmann-json", r"^nlohmann/"),
    ("CLI11", r"^CLI/"),
    ("spdlog", r"^(spdlog|fmt)/"),
    ("assimp", r"^assimp/"),
    ("HDF5", r"^(hdf5/\w+/)?(hdf5\w*|H5\w*)\.h$"),
    ("OpenVDB", r"^openvdb/"),
    ("Emscripten", r"^emscripten"),
]

# Libraries a module may include. What is not named is a wrong arrow.
THIRD_PARTY = {
    "sim": {"Eigen", "oneTBB", "Highway"},
    "anatomy": {"Eigen", "toml++", "nlohmann-json", "assimp"},
    "anatomy/tool": {"Eigen", "oneTBB", "toml++", "nlohmann-json", "OpenVDB", "assimp", "CLI11", "stb"},
    "io": {"Eigen", "toml++", "nlohmann-json", "assimp", "HDF5"},
    "app": {"Eigen", "toml++", "nlohmann-json", "spdlog"},
    "bench": {"Eigen", "Bullet"},
    "validation": {"Eigen", "nlohmann-json"},
    "render": {"GLM", "OpenGL", "stb"},
    "platform": {"GLFW", "EGL", "OpenGL", "Emscripten"},
    "ui": {"ImGui"},
    "viewer": {"CLI11", "ImGui", "GLFW", "EGL", "OpenGL", "GLM", "stb", "spdlog", "Eigen", "nlohmann-json",
               "Emscripten"},
    "cli": {"CLI11", "spdlog", "nlohmann-json", "toml++", "Eigen", "stb"},
}

# Libraries and headers that must not be reached even through other headers of src/.
NEVER_REACHED = {
    "sim": {"OpenGL", "EGL", "GLM", "ImGui", "GLFW"},
    "anatomy": {"OpenGL", "EGL", "ImGui", "GLFW"},
    "io": {"OpenGL", "EGL", "ImGui", "GLFW"},
    "app": {"OpenGL", "EGL", "ImGui", "GLFW"},
    "render": {"Eigen", "ImGui", "GLFW", "sim/world.h"},
    "platform": {"ImGui"},
    "ui": {"OpenGL", "EGL", "GLFW"},
}

# sim knows neither files nor the wall clock nor the terminal.
FORBIDDEN_STANDARD = {
    "sim": {"fstream", "filesystem", "iostream", "chrono", "ctime", "time.h", "sys/time.h", "unistd.h", "fcntl.h"},
}

# oneTBB stands behind one small header in each of these modules (that header and its .cpp).
ONE_PLACE = {"sim": "oneTBB"}

# Headers the build generates, and who may include them.
GENERATED = {
    "build_info.h": {"io", "app", "render", "ui", "viewer", "cli"},
    "render/shaders_embedded.h": {"render", "viewer", "cli"},
}

PROGRAM_MODULES = {"viewer", "cli", "web", "anatomy/tool"}  # may print and choose an exit code
MAIN_MAX_LINES = 150
SOURCE_SUFFIXES = (".h", ".hpp", ".cpp", ".cc", ".c", ".inl")

SYSTEM_HEADERS = re.compile(
    r"^([a-z_0-9]+|c?(assert|ctype|errno|fenv|float|inttypes|limits|locale|math|setjmp|signal|stdarg|stddef|stdint"
    r"|stdio|stdlib|string|time|wchar)\.h|(unistd|fcntl|poll|dlfcn|pthread|sched|spawn|termios|immintrin|xmmintrin)\.h"
    r"|sys/\w+\.h)$"
)

# ---- reading ---------------------------------------------------------------------------------------------------------

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^()\\\s]{0,16})\(.*?\)(?P=d)"'
    r'|"(?:\\.|[^"\\\n])*"|(?<![0-9a-zA-Z_])\'(?:\\.|[^\'\\\n])+\'',
    re.S,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?P<name><[^>\n]+>|"[^"\n]+")', re.M)
PRAGMA_ONCE = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+once\b", re.M)
# Headers that are included once for each instruction set carry Highway's guard instead.
TOGGLED = re.compile(r"^[ \t]*#[ \t]*if defined\(\w+\) == defined\(HWY_TARGET_TOGGLE\)", re.M)
PRINTS = re.compile(r"(?<![\w.])(?:std\s*::\s*)?cout\b|(?<![\w.>:])(?:std\s*::\s*)?(?:printf|puts|putchar)\s*\(")
EXITS = re.compile(r"(?<!void )(?<![\w.>:])(?:(?:std)?\s*::\s*)?(?:exit|_exit|_Exit|quick_exit)\s*\(")
# Files whose forked child process ends itself: the program goes on.
EXITS_OF_A_CHILD = {"anatomy/surface_import.cpp": "_exit"}


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    return TOKEN.sub(lambda m: blank(m[0]) if m[0].startswith("/") else m[0], text)


def code_only(text):
    return TOKEN.sub(lambda m: blank(m[0]), text)


def includes(text):
    """Pairs (line, header name) of one file."""
    text = without_comments(text)
    for m in INCLUDE.finditer(text):
        yield text.count("\n", 0, m.start("name")) + 1, m["name"][1:-1]


def library_of(name):
    for library, pattern in LIBRARIES:
        if re.match(pattern, name):
            return library
    return None


def module_of(relative):
    parts = relative.split("/")
    if parts[:2] == ["anatomy", "tool"]:
        return "anatomy/tool"
    return parts[0]


# ---- checking --------------------------------------------------------------------------------------------------------


def check(root):
    """All faults of the tree under root, as lines 'file:line: what'."""
    faults = []
    files = sorted(p for p in root.rglob("*") if p.suffix in SOURCE_SUFFIXES and p.is_file())
    texts = {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8", errors="replace") for p in files}
    listed = {name: list(includes(text)) for name, text in texts.items()}
    places = {}
    shown = {
        own: {h for face in faces for h in [face, *dict(reached(face, listed))]} for own, faces in INTERNAL.items()
    }

    for name, text in texts.items():
        module = module_of(name)
        if "/" not in name or module.split("/")[0] not in INTERNAL:
            faults.append(f"{name}:1: not in a module of the table; add the module to tests/layering/layering_test.py")
            continue
        own = module.split("/")[0]

        def fault(line, what):
            faults.append(f"{name}:{line}: {what}")

        guarded = any(guard.search(without_comments(text)) for guard in (PRAGMA_ONCE, TOGGLED))
        if name.endswith((".h", ".hpp")) and not guarded:
            fault(1, "a header needs #pragma once")
        if Path(name).name == "main.cpp" and text.count("\n") >= MAIN_MAX_LINES:
            fault(MAIN_MAX_LINES, f"main.cpp stays under {MAIN_MAX_LINES} lines; move the work into a module")
        if module not in PROGRAM_MODULES:
            code = code_only(text)
            for m in PRINTS.finditer(code):
                fault(code.count("\n", 0, m.start()) + 1, "a library does not print; return the text or log it")
            for m in EXITS.finditer(code):
                if name in EXITS_OF_A_CHILD and EXITS_OF_A_CHILD[name] in m.group():
                    continue
                fault(code.count("\n", 0, m.start()) + 1, "a library does not end the program; return a Result")

        for line, header in listed[name]:
            library = library_of(header)
            if header in GENERATED:
                if own not in GENERATED[header]:
                    fault(line, f"{module} may not include the generated {header}")
            elif header in texts or header.split("/")[0] in INTERNAL:
                if header not in texts:
                    fault(line, f"there is no src/{header}")
                elif header.split("/")[0] not in [own, *INTERNAL[own]] and header not in shown[own]:
                    fault(line, f"wrong arrow: {module} may not include {header}")
            elif library:
                if library not in THIRD_PARTY[module]:
                    fault(line, f"wrong arrow: {module} may not see {library} ({header})")
                elif ONE_PLACE.get(own) == library:
                    places.setdefault((own, library), {}).setdefault(name.rsplit(".", 1)[0], line)
            elif SYSTEM_HEADERS.match(header):
                if header in FORBIDDEN_STANDARD.get(own, ()):
                    fault(line, f"{own} knows neither files nor the clock nor the terminal: no <{header}>")
            elif (root / name).parent.joinpath(header).exists():
                fault(line, f'the include root is src/: write "{module_path(root, name, header)}" instead of "{header}"')
            else:
                fault(line, f"unknown header {header}: name its library in tests/layering/layering_test.py first")

    for (own, library), stems in places.items():
        for stem, line in list(stems.items())[1:]:
            faults.append(f"{stem}:{line}: {own} includes {library} in one place only, which is {next(iter(stems))}")

    for name in texts:
        own = module_of(name)
        for target, path in reached(name, listed):
            if target in NEVER_REACHED.get(own, ()) and len(path) > 2:
                faults.append(f"{name}:1: {own} must never see {target}: {' -> '.join(path)}")
    return faults


def module_path(root, name, header):
    return (root / name).parent.joinpath(header).resolve().relative_to(root.resolve()).as_posix()


def reached(start, listed):
    """Headers and libraries reached from start, with the first path found to each."""
    found = {}
    queue = [(start, [start])]
    while queue:
        name, path = queue.pop(0)
        for _, header in listed.get(name, ()):
            target = library_of(header) or header
            if target not in found:
                found[target] = path + [header]
                if target in listed:
                    queue.append((target, path + [header]))
    return found.items()


# ---- self-check ------------------------------------------------------------------------------------------------------

CLEAN = {
    "sim/world.h": '#pragma once\n#include <Eigen/Core>\n#include "sim/snapshot.h"\n',
    "sim/snapshot.h": '#pragma once\n#include <span>\n#include <cstdint>\n#include "sim/web.h"\n',
    "sim/web.h": "#pragma once\n",
    "sim/law.h": "#pragma once\n",
    "sim/params.h": "#pragma once\n",
    "sim/core/lanes.h": "#if defined(LANES_H) == defined(HWY_TARGET_TOGGLE)\n#endif\n",
    "sim/core/parallel.cpp": "#include <tbb/parallel_for.h>\n",
    "io/csv.cpp": '// #include <imgui.h>\n/* #include "ui/panel.h" */\n#include <fstream>\n#include "sim/world.h"\n'
    'const char* kText = "std::cout << exit(1)";\n',
    "app/session.h": '#pragma once\n#include "sim/world.h"\n#include "build_info.h"\nstruct S { void exit(int); };\n',
    "app/session.cpp": '#include "app/session.h"\nvoid go(S& s) { s.exit(3); }\n',
    "render/scene.cpp": '#include "sim/snapshot.h"\n#include "sim/web.h"\n#include <glad/gl.h>\n#include <glm/glm.hpp>\n'
    "#include <stb_image_write.h>\n#include \"render/shaders_embedded.h\"\n",
    "platform/window.cpp": "#include <GLFW/glfw3.h>\n#include <EGL/egl.h>\n#include <unistd.h>\n",
    "ui/panel.cpp": '#include "app/session.h"\n#include "sim/params.h"\n#include <imgui.h>\n',
    "viewer/viewer_app.cpp": "#include <backends/imgui_impl_glfw.h>\n",
    "cli/main.cpp": "#include <iostream>\nint main() { std::cout << 1; std::exit(0); }\n",
    "anatomy/tool/main.cpp": "#include <openvdb/openvdb.h>\n#include <cstdio>\nint main() { std::printf(\"x\"); }\n",
}

# (file, text, a part of the fault it must give)
BAD = [
    ("sim/bad.cpp", '#include "io/csv.h"\n', "there is no src/io/csv.h"),
    ("sim/bad.cpp", '#include "app/session.h"\n', "sim may not include app/session.h"),
    ("sim/bad.cpp", "#include <GLFW/glfw3.h>\n", "sim may not see GLFW"),
    ("sim/bad.cpp", "#include <glm/vec3.hpp>\n", "sim may not see GLM"),
    ("sim/bad.cpp", "#include <toml++/toml.h>\n", "sim may not see toml++"),
    ("sim/bad.cpp", "#include <chrono>\n", "no <chrono>"),
    ("sim/bad.cpp", "  #  include <fstream>\n", "no <fstream>"),
    ("sim/bad.cpp", "#include <tbb/parallel_reduce.h>\n", "in one place only"),
    ("sim/bad.cpp", '#include "world.h"\n', 'write "sim/world.h"'),
    ("sim/bad.cpp", "#include <mystery/thing.h>\n", "unknown header mystery/thing.h"),
    ("sim/bad.h", "int x();\n", "#pragma once"),
    ("sim/bad.h", "#ifndef BAD_H\n#define BAD_H\n#endif\n", "#pragma once"),
    ("sim/bad.h", "// #pragma once\nint x();\n", "#pragma once"),
    ("sim/bad.cpp", "void f() { std::cout << 1; }\n", "does not print"),
    ("io/bad.cpp", "using namespace std;\nvoid f() { cout << 1; }\n", "bad.cpp:2: a library does not print"),
    ("io/bad.cpp", "void f() { printf(\"x\"); }\n", "does not print"),
    ("io/bad.cpp", "void f() { exit(1); }\n", "does not end the program"),
    ("io/bad.cpp", "void f() { std::exit(1); }\n", "does not end the program"),
    ("anatomy/bad.cpp", "#include <openvdb/openvdb.h>\n", "anatomy may not see OpenVDB"),
    ("anatomy/bad.cpp", '#include "io/csv.cpp"\n', "anatomy may not include io/csv.cpp"),
    ("io/bad.cpp", "#include <imgui.h>\n", "io may not see ImGui"),
    ("app/bad.cpp", "#include <glad/gl.h>\n", "app may not see OpenGL"),
    ("render/bad.cpp", '#include "sim/world.h"\n', "render may not include sim/world.h"),
    ("render/bad.cpp", '#include "sim/law.h"\n', "render may not include sim/law.h"),
    ("sim/snapshot.h", '#pragma once\n#include "sim/world.h"\n', "render must never see sim/world.h"),
    ("render/bad.cpp", "#include <Eigen/Dense>\n", "render may not see Eigen"),
    ("sim/snapshot.h", "#pragma once\n#include <Eigen/Core>\n", "render must never see Eigen"),
    ("sim/snapshot.h", '#pragma once\n#include "sim/world.h"\n', "render must never see sim/world.h"),
    ("platform/bad.cpp", '#include "sim/snapshot.h"\n', "platform may not include sim/snapshot.h"),
    ("platform/bad.cpp", "#include <imgui.h>\n", "platform may not see ImGui"),
    ("ui/bad.cpp", '#include "sim/world.h"\n', "ui may not include sim/world.h"),
    ("ui/bad.cpp", "#include <imgui_impl_glfw.h>\n#include <GLFW/glfw3.h>\n", "ui may not see GLFW"),
    ("app/bad.cpp", '#include "render/shaders_embedded.h"\n', "may not include the generated"),
    ("sim/bad.cpp", '#include "build_info.h"\n', "may not include the generated"),
    ("cli/main.cpp", "int main() {}\n" + "//\n" * MAIN_MAX_LINES, "stays under"),
    ("stray/x.cpp", "int x;\n", "not in a module of the table"),
]


def faults_of(tree):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "src"
        for name, text in tree.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check(root)


def self_check():
    faults = faults_of(CLEAN)
    if faults:
        return [f"a clean tree was refused: {faults}"]
    problems = []
    for name, text, expected in BAD:
        faults = faults_of({**CLEAN, name: text})
        if not any(expected in fault for fault in faults):
            problems.append(f"{name} with {text!r:.60} should give {expected!r} and gave {faults}")
    return problems


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "src"
    problems = self_check()
    if problems:
        print("layering: the check itself does not work:", *problems, sep="\n  ")
        return 2
    if not root.is_dir():
        print(f"layering: there is no folder {root}")
        return 2
    faults = check(root)
    count = sum(1 for p in root.rglob("*") if p.suffix in (".h", ".cpp"))
    if faults:
        print(f"layering: {len(faults)} faults in {count} files of src/:", *faults, sep="\n  ")
        return 1
    print(f"layering: {count} files of src/ follow the module table; {len(BAD)} seeded faults were caught")
    return 0


if __name__ == "__main__":
    sys.exit(main())
