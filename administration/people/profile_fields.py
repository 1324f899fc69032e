"""Form fields made from the profile schema; ``check_value`` alone decides whether a value is valid."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from django import forms

from accounts.domain.attributes import Attribute, AttributeType, Value
from accounts.domain.fields import offered_options
from accounts.domain.phone_numbers import country_of
from accounts.domain.values import check_value
from accounts.models import User
from accounts.profile.profiles import check_unique
from administration.texts import say, show_violations

PREFIX: Final = "profile_"
_NOT_GIVEN: Final = ("", "—")
_YES_OR_NO: Final = (_NOT_GIVEN, ("true", "Yes"), ("false", "No"))


def form_fields(attributes: Iterable[Attribute], values: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Return a form field for each attribute, filled with the user's value."""
    return {
        PREFIX + attribute.key: form_field(attribute, values.get(attribute.key)) for attribute in attributes
    }


def form_field(attribute: Attribute, value: Any) -> forms.Field:
    """Return the form field of one attribute. A value that is no longer offered can still be kept."""
    common: dict[str, Any] = {
        "label": attribute.title,
        "help_text": attribute.help,
        "required": attribute.required,
    }
    options = [(option.value, option.title) for option in offered_options(attribute)]
    match attribute.type:
        case AttributeType.BOOLEAN:
            initial = "" if value is None else str(value).lower()
            return forms.ChoiceField(choices=_YES_OR_NO, initial=initial, **common)
        case AttributeType.MULTIPLE_CHOICE:
            selected = value or []
            choices = _with_selected(options, selected)
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, initial=selected, widget=boxes, **common)
        case AttributeType.LONG_TEXT:
            area = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
            return forms.CharField(initial=value, widget=area, **common)
        case _ if options:
            choices = [_NOT_GIVEN, *_with_selected(options, [value] if value else [])]
            return forms.ChoiceField(choices=choices, initial=value, **common)
        case _:
            kind = "date" if attribute.type is AttributeType.DATE else "text"
            box = forms.TextInput(attrs={"class": "vTextField", "type": kind})
            return forms.CharField(initial=value, widget=box, strip=False, **common)


def _with_selected(options: list[tuple[str, str]], selected: Iterable[str]) -> list[tuple[str, str]]:
    offered = {value for value, _ in options}
    return [*options, *((value, value) for value in selected if value not in offered)]


class ProfileForm(forms.ModelForm[User]):
    """A form about a user; ``values`` holds the checked values of what was filled in."""

    attributes: ClassVar[tuple[Attribute, ...]] = ()
    values: Mapping[str, Value]

    class Meta:
        model = User
        fields: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.values = dict(self._checked())
        show_violations(self, check_unique(self.instance.pk, self.values), prefix=PREFIX)
        return cleaned

    def _checked(self) -> Iterable[tuple[str, Value]]:
        """Check changed values only: a value from before a stricter rule stays until it is edited."""
        selected = {
            attribute.key: self.cleaned_data.get(PREFIX + attribute.key) for attribute in self.attributes
        }
        country = country_of(selected)
        for attribute in self.attributes:
            name = PREFIX + attribute.key
            if name not in self.cleaned_data or (self.instance.pk and name not in self.changed_data):
                continue
            raw = self.cleaned_data[name]
            checked = check_value(
                attribute,
                raw,
                path=name,
                label="",
                required=attribute.required,
                default_country=country,
            )
            for violation in checked.violations:
                self.add_error(name, say(violation))
            if not checked.violations:
                yield attribute.key, checked.value
