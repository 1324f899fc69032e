"""A PNG that is what it says: its size is small, its pixels unpack to just that, and nothing hides in it.

Only chunks that a picture needs come out again (PNG, third edition). No pixel is looked at.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MAX_PIXELS: Final = 512
"""Of either side: a tile shows 48 of them, on a dense screen three times as many."""

# Section 11. Texts, times, places and films are left behind.
_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"IDAT", b"IEND"})
_ANCILLARY: Final = 0x20
# Depths for each colour type, and the samples of a pixel (section 11.2.1).
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# The seven passes of an interlaced picture: where each begins, and its steps, across and down (section 8.1).
_STARTS: Final = ((0, 0), (4, 0), (0, 4), (2, 0), (0, 2), (1, 0), (0, 1))
_STEPS: Final = ((8, 8), (8, 8), (4, 8), (4, 4), (2, 4), (2, 2), (1, 2))


class BrokenPng(ValueError):
    """It begins as a PNG and may not be served; the code says why."""

    def __init__(self, code: str, *params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class _Chunk:
    type: bytes
    data: bytes
    raw: bytes


def clean_png(content: bytes) -> bytes:
    """Return the picture without anything else. Raises BrokenPng."""
    chunks = list(_chunks(content))
    _check_order(chunks)
    _check_pixels(chunks[0].data, b"".join(chunk.data for chunk in chunks if chunk.type == b"IDAT"))
    return SIGNATURE + b"".join(chunk.raw for chunk in chunks if chunk.type in _KEPT)


def _chunks(content: bytes) -> Iterator[_Chunk]:
    """Read every chunk up to the end of the picture; what is hidden behind it is not read."""
    at = len(SIGNATURE)
    while True:
        length = int.from_bytes(content[at : at + 4])
        end = at + 12 + length
        if end > len(content) or len(content) < at + 12:
            raise BrokenPng("ssr.app.logo.png")
        type, data = content[at + 4 : at + 8], content[at + 8 : end - 4]
        if zlib.crc32(type + data) != int.from_bytes(content[end - 4 : end]):
            raise BrokenPng("ssr.app.logo.png")
        yield _Chunk(type, data, content[at:end])
        if type == b"IEND":
            return
        at = end


def _check_order(chunks: list[_Chunk]) -> None:
    types = [chunk.type for chunk in chunks]
    unknown = any(type not in _KEPT and not type[0] & _ANCILLARY for type in types)
    if unknown or types[0] != b"IHDR" or types.count(b"IHDR") != 1 or b"IDAT" not in types:
        raise BrokenPng("ssr.app.logo.png")


def _check_pixels(header: bytes, packed: bytes) -> None:
    """Refuse a picture that is too large, or whose packed pixels are more than its size says (a bomb)."""
    if len(header) != 13:
        raise BrokenPng("ssr.app.logo.png")
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    depth, color, packing, filtering, interlaced = header[8:]
    if max(width, height) > MAX_PIXELS:
        raise BrokenPng("ssr.app.logo.pixels", str(MAX_PIXELS), f"{width} × {height}")
    if (
        not (width and height)
        or depth not in _DEPTHS.get(color, ())
        or packing
        or filtering
        or interlaced > 1
    ):
        raise BrokenPng("ssr.app.logo.png")
    expected = _bytes_of(width, height, depth * _SAMPLES[color], interlaced=bool(interlaced))
    try:
        unpacked = zlib.decompressobj().decompress(packed, expected + 1)
    except zlib.error as error:
        raise BrokenPng("ssr.app.logo.png") from error
    if len(unpacked) != expected:
        raise BrokenPng("ssr.app.logo.png")


def _bytes_of(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Return how many bytes the rows have, each with the number of its filter (sections 7.2 and 8)."""
    if not interlaced:
        return height * _row(width, bits)
    return sum(rows * _row(columns, bits) for columns, rows in _sizes(width, height) if columns and rows)


def _row(columns: int, bits: int) -> int:
    return 1 + (columns * bits + 7) // 8


def _sizes(width: int, height: int) -> Iterator[tuple[int, int]]:
    """Columns and rows of each pass."""
    for (column, row), (across, down) in zip(_STARTS, _STEPS, strict=True):
        yield max(0, -(-(width - column) // across)), max(0, -(-(height - row) // down))
