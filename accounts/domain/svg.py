"""A pasted logo reduced to shapes: nothing in it can run, load or link.

Only listed elements and attributes pass. Elements that would run or load something are refused by name; the
private notes of drawing programs are dropped silently.
"""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml import DTDForbidden, ElementTree

from accounts.domain.text import trim
from accounts.domain.violations import ValidationFailed, Violation


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAX_CHARACTERS: Final = 20_000
FIELD: Final = "logo"

_SVG: Final = "{http://www.w3.org/2000/svg}"
_ELEMENTS: Final = _words(
    """
    svg g defs path rect circle ellipse line polyline polygon use symbol clipPath mask
    linearGradient radialGradient stop
    """
)
_DROPPED: Final = frozenset({"title", "desc", "metadata"})
_ATTRIBUTES: Final = _words(
    """
    id viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform fill fill-rule
    fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-dasharray stroke-dashoffset stroke-opacity opacity clip-path clip-rule mask offset
    stop-color stop-opacity gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits
    preserveAspectRatio color
    """
)
_HREF: Final = "href"
_XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_INNER_URL: Final = re.compile(r"url\(\s*(['\"]?)#[\w.-]+\1\s*\)")
_CALL: Final = re.compile(r"([\w-]*)\s*\(")
_CALLS: Final = frozenset({"matrix", "translate", "scale", "rotate", "skewX", "skewY", "rgb", "rgba", "hsl"})
_INNER_HREF: Final = re.compile(r"#[\w.-]+")
_LENGTH: Final = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")


def clean_svg(text: str) -> str:
    """Write an SVG image again with the listed elements and attributes only. Raises ValidationFailed."""
    try:
        root = _copied(_parsed(trim(text)))
    except RecursionError as error:
        raise _invalid("ssr.brand.logo.unreadable") from error
    _give_view_box(root)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    return ElementTree.tostring(root, encoding="unicode")


def _parsed(text: str) -> Element:
    if len(text) > MAX_CHARACTERS:
        raise _invalid("ssr.brand.logo.size", str(MAX_CHARACTERS))
    try:
        root: Element = ElementTree.fromstring(text, forbid_dtd=True)
    except DTDForbidden as error:
        raise _invalid("ssr.brand.logo.element", "DOCTYPE") from error
    except (ElementTree.ParseError, ValueError) as error:
        raise _invalid("ssr.brand.logo.unreadable") from error
    if root.tag != f"{_SVG}svg":
        raise _invalid("ssr.brand.logo.unreadable")
    return root


def _copied(element: Element) -> Element:
    name = element.tag.removeprefix(_SVG)
    if name not in _ELEMENTS:
        raise _invalid("ssr.brand.logo.element", name)
    copy = Element(name, dict(_attributes(element)))
    copy.extend([_copied(child) for child in element if not _is_note(child)])
    return copy


def _is_note(element: Element) -> bool:
    """Titles and what a drawing program keeps for itself in a namespace of its own."""
    if not element.tag.startswith(_SVG):
        return True
    return element.tag.removeprefix(_SVG) in _DROPPED


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name.lower().startswith("on"):
            raise _invalid("ssr.brand.logo.attribute", name)
        if name in (_HREF, _XLINK_HREF):
            yield _HREF, _inner_reference(value)
        elif name == "style":
            yield from _style(value)
        elif name in _ATTRIBUTES:
            yield name, _harmless(name, value)


def _style(text: str) -> Iterator[tuple[str, str]]:
    """Style declarations as attributes: a style attribute would be refused by the page's policy."""
    for declaration in text.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in _ATTRIBUTES:
            yield name.strip(), _harmless(name.strip(), value.strip())


def _inner_reference(value: str) -> str:
    if not _INNER_HREF.fullmatch(value.strip()):
        raise _invalid("ssr.brand.logo.attribute", _HREF)
    return value.strip()


def _harmless(name: str, value: str) -> str:
    calls = _CALL.findall(_INNER_URL.sub("", value))
    if "\\" in value or not _CALLS.issuperset(calls):
        raise _invalid("ssr.brand.logo.attribute", name)
    return value


def _give_view_box(root: Element) -> None:
    """Without a view box an image cannot be shown in another size."""
    sides = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if root.get("viewBox"):
        return
    if not all(sides):
        raise _invalid("ssr.brand.logo.unreadable")
    root.set("viewBox", " ".join(("0", "0", *(side[1] for side in sides if side))))


def _invalid(code: str, *params: str) -> ValidationFailed:
    return ValidationFailed((Violation(FIELD, code, params),))
