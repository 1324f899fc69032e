import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from accounts.domain.logos import (
    MAX_BYTES,
    MAX_SIDE,
    PNG,
    SVG,
    Logo,
    read_logo,
    read_logo_text,
)
from accounts.domain.messages import CATALOGUE
from accounts.domain.pictures import MAX_STORED_BYTES, SIDES
from accounts.domain.violations import ValidationFailed
from tests.applications.pictures import SIGNATURE, chunk, header, png
from tests.tables import each

SHAPES = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
END = chunk(b"IEND", b"")
PIXELS = chunk(b"IDAT", zlib.compress(b"\0" * 9))
HEAD = chunk(b"IHDR", header(8, 1, color=0))
GIF_FRAME = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0;"
TEAL = (11, 102, 87)
ROTATED = 0x0112


def code_of(read: Callable[[], Logo]) -> str:
    with pytest.raises(ValidationFailed) as failure:
        read()
    (violation,) = failure.value.violations
    assert (violation.field, violation.code in CATALOGUE) == ("logo", True)
    return violation.code


def drawn(mode: str = "RGB", size: tuple[int, int] = (40, 20), color: object = TEAL) -> Image.Image:
    return Image.new(mode, size, color)  # type: ignore[arg-type]


def file(image: Image.Image, kind: str, **how: object) -> bytes:
    written = BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def noise(side: int) -> Image.Image:
    return Image.effect_noise((side, side), 90).convert("RGB")


def stored(content: bytes) -> Image.Image:
    """Return the picture that is kept; it holds pixels and nothing else."""
    logo = read_logo(content)
    assert (logo.type, len(logo.digest)) == (PNG, 16)
    kinds = []
    at = len(SIGNATURE)
    while at < len(logo.content):
        length = int.from_bytes(logo.content[at : at + 4])
        kinds.append(logo.content[at + 4 : at + 8])
        at += 12 + length
    assert set(kinds) == {b"IHDR", b"IDAT", b"IEND"}
    image = Image.open(BytesIO(logo.content))
    image.load()
    return image


def is_near(image: Image.Image, color: tuple[int, ...], at: tuple[int, int] = (3, 3)) -> bool:
    found = image.convert("RGBA").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) <= 6 for one, other in zip(found, (*color, 255)[:4], strict=True))


@each("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_picture_of_each_format_is_kept_as_png(kind: str):
    image = stored(file(drawn(), kind))

    assert (image.size, image.mode) == ((40, 20), "RGB")
    assert is_near(image, TEAL)


@each(
    ("mode", "color", "expected"),
    [
        ("L", 90, (90, 90, 90)),
        ("1", 1, (255, 255, 255)),
        ("P", 0, (0, 0, 0)),
        ("LA", (90, 40), (90, 90, 90, 40)),
        ("RGBA", (*TEAL, 128), (*TEAL, 128)),
        ("I;16", 90 * 256, (90, 90, 90)),
    ],
)
def test_png_of_each_kind_keeps_its_color(mode: str, color: object, expected: tuple[int, ...]):
    assert is_near(stored(file(drawn(mode, color=color), "PNG")), expected)


@each(
    "content",
    [
        png(),
        png(9, 3, color=0, pixels=b"\0" * 30),
        png(9, 3, color=2, depth=16, pixels=b"\0" * 3 * 55),
        png(1, 1, color=0, interlaced=1, pixels=b"\0\0"),
        png(8, 8, color=0, interlaced=1, pixels=b"\0" * (2 + 2 + 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9)),
    ],
)
def test_handmade_png_is_read(content: bytes):
    assert stored(content).size in {(8, 8), (9, 3), (1, 1)}


def test_jpeg_of_four_inks_keeps_its_color():
    assert is_near(stored(file(drawn("CMYK", color=(0, 255, 255, 0)), "JPEG")), (255, 0, 0))


def test_picture_is_turned_as_its_camera_says():
    exif = Image.Exif()
    exif[ROTATED] = 6
    photo = drawn(size=(40, 20))
    photo.paste((255, 255, 255), (0, 0, 20, 20))  # the left half, which is the upper one once turned

    image = stored(file(photo, "JPEG", exif=exif))

    assert image.size == (20, 40)
    assert is_near(image, (255, 255, 255), (10, 5))
    assert is_near(image, TEAL, (10, 35))


@each("kind", ["GIF", "WEBP", "PNG"])
def test_first_frame_of_an_animation_is_kept(kind: str):
    frames = [drawn(color=(255, 255, 255)), drawn(color=(0, 0, 0))]

    image = stored(file(drawn(), kind, save_all=True, append_images=frames))

    assert is_near(image, TEAL)
    assert getattr(image, "n_frames", 1) == 1


def test_notes_places_and_profiles_are_left_behind():
    hidden = chunk(b"tEXt", b"Author\0Ada") + chunk(b"eXIf", b"52.5 N 13.4 E")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert is_near(stored(png(extra=hidden) + b"<script>alert(1)</script>"), TEAL)
    stored(file(drawn(), "JPEG", icc_profile=profile, comment=b"Ada"))


@each(("size", "expected"), [((1000, 500), (512, 256)), ((513, 1), (512, 1)), ((512, 512), (512, 512))])
def test_large_picture_is_scaled_down(size: tuple[int, int], expected: tuple[int, int]):
    assert stored(file(drawn(size=size), "PNG")).size == expected


def test_picture_with_many_details_is_scaled_until_it_is_small():
    content = file(noise(500), "JPEG", quality=60)

    assert len(read_logo(content).content) <= MAX_STORED_BYTES
    assert max(stored(content).size) in SIDES[1:]


@each("content", [file(noise(500), "JPEG"), file(drawn("RGBA", color=(1, 2, 3, 4)), "WEBP"), png(), SHAPES])
def test_kept_image_is_read_as_itself(content: bytes):
    kept = read_logo(content)

    assert read_logo(kept.content) == kept
    assert read_logo_text(kept.text) == kept


@each(
    "content",
    [
        png(MAX_SIDE + 1, 1),
        png(1, MAX_SIDE + 1),
        SIGNATURE + chunk(b"IHDR", header(2**31 - 1, 2**31 - 1)) + PIXELS + END,
        SIGNATURE + chunk(b"IHDR", header(11_000, 11_000)) + PIXELS + END,
        b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + GIF_FRAME,
    ],
)
def test_picture_with_too_many_pixels_is_refused(content: bytes):
    assert code_of(lambda: read_logo(content)) == "ssr.app.logo.pixels"


def test_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch):
    content = file(Image.new("1", (MAX_SIDE + 1, MAX_SIDE + 1)), "PNG", optimize=True)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", None)

    assert len(content) < MAX_BYTES
    assert code_of(lambda: read_logo(content)) == "ssr.app.logo.pixels"


