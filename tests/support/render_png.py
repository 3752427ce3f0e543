"""Reads the PNG files that the program writes (8-bit RGB or RGBA, not interlaced), and compares pictures. No third-party
packages."""
import struct
import zlib

BLOCK = 8  # px


class Png:
    """width, height, rgb (rows from the top, three bytes a pixel), alpha (a byte a pixel, or empty), texts {keyword: words}."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        if data[:8] != b"\x89PNG\r\n\x1a\n":
            raise ValueError(f"{path} is not a PNG file")
        self.texts = {}
        packed = b""
        at = 8
        last = b""
        while at < len(data):
            length, kind = struct.unpack(">I4s", data[at:at + 8])
            body = data[at + 8:at + 8 + length]
            (crc,) = struct.unpack(">I", data[at + 8 + length:at + 12 + length])
            if crc != zlib.crc32(kind + body):
                raise ValueError(f"{path}: the checksum of {kind!r} is wrong")
            if kind == b"IHDR":
                self.width, self.height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
                if (depth, interlaced) != (8, 0) or colour not in (2, 6):
                    raise ValueError(f"{path} is not plain 8-bit RGB or RGBA")
                channels = 3 if colour == 2 else 4
            elif kind == b"IDAT":
                packed += body
            elif kind == b"tEXt":
                keyword, _, words = body.partition(b"\0")
                self.texts[keyword.decode("latin-1")] = words.decode("latin-1")
            at += 12 + length
            last = kind
        if last != b"IEND":
            raise ValueError(f"{path} is cut off")
        mixed = _unfiltered(zlib.decompress(packed), channels, channels * self.width, self.height)
        self.alpha = mixed[3::4] if channels == 4 else b""
        self.rgb = mixed
        if channels == 4:
            self.rgb = bytearray(3 * self.width * self.height)
            for c in range(3):
                self.rgb[c::3] = mixed[c::4]
            self.rgb = bytes(self.rgb)


def _unfiltered(raw, step, row_bytes, rows):
    out = bytearray()
    before = bytearray(row_bytes)
    for y in range(rows):
        start = y * (row_bytes + 1)
        kind = raw[start]
        row = bytearray(raw[start + 1:start + 1 + row_bytes])
        if kind == 1:
            for i in range(step, row_bytes):
                row[i] = (row[i] + row[i - step]) & 255
        elif kind == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, before))
        elif kind == 3:
            for i in range(row_bytes):
                row[i] = (row[i] + (((row[i - step] if i >= step else 0) + before[i]) >> 1)) & 255
        elif kind == 4:
            for i in range(row_bytes):
                a = row[i - step] if i >= step else 0
                b = before[i]
                c = before[i - step] if i >= step else 0
                p = a + b - c
                pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
                row[i] = (row[i] + (a if pa <= pb and pa <= pc else b if pb <= pc else c)) & 255
        elif kind != 0:
            raise ValueError(f"unknown filter {kind}")
        out += row
        before = row
    return bytes(out)


def blocks(png):
    """Mean colour of each block of BLOCK x BLOCK pixels, as a list of (red, green, blue)."""
    found = []
    row_bytes = 3 * png.width
    for y in range(0, png.height - BLOCK + 1, BLOCK):
        rows = [png.rgb[(y + k) * row_bytes:(y + k + 1) * row_bytes] for k in range(BLOCK)]
        for x in range(0, png.width - BLOCK + 1, BLOCK):
            cells = [row[3 * x:3 * (x + BLOCK)] for row in rows]
            found.append(tuple(sum(sum(cell[c::3]) for cell in cells) / BLOCK ** 2 for c in range(3)))
    return found


def difference(a, b):
    """(mean absolute difference of the blocks' channels 0..255, share of blocks with a channel off by more than 8)"""
    if (a.width, a.height) != (b.width, b.height):
        return 255.0, 1.0
    total = 0.0
    far = 0
    pairs = list(zip(blocks(a), blocks(b)))
    for p, q in pairs:
        off = [abs(u - v) for u, v in zip(p, q)]
        total += sum(off) / 3
        far += max(off) > 8.0
    return total / len(pairs), far / len(pairs)
