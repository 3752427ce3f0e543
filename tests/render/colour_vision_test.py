"""A real picture ranks tension in grey, and for people without middle-wave cones: the same web on a colour scale that ends
at half the tension is lighter wherever the web is seen. Deuteranopia after Machado, Oliveira and Fernandes 2009, severity 1.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["FASCIA_SOURCE_DIR"], "tests", "support"))
from io_cli import GRAPHICS, Folder, check, fascia, finish  # noqa: E402
from render_png import Png  # noqa: E402

DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
LUMINANCE = (0.2126, 0.7152, 0.0722)
VIEW = ["restricted", "--at", "0s", "--resolution", "320,180", "--no-legend", "--no-caption", "--quiet"]
LINEAR = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in range(256)]


def lightness(linear):
    y = max(0.0, min(1.0, sum(k * c for k, c in zip(LUMINANCE, linear))))
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def pixels(path):
    rgb = Png(path).rgb
    return [(LINEAR[rgb[i]], LINEAR[rgb[i + 1]], LINEAR[rgb[i + 2]]) for i in range(0, len(rgb), 3)]


def without_middle_cones(c):
    return [sum(m * v for m, v in zip(row, c)) for row in DEUTERANOPIA]


if not GRAPHICS:
    sys.exit(77)
with Folder() as folder:
    code, _, err = fascia("render", *VIEW, "--hide", "skin,fascia", "--output", folder("bare.png"))
    if code == 5:
        print(f"skipped: {err}")
        sys.exit(77)
    check(code == 0, f"render: {err}")
    bare = pixels(folder("bare.png"))
    pictures = []
    for high in ("0.08", "0.04", "0.02", "0.01"):
        code, _, err = fascia("render", *VIEW, "--hide", "skin", "--range", f"0,{high}", "--output", folder(f"{high}.png"))
        check(code == 0, f"render: {err}")
        pictures.append((high, pixels(folder(f"{high}.png"))))
    web = [i for i, (a, b) in enumerate(zip(bare, pictures[0][1])) if abs(lightness(a) - lightness(b)) > 2.0]
    check(len(web) > 2000, f"the web covers only {len(web)} pixels")
    last = (0.0, 0.0)
    for high, picture in pictures:
        now = (sum(lightness(picture[i]) for i in web) / len(web),
               sum(lightness(without_middle_cones(picture[i])) for i in web) / len(web))
        print(f"scale to {high} N: lightness {now[0]:.1f}, without middle-wave cones {now[1]:.1f}")
        check(now[0] > last[0] + 1.0 and now[1] > last[1] + 1.0, f"no lighter on a scale to {high} N: {last} to {now}")
        last = now
finish()
