"""Template tags of the hosted pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import local_time
from accounts.mail.words import grouped
from flows.templatetags.icon_paths import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon as inline SVG. It is decoration: text always stands beside it."""
    return format_html('<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


register.filter("day", local_time.day)
register.filter("day_and_time", local_time.day_and_time)


@register.filter
def split_code(code: str) -> str:
    """A code in two halves ("482 913"), as people read it aloud; the field takes it with the gap."""
    return grouped(code)
