import pytest

from accounts.domain.svg import MAX_CHARACTERS, clean_svg
from accounts.domain.violations import ValidationFailed
from tests.tables import each

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'
ELEMENT, ATTRIBUTE = "ssr.brand.logo.element", "ssr.brand.logo.attribute"
UNREADABLE, SIZE = "ssr.brand.logo.unreadable", "ssr.brand.logo.size"


def svg(inside: str) -> str:
    return f"<svg {NS}>{inside}</svg>"


@each(
    ("text", "code"),
    [
        (svg("<script>alert(1)</script>"), ELEMENT),
        (svg("<foreignObject><p/></foreignObject>"), ELEMENT),
        (svg('<image href="https://example.com/x.png"/>'), ELEMENT),
        (svg('<a href="javascript:alert(1)"><path d="M0 0"/></a>'), ELEMENT),
        (svg('<animate attributeName="href" to="javascript:alert(1)"/>'), ELEMENT),
        (svg("<style>path{fill:red}</style>"), ELEMENT),
        (svg('<path onclick="alert(1)"/>'), ATTRIBUTE),
        (svg('<path ONLOAD="alert(1)"/>'), ATTRIBUTE),
        (svg('<use href="https://example.com/x.svg#a"/>'), ATTRIBUTE),
        (svg('<use xlink:href="data:image/svg+xml,x"/>'), ATTRIBUTE),
        (svg('<path fill="url(https://example.com/x)"/>'), ATTRIBUTE),
        (svg('<path fill="URL(//example.com)"/>'), ATTRIBUTE),
        (svg('<path fill="u\\72l(//example.com)"/>'), ATTRIBUTE),
        (svg('<path style="fill:image-set(x)"/>'), ATTRIBUTE),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), ELEMENT),
        ("<!DOCTYPE svg SYSTEM 'https://example.com/svg.dtd'>" + svg(""), ELEMENT),
        ("<svg/>", UNREADABLE),
        ("<p>hello</p>", UNREADABLE),
        ("not xml", UNREADABLE),
        (svg("<g>" * 2000 + "</g>" * 2000), UNREADABLE),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', UNREADABLE),
        (svg(" " * MAX_CHARACTERS), SIZE),
    ],
)
def test_active_loading_or_invalid_image_is_refused(text, code):
    with pytest.raises(ValidationFailed) as failure:
        clean_svg(text)

    assert [violation.code for violation in failure.value.violations] == [code]


@each(
    ("inside", "kept"),
    [
        ('<path d="M0 0h9" fill="#fff"/>', '<path d="M0 0h9" fill="#fff" />'),
        ('<g style="fill:red;cursor:help"/>', '<g fill="red" />'),
        ('<path fill="url(#a)"/>', '<path fill="url(#a)" />'),
        ('<use xlink:href="#a"/>', '<use href="#a" />'),
        ('<path class="x" data-y="z" transform="rotate(4)"/>', '<path transform="rotate(4)" />'),
        ("<title>t</title><metadata><b/></metadata>", ""),
    ],
)
def test_shapes_are_kept_and_a_drawing_programs_notes_are_not(inside, kept):
    assert kept in clean_svg(svg(inside))
    assert "title" not in clean_svg(svg(inside))


def test_an_image_without_a_view_box_gets_one_from_its_size():
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="30px" height="20"/>'

    assert 'viewBox="0 0 30 20"' in clean_svg(text)


def test_cleaning_is_idempotent():
    once = clean_svg(svg('<g style="fill:red"><use xlink:href="#a"/></g>'))

    assert clean_svg(once) == once
