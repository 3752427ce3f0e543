"""Pictures made by the real command, without a display, against the ones in tests/golden that a person looked at.

Drivers differ in the last bit and in how they cover the edge of a triangle, fonts in a pixel of a letter. So pictures
are compared as means over blocks of 8 x 8 pixels: two versions of a driver differ there by a fraction of a level, a
missing layer or a shifted camera by many. Allowed: a mean difference of 1.0 of 255 levels, and 2 % of the blocks off by
more than 8 levels in a channel. The last check makes sure that this is strict enough to miss nothing that matters.

Every model and every field is there, at the start, after a few seconds of pressing or after minutes of a hold.

A picture that is missing in tests/golden is written there, and the test fails: look at it before you commit it. After a
wanted change of the drawing or the physics one command makes all of them anew, and fails too:

    FASCIA_NEW_PICTURES=1 ctest --preset release -R golden_test
"""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import GRAPHICS, SOURCE, Folder, check, fascia, finish  # noqa: E402
from render_png import Png, difference  # noqa: E402

MEAN_ALLOWED = 1.0
SHARE_ALLOWED = 0.02
GOLDEN = os.path.join(SOURCE, "tests", "golden")
SIZE = ["--resolution", "480,270", "--quiet", "--force"]
FORM = ["--at", "0s", "--camera"]
PRESSED = ["forearm_hold", "--at", "14s", "--camera", "site", "--field"]
HELD = ["slow_hold", "--set", "model=low_back_coarse", "--camera", "site", "--field"]  # where a hold has had its effect
SLOW = {"elongation": [*HELD, "elongation", "--at", "240s", "--range", "0,0.004"],
        "bond_load_Pa": [*HELD, "bond_load_Pa", "--at", "100s"],
        "release_rate_per_s": [*HELD, "release_rate_per_s", "--at", "100s"]}
FIELDS = ("tension_N", "tension_change_N", "stress_Pa", "strain", "adhesion", "hydration", "elongation", "bond_load_Pa",
          "release_rate_per_s", "displacement_m", "contact_pressure_Pa", "none")
RANGE = {"displacement_m": ["--range", "0,0.004"], "contact_pressure_Pa": ["--range", "0,15000"],
         "strain": ["--range", "0,0.06"]}
CASES = {
    "model_body": ["body_calm", *FORM, "back"],
    "model_coupon": ["calm", "--set", "model=coupon", *FORM, "three_quarter"],
    "model_foot": ["foot_hold", *FORM, "left", "--theme", "light"],
    "model_forearm": ["forearm_hold", *FORM, "front"],
    "model_low_back_nerves": ["restricted", *FORM, "back", "--nerves"],
    "model_low_back_front": ["restricted", *FORM, "front", "--nerves", "--theme", "light"],
    "model_neck_shoulder": ["neck_shoulder_hold", *FORM, "back"],
    "model_thigh": ["thigh_hold", *FORM, "three_quarter", "--theme", "projector"],
    "model_low_back_coarse": ["calm", "--set", "model=low_back_coarse", *FORM, "three_quarter", "--theme", "light"],
    **{f"field_{field}": SLOW.get(field, [*PRESSED, field, *RANGE.get(field, [])]) for field in FIELDS},
    "back_tension": ["slow_hold", "--at", "0s"],
    "three_quarter_light_adhesion": ["slow_hold", "--at", "0s", "--camera", "three_quarter", "--theme", "light",
                                     "--field", "adhesion"],
    "site_pressed_change": ["slow_hold", "--at", "0s,25s", "--camera", "site", "--field", "tension_change_N"],
    "guarding": ["fast_hard", "--at", "10.8s"],
    "lines_beads_projector": ["slow_hold", "--at", "0s", "--lines", "--beads", "--theme", "projector"],
    "cut_from_the_side": ["slow_hold", "--at", "0s", "--cut", "sagittal:0.5", "--camera", "left", "--labels"],
}


def render(arguments, file):
    code, _, err = fascia("render", *arguments, *SIZE, "--output", file)
    check(code == 0, f"render {' '.join(arguments)}: exit {code}, {err[:400]}")
    return code == 0


if not GRAPHICS:
    sys.exit(77)
with Folder() as folder:
    code, _, err = fascia("render", "calm", "--at", "0s", *SIZE, "--output", folder("probe.png"))
    if code == 5:
        print(f"skipped: {err}")
        sys.exit(77)
    for name, arguments in CASES.items():
        made = folder(f"{name}.png")
        if not render(arguments, made):
            continue
        golden = os.path.join(GOLDEN, f"{name}.png")
        if os.environ.get("FASCIA_NEW_PICTURES") or not os.path.exists(golden):
            os.makedirs(GOLDEN, exist_ok=True)
            shutil.copyfile(made, golden)
            check(False, f"{golden} is written anew; look at it, then commit it")
            continue
        mean, share = difference(Png(made), Png(golden))
        print(f"{name}: mean difference {mean:.3f}, {100 * share:.2f} % of the blocks far off")
        good = mean <= MEAN_ALLOWED and share <= SHARE_ALLOWED
        if not good:
            kept = os.path.join(os.getcwd(), f"{name}.png")
            shutil.copyfile(made, kept)
            check(False, f"{name} differs from tests/golden (mean {mean:.2f} of {MEAN_ALLOWED}, "
                         f"{100 * share:.1f} % of {100 * SHARE_ALLOWED} %); the new picture is {kept}")

    left = {name[:-4] for name in os.listdir(GOLDEN) if name.endswith(".png")} - set(CASES)
    check(not left, f"nothing makes {sorted(left)} any more; delete them from tests/golden")
    # Every field that has a colour is among the cases.
    code, out, _ = fascia("list", "fields", "--json")
    listed = {row["id"] for row in json.loads(out)} - {"principal_stress_Pa"}
    check(code == 0 and listed == set(FIELDS) - {"none"}, f"fields without a picture, or pictures without a field: "
                                                          f"{sorted(listed ^ (set(FIELDS) - {'none'}))}")
    reference = os.path.join(GOLDEN, "back_tension.png")
    if os.path.exists(reference):
        for hidden in ("skin", "bones", "muscles", "fascia", "context"):
            if render([*CASES["back_tension"], "--hide", hidden], folder("less.png")):
                mean, share = difference(Png(folder("less.png")), Png(reference))
                print(f"without {hidden}: mean difference {mean:.3f}, {100 * share:.2f} % far off")
                check(mean > MEAN_ALLOWED or share > SHARE_ALLOWED, f"a picture without {hidden} would pass")
finish()