@each(
    "content",
    [
        png(pixels=b"\0" * 8),
        png(pixels=b""),
        SIGNATURE + HEAD,
        SIGNATURE + HEAD + END,
        SIGNATURE + HEAD + chunk(b"IDAT", b"no zlib") + END,
        SIGNATURE + chunk(b"IHDR", header(8, 1, depth=3)) + PIXELS + END,
        SIGNATURE + chunk(b"IHDR", header(8, 1, color=5)) + PIXELS + END,
        *(file(noise(60), kind)[: -1 - 900] for kind in ("PNG", "JPEG", "WEBP", "GIF")),
    ],
)
def test_damaged_or_truncated_picture_is_refused(content: bytes):
    assert code_of(lambda: read_logo(content)) in {"ssr.app.logo.png", "ssr.app.logo.type"}


@settings(max_examples=300)
@given(
    st.sampled_from([file(drawn(), kind) for kind in ("PNG", "JPEG", "WEBP", "GIF")]),
    st.data(),
)
def test_damage_at_any_place_ends_in_a_picture_or_a_message(content: bytes, data: st.DataObject):
    place = data.draw(st.integers(0, len(content) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=4))
    damaged = content[:place] + patch + content[place + len(patch) :]

    with suppress(ValidationFailed):
        stored(damaged)


def test_shapes_are_kept():
    logo = read_logo(b"\xef\xbb\xbf" + SHAPES)

    assert (logo.type, b"M0 0h8v8z" in logo.content) == (SVG, True)


@each("before", [" ", "\n\t", "\ufeff", "\ufeff\n", "\r\n\ufeff "], ids=ascii)
def test_space_or_byte_order_mark_before_an_image_is_no_part_of_it(before: str):
    shapes = SHAPES.decode()
    picture = read_logo(file(drawn(), "PNG")).text

    assert read_logo((before + shapes).encode()) == read_logo(SHAPES)
    assert read_logo_text(before + shapes) == read_logo(SHAPES)
    assert read_logo_text(before + picture) == read_logo_text(picture)


@each(
    ("content", "code"),
    [
        (b"", "ssr.app.logo.type"),
        (b"GIF89a", "ssr.app.logo.type"),
        (b"<!doctype html><html></html>", "ssr.app.logo.type"),
        (b"\xff\xfe<\0s\0v\0g\0", "ssr.app.logo.type"),
        (file(drawn(), "BMP"), "ssr.app.logo.type"),
        (file(drawn(), "TIFF"), "ssr.app.logo.type"),
        (b"\xff<svg", "ssr.app.logo.type"),
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
def test_harmful_or_invalid_image_is_refused(content: bytes, code: str):
    assert code_of(lambda: read_logo(content)) == code


@each(
    ("text", "code"),
    [
        ("data:image/png;base64,!", "ssr.app.logo.type"),
        ("data:image/png;base64,é", "ssr.app.logo.type"),
        ("data:image/png;base64,AAAA", "ssr.app.logo.type"),
        ("data:text/html;base64,AAAA", "ssr.brand.logo.unreadable"),
        ("<p>", "ssr.brand.logo.unreadable"),
    ],
)
def test_text_that_is_no_image_is_refused(text: str, code: str):
    assert code_of(lambda: read_logo_text(text)) == code
