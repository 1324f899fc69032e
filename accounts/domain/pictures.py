"""Pictures, decoded and written again as PNG. Loads Pillow, so it is imported where a logo is saved."""

from contextlib import suppress
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.domain.logos import MAX_SIDE

MAX_STORED_BYTES: Final = 64 * 1024
SIDES: Final = (512, 384, 256, 192, 128)
"""Pixels of the longer side when stored: the largest that fits into ``MAX_STORED_BYTES``."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
_TOO_LARGE: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class InvalidPicture(ValueError):
    """The content is no picture that can be kept; ``code`` and ``params`` name the message."""

    def __init__(self, code: str, *params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def clean_picture(content: bytes) -> bytes:
    """Return the pixels of a picture's first frame as a small PNG. Raises InvalidPicture."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            pixels = _pixels_of(image)
    except UnidentifiedImageError as error:
        raise InvalidPicture("ssr.app.logo.type") from error
    except _TOO_LARGE as error:
        raise InvalidPicture("ssr.app.logo.pixels", str(MAX_SIDE)) from error
    except Exception as error:  # decoders raise whatever a damaged file makes them run into
        raise InvalidPicture("ssr.app.logo.png") from error
    sizes = (_png(pixels, side) for side in SIDES)
    return next((png for png in sizes if len(png) <= MAX_STORED_BYTES), _png(pixels, SIDES[-1]))


def _pixels_of(image: Image.Image) -> Image.Image:
    """Decode the first frame, upright, as RGB or RGBA, without anything else of the file."""
    if max(image.size) > MAX_SIDE:
        raise Image.DecompressionBombError
    image.draft("RGB", (SIDES[0], SIDES[0]))  # a JPEG need not be decoded in full
    image.load()
    with suppress(Exception):  # an orientation that can't be read
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits of grey, which convert() cuts off at 255
        image = image.point(lambda level: level / 256).convert("L")
    pixels = image.convert("RGBA")
    pixels.thumbnail((SIDES[0], SIDES[0]), Image.Resampling.LANCZOS)
    is_opaque = pixels.getchannel("A").getextrema() == (255, 255)
    plain = pixels.convert("RGB") if is_opaque else pixels
    plain.info.clear()
    return plain


def _png(pixels: Image.Image, side: int) -> bytes:
    scaled = pixels.copy()
    scaled.thumbnail((side, side))
    written = BytesIO()
    scaled.save(written, "PNG", optimize=True)
    return written.getvalue()
