import struct
import zlib

from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.messages import CATALOGUE
from applications.domain.logos import MAX_BYTES, PNG, SVG, read_logo
from applications.domain.png import MAX_PIXELS
from tests.applications.pictures import SIGNATURE, chunk, header, png
from tests.tables import each

SHAPES = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
END = chunk(b"IEND", b"")
PIXELS = chunk(b"IDAT", zlib.compress(b"\0" * 9))
HEAD = chunk(b"IHDR", header(8, 1, color=0))


def code_of(content: bytes) -> str:
    read = read_logo(content)
    assert read.logo is None
    (violation,) = read.violations
    assert (violation.field, violation.code in CATALOGUE) == ("logo", True)
    return violation.code


@each(
    "content",
    [
        png(),
        png(MAX_PIXELS, MAX_PIXELS),
        png(9, 3, color=0, pixels=b"\0" * 30),
        png(9, 3, color=3, depth=1, pixels=b"\0" * 9),
        png(9, 3, color=2, depth=16, pixels=b"\0" * 3 * 55),
        png(1, 1, color=0, interlaced=1, pixels=b"\0\0"),
        png(8, 8, color=0, interlaced=1, pixels=b"\0" * (2 + 2 + 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9)),
    ],
)
def test_a_picture_is_kept_as_it_is(content):
    logo = read_logo(content).logo

    assert logo is not None
    assert (logo.type, logo.content, len(logo.digest)) == (PNG, content, 16)


def test_notes_places_and_films_are_left_behind():
    hidden = chunk(b"tEXt", b"Author\0Ada") + chunk(b"eXIf", b"52.5 N 13.4 E") + chunk(b"acTL", b"\0" * 8)

    logo = read_logo(png(extra=hidden) + b"<script>alert(1)</script>").logo

    assert logo is not None
    assert logo.content == png()


@each(
    "content",
    [
        png(MAX_PIXELS + 1, 1),
        png(1, MAX_PIXELS + 1),
        SIGNATURE + chunk(b"IHDR", header(2**31 - 1, 2**31 - 1)) + PIXELS + END,
    ],
)
def test_a_picture_that_is_too_large_is_refused_with_its_size(content):
    assert code_of(content) == "ssr.app.logo.pixels"


@each(
    "content",
    [
        png(pixels=b"\0" * 50_000_000),
        png(pixels=b"\0" * 8),
        png(pixels=b""),
        png(interlaced=1),
        SIGNATURE,
        SIGNATURE + HEAD,
        SIGNATURE + HEAD + END,
        SIGNATURE + PIXELS + END,
        SIGNATURE + HEAD + PIXELS,
        SIGNATURE + HEAD + HEAD + PIXELS + END,
        SIGNATURE + HEAD + PIXELS[:-1] + b"\xff" + END,
        SIGNATURE + HEAD + chunk(b"IDAT", b"no zlib") + END,
        SIGNATURE + HEAD + chunk(b"NEWS", b"") + PIXELS + END,
        SIGNATURE + chunk(b"IHDR", header(8, 1)[:-1]) + PIXELS + END,
        SIGNATURE + chunk(b"IHDR", header(0, 1)) + PIXELS + END,
        SIGNATURE + chunk(b"IHDR", header(8, 1, depth=3)) + PIXELS + END,
        SIGNATURE + chunk(b"IHDR", header(8, 1, color=5)) + PIXELS + END,
        SIGNATURE + chunk(b"IHDR", header(8, 1, interlaced=2)) + PIXELS + END,
        SIGNATURE + struct.pack(">I", 2**32 - 1) + b"IHDR",
    ],
)
def test_picture_of_another_type_than_declared_is_refused(content):
    assert code_of(content) == "ssr.app.logo.png"


@given(st.binary(max_size=200))
def test_no_bytes_after_the_signature_are_too_strange(content):
    assert (read_logo(SIGNATURE + content).logo is None) is True


def test_shapes_are_kept():
    logo = read_logo(b"\xef\xbb\xbf" + SHAPES).logo

    assert logo is not None
    assert (logo.type, b"M0 0h8v8z" in logo.content) == (SVG, True)


@each(
    ("content", "code"),
    [
        (b"", "ssr.app.logo.type"),
        (b"GIF89a", "ssr.app.logo.type"),
        (b"<!doctype html><html></html>", "ssr.app.logo.type"),
        (b"\xff\xfe<\0s\0v\0g\0", "ssr.app.logo.type"),
        (SHAPES.replace(b"<path", b"<script>1</script><path"), "ssr.brand.logo.element"),
        (
            SHAPES.replace(b"<path", b"<image href='https://evil.example/x.png'/><path"),
            "ssr.brand.logo.element",
        ),
        (SHAPES.replace(b"<path", b"<path onclick='x()'"), "ssr.brand.logo.attribute"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SHAPES, "ssr.brand.logo.element"),
        (SHAPES + b" " * MAX_BYTES, "ssr.app.logo.size"),
    ],
)
def test_harmful_or_invalid_image_is_refused(content, code):
    assert code_of(content) == code
