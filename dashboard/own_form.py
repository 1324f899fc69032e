"""A form about oneself: drawn like that of a sign-up, and read by the same rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from accounts.domain.attributes import Attribute, Value
from accounts.domain.fields import field_for
from accounts.domain.phone_numbers import country_of
from accounts.domain.values import check_value
from accounts.domain.violations import Violation
from enrollment.domain.form import PROFILE_PREFIX
from flows.domain.steps import Form, FormName
from flows.hosted.faults import faults_by_path
from flows.hosted.field_views import FieldView, field_views, rows_of
from flows.hosted.posted_forms import kept, value_of
from flows.hosted.presenter import Attempt
from flows.hosted.problems import Problem, problems_of


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form as its template draws it; ``aside`` are names of fields that are folded away."""

    fields: tuple[FieldView, ...]
    problems: tuple[Problem, ...] = ()
    aside: frozenset[str] = frozenset()

    @property
    def rows(self) -> tuple[tuple[FieldView, ...], ...]:
        """Fields one below the other, but for pairs that users read as one line."""
        return rows_of([field for field in self.fields if field.name not in self.aside])

    @property
    def more(self) -> tuple[tuple[FieldView, ...], ...]:
        """What is folded away."""
        return rows_of([field for field in self.fields if field.name in self.aside])

    @property
    def opens(self) -> bool:
        """Whether something is wrong among what is folded away, so that it has to be seen."""
        return any(field.error for field in self.fields if field.name in self.aside)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was posted: the values of attributes without a fault, and the faults."""

    values: Mapping[str, Value]
    violations: tuple[Violation, ...]


def form_of(attributes: Iterable[Attribute], values: Mapping[str, Any]) -> Form:
    """Return the form of some attributes, filled in with what is stored."""
    fields = (
        replace(field_for(attribute, path=path_of(attribute.key)), value=_shown(values.get(attribute.key)))
        for attribute in attributes
    )
    return Form(FormName.ENROLL_PROFILE, tuple(fields))


def path_of(key: str) -> str:
    """Return the name of an attribute's input."""
    return f"{PROFILE_PREFIX}{key}"


def _shown(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value


def draw(form: Form, attempt: Attempt, *, folds: bool = False) -> FormPage:
    """Draw the form, with what was typed and what is wrong with it after a refusal.

    ``folds``: optional fields without a value are folded away, where there are any others.
    """
    views = field_views(form.fields, attempt.posted, faults_by_path(attempt.violations))
    unused = {field.path for field in form.fields if not field.required and field.value in (None, "", ())}
    aside = frozenset(unused) if folds and len(unused) < len(form.fields) else frozenset[str]()
    return FormPage(views, problems_of(attempt.violations, views, attempt.messages), aside)


def refusal(form: Form, post: QueryDict, violations: tuple[Violation, ...]) -> Attempt:
    """Return what the page shows after a refusal: everything as it was typed, and every reason."""
    return Attempt(kept(form, post), violations)


def read(form: Form, attributes: Iterable[Attribute], post: QueryDict) -> Filled:
    """Check everything that was posted; an attribute that was left empty has no value."""
    values, violations = dict[str, Value](), list[Violation]()
    posted = {field.path.removeprefix(PROFILE_PREFIX): value_of(field, post) for field in form.fields}
    for field, attribute in zip(form.fields, attributes, strict=True):
        checked = check_value(
            attribute,
            value_of(field, post),
            path=field.path,
            label=attribute.title,
            required=attribute.required,
            default_country=country_of(posted),
        )
        violations += checked.violations
        values[attribute.key] = checked.value
    return Filled(values, tuple(violations))
