"""PNG files, right and wrong ones."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int, height: int, *, depth: int = 8, color: int = 6, interlaced: int = 0) -> bytes:
    return struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced)


def png(
    width: int = 8, height: int = 8, *, pixels: bytes | None = None, extra: bytes = b"", **how: int
) -> bytes:
    """Return a picture of one colour; ``pixels`` are its unpacked rows, ``extra`` stands before them."""
    plain = b"".join(b"\0" + b"\x0b\x66\x57\xff" * width for _ in range(height))
    packed = zlib.compress(plain if pixels is None else pixels, 9)
    end = chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return SIGNATURE + chunk(b"IHDR", header(width, height, **how)) + extra + end
