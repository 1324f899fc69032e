"""A field as a page draws it: ids, what was typed, what is wrong, what assistive technology reads.

The words that come with a field (label, help, choices) are an administrator's or English message ids; they go
through gettext once, here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.domain.fields import Field, FieldType
from accounts.domain.reference_data import is_reference
from accounts.translations import translated, translated_options
from flows.hosted.dates import PartView, parts_of
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
    return tuple(field_view(field, posted, faults.get(field.path)) for field in fields)


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
        if rows and (rows[-1][-1].name, field.name) in PAIRS:
            rows[-1] = (*rows[-1], field)
        else:
            rows.append((field,))
    return tuple(rows)


def html_id(path: str) -> str:
    """``userProfile.email`` → ``userProfile_email``: a dot in an id would need escaping in selectors."""
    return path.replace(".", "_")


def shown_value(field: Field, picked: Sequence[str]) -> str:
    """What stands in the box: no secret, nothing that a script filled in; of a fixed choice, its words."""
    if field.secret or field.type in (FieldType.PASSWORD, FieldType.CODE, FieldType.HIDDEN):
        return ""
    if field.mutable or not field.options:
        return picked[0] if picked else ""
    return ", ".join(option.title for option in translated_options(field) if option.value in picked)
