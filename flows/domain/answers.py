"""Reading what a front end was sent, by the form that was offered. Pure, and the same for both front ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.domain.codes import is_code
from accounts.domain.fields import Field, FieldType
from accounts.domain.text import is_blank
from accounts.domain.violations import Violation
from enrollment.domain.form import PROFILE_PREFIX
from flows.domain.steps import Form, FormName

MAX_TEXT_LENGTH = 4096
SEEN = "seen"
PROFILE_FORMS = frozenset({FormName.ENROLL_PROFILE, FormName.PROFILE_UPDATE, FormName.BACK})

_NEEDED = {
    FieldType.EMAIL: "ssr.email.required",
    FieldType.PASSWORD: "error.password.required",
    FieldType.CODE: "ssr.code.blank",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A posted form: texts by path, and the profile as it came, which the enrollment form checks itself.

    ``seen``: the paths of the conditional fields that a page showed; None where a front end does not say.
    """

    form: FormName
    texts: Mapping[str, str]
    profile: Mapping[str, Any]
    seen: frozenset[str] | None = None

    def text(self, path: str) -> str:
        """Return what was entered, or nothing."""
        return self.texts.get(path, "")


def read(form: Form, data: Mapping[str, Any]) -> Answer | tuple[Violation, ...]:
    """Read the form's own fields out of nested data and ignore everything else."""
    texts: dict[str, str] = {}
    violations = []
    for field in form.fields:
        if form.name in PROFILE_FORMS and field.path.startswith(PROFILE_PREFIX):
            continue
        text = _text_at(data, field.path)
        problem = _problem(field, text)
        if problem:
            violations.append(Violation(field.path, problem))
        texts[field.path] = text or ""
    profile = data.get("userProfile")
    if violations and form.name not in PROFILE_FORMS:
        return tuple(violations)
    return Answer(form.name, texts, profile if isinstance(profile, Mapping) else {}, _seen(data))


def _seen(data: Mapping[str, Any]) -> frozenset[str] | None:
    paths = data.get(SEEN)
    return frozenset(path for path in paths if isinstance(path, str)) if isinstance(paths, list) else None


def _text_at(data: Mapping[str, Any], path: str) -> str | None:
    value: Any = data
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


def _problem(field: Field, text: str | None) -> str:
    if not text or (len(text) <= MAX_TEXT_LENGTH and is_blank(text)):
        return _NEEDED.get(field.type, "E0000020") if field.required else ""
    # Longer than anything a user types: refuse it before anything looks at it.
    if len(text) > MAX_TEXT_LENGTH:
        return "E0000020"
    # What cannot be a code is no guess: it costs none.
    return "ssr.code.format" if field.type is FieldType.CODE and not is_code(text) else ""
