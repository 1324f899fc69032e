"""Pictures of pages with at most 256 colours: soft gradients otherwise make a picture four times as large."""

import base64
import struct
import zlib
from itertools import chain

from playwright.sync_api import Page

# The most frequent colours are kept, and every other one becomes its nearest among them.
PALETTE = """async (png) => {
  const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const {width, height} = bitmap, pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  const dots = pen.getImageData(0, 0, width, height).data, counts = new Map();
  const keys = Array.from({length: width * height}, (_, n) =>
    (dots[4 * n] << 16) + (dots[4 * n + 1] << 8) + dots[4 * n + 2]);
  keys.forEach((key) => counts.set(key, (counts.get(key) || 0) + 1));
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256);
  const colours = frequent.map(([key]) => key), places = new Map();
  const part = (key, bits) => key >> bits & 255;
  const apart = (a, b) => [16, 8, 0].reduce((sum, bits) => sum + (part(a, bits) - part(b, bits)) ** 2, 0);
  const nearest = (key) =>
    colours.reduce((best, one, n) => apart(key, one) < apart(key, colours[best]) ? n : best, 0);
  counts.forEach((_, key) => places.set(key, nearest(key)));
  return {width, height, colours, dots: keys.map((key) => String.fromCharCode(places.get(key))).join("")};
}"""


def smaller(page: Page, png: bytes) -> bytes:
    """Return the picture with a palette (PNG, third edition, colour type 3). Any page can do it."""
    found = page.evaluate(PALETTE, base64.b64encode(png).decode())
    width, dots = found["width"], found["dots"].encode("latin-1")
    rows = chain.from_iterable((b"\0", dots[at : at + width]) for at in range(0, len(dots), width))
    size = struct.pack(">IIBBBBB", width, found["height"], 8, 3, 0, 0, 0)
    colours = b"".join(colour.to_bytes(3, "big") for colour in found["colours"])
    pixels = zlib.compress(b"".join(rows), 9)
    chunks = ((b"IHDR", size), (b"PLTE", colours), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
