"""Template tags of the hosted pages."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.selectors.brand import BrandView
from flows.hosted.brand_colors import palette
from flows.templatetags.icon_paths import ICONS

register = template.Library()

# The colours that ui.css has already, tuned by hand.
OWN_COLORS = ("#0b6657", "#d98c3f")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon as inline SVG. It is decoration: text always stands beside it."""
    return format_html('<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.filter
def split_code(code: str) -> str:
    """A code in two halves ("482 913"), as people read it aloud; the field takes it with the gap."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


@register.filter
def brand_css(brand: BrandView | str | None) -> str:
    """The brand's colours as custom properties, or nothing for our own. It holds no quote and no bracket.

    A page that knows no brand (an error before it was read) hands in an empty text.
    """
    if not isinstance(brand, BrandView) or (brand.color.lower(), brand.accent.lower()) == OWN_COLORS:
        return ""
    colors = palette(brand.color, brand.accent)
    if colors is None:
        return ""
    dark = declarations(colors.dark)
    return (
        f":root{{{declarations(colors.light)}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f":root[data-theme=dark]{{{dark}}}"
    )


def declarations(values: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in values.items())
