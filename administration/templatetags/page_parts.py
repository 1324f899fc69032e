"""Parts of the pages of administrators that Django's template language has no word for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from flows.hosted.icons import icon

register = template.Library()

TONES = {"success": ("ok", "check"), "warning": ("warn", "warning"), "error": ("bad", "alert")}


@dataclass(frozen=True, slots=True)
class Problem:
    """One item of the box of errors: its text, and the field that it links to, if it belongs to one."""

    text: str
    target: str = ""


@register.simple_tag(name="icon")
def icon_tag(name: str) -> SafeString:
    """Return an icon of the hosted pages."""
    return icon(name)


@register.simple_tag
def note_of(level: str) -> tuple[str, str]:
    """Return the tone and the icon of a message by its level."""
    return TONES.get(level, ("", "info"))


@register.simple_tag
def labelled(cells: Iterable[str], headers: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return the cells of a row with the names of their columns, which a narrow screen shows beside them."""
    shown = zip_longest(cells, (strip_tags(str(header["text"])) for header in headers), fillvalue="")
    return format_html_join("", "{}", ((_labelled(cell, label),) for cell, label in shown))


def _labelled(cell: str, label: str) -> str:
    # Django has rendered the cell: the attribute goes into its first tag.
    if not label or not cell.startswith("<td"):
        return cell
    return format_html('<td data-label="{}"{}', capfirst(label), SafeString(cell.removeprefix("<td")))


@register.simple_tag
def problems(*forms: Any) -> list[Problem]:
    """Return the errors of forms and formsets, in the order of their fields."""
    return [problem for form in forms for problem in _problems(form)]


def _problems(form: Any) -> Iterator[Problem]:
    """Yield the errors of a form, of a formset with its forms, or of each item of a list of these."""
    if not form:
        return
    if isinstance(form, list | tuple):
        for item in form:
            yield from _problems(item)
        return
    formset = getattr(form, "formset", form)
    if isinstance(formset, BaseForm):
        yield from _problems_of_form(formset)
    elif formset.is_bound:
        yield from (Problem(text) for text in formset.non_form_errors())
        for row in formset.forms:
            yield from _problems_of_form(row)


def _problems_of_form(form: BaseForm) -> Iterator[Problem]:
    yield from (Problem(str(text)) for text in form.non_field_errors())
    for field in form:
        target = str(field.id_for_label or field.auto_id)
        yield from (Problem(f"{capfirst(field.label)}: {text}", target) for text in field.errors)
