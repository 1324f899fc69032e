"""A field as a page draws it: ids, what was typed, what is wrong, what assistive technology reads.

The words that come with a field (label, help, choices) are an administrator's or English message ids; they go
through gettext once, here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from accounts.domain.attributes import Value
from accounts.domain.fields import Field, FieldType
from accounts.domain.reference_data import is_reference
from accounts.translations import translated, translated_options
from flows.hosted.dates import PartView, parts_of, posted_parts
from flows.hosted.faults import Fault
from flows.hosted.inputs import OptionView, attributes_of, chosen, options_of, reference_options, widget_of

Posted = Mapping[str, Sequence[str]]

# A password and a code are the one thing their page asks for: nothing to call optional.
UNMARKED = frozenset({"hidden", "password", "code"})

PAIRS = frozenset(
    {
        ("userProfile.firstName", "userProfile.lastName"),
        ("userProfile.city", "userProfile.state"),
        ("userProfile.zipCode", "userProfile.countryCode"),
    }
)


@dataclass(frozen=True, slots=True)
class ConditionView:
    """When a field is shown: ``field`` is the name of the input that decides, ``values`` is JSON.

    ``met``: the answers so far show the field. Without scripts that holds until the form is sent.
    """

    field: str
    comparison: str
    values: str
    met: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """What a field template needs, and nothing that it has to work out.

    ``target`` is the id that an error summary links to: the input itself or the first one of a group.
    """

    id: str
    name: str
    widget: str
    label: str
    help: str
    required: bool
    optional: bool
    value: str
    checked: bool
    options: tuple[OptionView, ...]
    reference_options: SafeString | str
    parts: tuple[PartView, ...]
    attrs: tuple[tuple[str, str], ...]
    error: str
    condition: ConditionView | None = None

    @property
    def template(self) -> str:
        return f"flows/fields/{self.widget}.html"

    @property
    def describedby(self) -> str:
        """Hint first, then error: the order in which they stand on the page."""
        return f"{self.id}_hint {self.id}_error" if self.help else f"{self.id}_error"

    @property
    def target(self) -> str:
        match self.widget:
            case "date":
                return next((part.id for part in self.parts if part.wrong), self.parts[0].id)
            case "radios" | "checkboxes":
                return self.options[0].id
            case _:
                return self.id


def field_views(
    fields: Sequence[Field], posted: Posted | None, faults: Mapping[str, Fault]
) -> tuple[FieldView, ...]:
    """Draw the fields of a form."""
    answers: dict[str, Value] = {}
    views = []
    for field in fields:
        condition = condition_view(field, answers)
        shown = condition is None or condition.met
        answers[field.path] = answer_of(field, posted) if shown else None
        views.append(replace(field_view(field, posted, faults.get(field.path)), condition=condition))
    return tuple(views)


def condition_view(field: Field, answers: Mapping[str, Value]) -> ConditionView | None:
    """Return the condition of a field, and whether these answers fulfill it."""
    condition = field.shown_if
    if condition is None:
        return None
    met = condition.holds(answers.get(condition.field))
    values = json.dumps(condition.values)
    return ConditionView(condition.field, condition.comparison.value, values, met)


def answer_of(field: Field, posted: Posted | None) -> tuple[str, ...]:
    """Return the answer in a field as texts. A date has one only with all of its parts."""
    if field.type is FieldType.DATE and posted is not None and field.mutable:
        parts = posted_parts(field.path, posted).values()
        return tuple(parts) if all(parts) else ()
    return tuple(text for text in chosen(field, posted) if text.strip())


def field_view(field: Field, posted: Posted | None, fault: Fault | None) -> FieldView:
    """Draw one field with what was typed (``posted``), or with its preset before the first try."""
    widget = widget_of(field)
    picked, is_list = chosen(field, posted), is_reference(field.type)
    return FieldView(
        id=html_id(field.path),
        name=field.path,
        widget=widget,
        label=translated(field.label),
        help=translated(field.help),
        required=field.required,
        optional=not field.required and field.mutable and widget not in UNMARKED,
        value=shown_value(field, picked),
        checked=field.type is FieldType.BOOLEAN and bool(picked),
        options=() if is_list else options_of(field, picked, html_id(field.path)),
        reference_options=reference_options(field, picked) if is_list else "",
        parts=parts_of(field, posted, html_id(field.path), fault) if widget == "date" else (),
        attrs=attributes_of(field),
        error=fault.text if fault else "",
    )


def rows_of(fields: Sequence[FieldView]) -> tuple[tuple[FieldView, ...], ...]:
    """Neighbours that belong together stand side by side, all others alone."""
    rows: list[tuple[FieldView, ...]] = []
    for field in fields:
        alone = field.condition is not None or (rows and rows[-1][-1].condition is not None)
        if rows and not alone and (rows[-1][-1].name, field.name) in PAIRS:
            rows[-1] = (*rows[-1], field)
        else:
            rows.append((field,))
    return tuple(rows)


def html_id(path: str) -> str:
    """``userProfile.email`` → ``userProfile_email``: a dot in an id would need escaping in selectors."""
    return path.replace(".", "_")


def shown_value(field: Field, picked: Sequence[str]) -> str:
    """What stands in the box: no secret, nothing that a script filled in; of a fixed choice, its words."""
    if field.type is FieldType.HIDDEN:
        return str(field.value or "")
    if field.secret or field.type in (FieldType.PASSWORD, FieldType.CODE):
        return ""
    if field.mutable or not field.options:
        return picked[0] if picked else ""
    return ", ".join(option.title for option in translated_options(field) if option.value in picked)
