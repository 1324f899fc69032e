"""The differences between two versions of a policy, in sentences for administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from configuration.schema import DEFAULT_KEY, DocumentEntry, Labels, keyed, label_of, short_form

_TITLES: Final[dict[str, str | Promise]] = {
    # Translators: versions of policies, names of what changes
    "authenticators": _("Authenticators"),
    "form": _("Form field"),
    "groups": _("Groups"),
    "rules": _("Rule"),
    "then": _("Then"),
    "when": _("If"),
}
"""Of fields that no column has."""


@dataclass(frozen=True, slots=True)
class ChangeSentence:
    """One difference. ``details``: the values of a part that was added or removed."""

    text: str
    details: tuple[str, ...] = ()


def change_sentences(old: DocumentEntry, new: DocumentEntry) -> tuple[ChangeSentence, ...]:
    """Return what differs between two entries of one type."""
    return tuple(_of_entries(old, new, ""))


def renaming_sentence(rule: str, name: str) -> ChangeSentence:
    """Return the difference of a rule that has another name and is still the same."""
    values = {"part": f"{gettext(str(_TITLES['rules']))} “{rule}”", "name": name}
    # Translators: draft of a policy; the part is a rule with its name so far
    return ChangeSentence(gettext("%(part)s was renamed to “%(name)s”.") % values)


def _of_entries(old: DocumentEntry, new: DocumentEntry, place: str) -> Iterator[ChangeSentence]:
    for name, field in type(new).model_fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        title = title_of(name, field)
        if isinstance(before, DocumentEntry) and isinstance(after, DocumentEntry):
            yield from _of_entries(before, after, _inside(place, title))
        elif _has_entries(before) or _has_entries(after):
            yield from _of_lists(before, after, title)
        else:
            values = {"field": _inside(place, title), "old": _text(before, field), "new": _text(after, field)}
            # Translators: versions of policies, one difference
            yield ChangeSentence(gettext("%(field)s: changed from %(old)s to %(new)s.") % values)


def _of_lists(old: Any, new: Any, title: str) -> Iterator[ChangeSentence]:
    earlier, later = keyed(old), keyed(new)
    for key, item in later.items():
        name = {"part": _named(title, item)}
        if key in earlier:
            yield from _of_entries(earlier[key], item, name["part"])
        else:
            # Translators: versions of policies, a rule or a field of a form
            yield ChangeSentence(gettext("%(part)s was added.") % name, tuple(_contents(item)))
    for key, item in earlier.items():
        if key not in later:
            # Translators: versions of policies, a rule or a field of a form
            text = gettext("%(part)s was removed.") % {"part": _named(title, item)}
            yield ChangeSentence(text, tuple(_contents(item)))
    before = [label_of(item) for key, item in earlier.items() if key in later and key != DEFAULT_KEY]
    after = [label_of(item) for key, item in later.items() if key in earlier and key != DEFAULT_KEY]
    if before != after and sorted(before) == sorted(after):
        values = {"part": title, "old": ", ".join(before), "new": ", ".join(after)}
        # Translators: versions of policies; the part is "Rule" or "Form field", then names in their order
        yield ChangeSentence(gettext("%(part)s order: changed from %(old)s to %(new)s.") % values)


def _contents(item: DocumentEntry, place: str = "") -> Iterator[str]:
    """Yield the values of a part that are not the default ones, its name left out."""
    for name, field in type(item).model_fields.items():
        value, title = getattr(item, name), title_of(name, field)
        if isinstance(value, DocumentEntry):
            yield from _contents(value, _inside(place, title))
        elif name != item.list_rules.identified_by and value != field.get_default(call_default_factory=True):
            yield f"{_inside(place, title)}: {_text(value, field)}"


def title_of(name: str, field: FieldInfo) -> str:
    """Return what administrators call a field."""
    title = _TITLES.get(name) or field.title
    return gettext(str(title or name.replace("_", " ").capitalize()))


def _inside(place: str, title: str) -> str:
    return f"{place} › {title}" if place else title


def _named(title: str, item: DocumentEntry) -> str:
    return f"{title} “{label_of(item)}”"


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], DocumentEntry)


def _text(value: Any, field: FieldInfo) -> str:
    labels = next((dict(mark.by_key) for mark in field.metadata if isinstance(mark, Labels)), {})
    match value:
        case bool():
            # Translators: versions of policies, values of a setting
            return gettext("on") if value else gettext("off")
        case list() if value:
            return ", ".join(gettext(labels.get(item, "")) if item in labels else str(item) for item in value)
        case None | "" | []:
            # Translators: versions of policies, a setting without a value
            return gettext("empty")
        case str() if value in labels:
            return gettext(labels[value])
        case str():
            return f"“{value}”"
        case _:
            return str(short_form(value))
