"""Read a posted form into the nested data that the engine takes from either front end.

Nothing is judged here. What a browser cannot say plainly is put right: a date arrives in three boxes, an
unticked box not at all, a line break as CR LF.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict

from accounts.domain.fields import Field, FieldType
from flows.domain.answers import SEEN
from flows.domain.steps import Form, StepName
from flows.hosted.dates import PARTS, joined, posted_parts

Answered = str | bool | list[str]


def read(form: Form, post: QueryDict) -> dict[str, Any]:
    """The answer of a form by dotted path, nested: ``{"userProfile": {"email": …}}``.

    Only the fields that the form asks for are read, and none that it shows as fixed.
    """
    answer: dict[str, Any] = {}
    for field in form.fields:
        if field.mutable:
            put(answer, field.path, value_of(field, post))
    if any(field.shown_if is not None for field in form.fields):
        answer[SEEN] = post.getlist(SEEN)
    return answer


def kept(form: Form, post: QueryDict) -> dict[str, tuple[str, ...]]:
    """What may be shown again after a refusal: never a password, never a code."""
    names = (name for field in form.fields if may_return(field) for name in names_of(field))
    return {name: tuple(post.getlist(name)) for name in names if name in post}


def value_of(field: Field, post: QueryDict) -> Answered:
    """What a browser posted for a field, in the type that the field speaks of."""
    match field.type:
        case FieldType.BOOLEAN:
            return field.path in post
        case FieldType.MULTIPLE_CHOICE:
            return [value for value in post.getlist(field.path) if value]
        case FieldType.DATE:
            return joined(posted_parts(field.path, lists_of(post)))
        case FieldType.LONG_TEXT:
            return post.get(field.path, "").replace("\r\n", "\n")
        case _:
            return post.get(field.path, "")


def lists_of(post: QueryDict) -> Mapping[str, list[str]]:
    """Every posted name with all its values."""
    return dict(post.lists())


def names_of(field: Field) -> tuple[str, ...]:
    """The names of a field's inputs: three for a date."""
    if field.type is FieldType.DATE:
        return tuple(f"{field.path}.{part}" for part, _ in PARTS)
    return (field.path,)


def may_return(field: Field) -> bool:
    """Whether what was typed may be shown again."""
    return not field.secret and field.type not in (FieldType.PASSWORD, FieldType.CODE)


def put(answer: dict[str, Any], path: str, value: Answered) -> None:
    """Set a value under its dotted path."""
    *parents, last = path.split(".")
    for parent in parents:
        answer = answer.setdefault(parent, {})
    answer[last] = value


PASSWORD: Final = "ssr.unsaved.password"
ANSWERS: Final = "ssr.unsaved.answers"

_MESSAGES: Final[Mapping[str, str]] = {
    StepName.ENROLL_PASSWORD: PASSWORD,
    StepName.RESET_PASSWORD: PASSWORD,
    StepName.EXPIRED_PASSWORD: PASSWORD,
    StepName.EXPIRING_PASSWORD: PASSWORD,
    StepName.ENROLL_SECURITY_QUESTION: ANSWERS,
    StepName.PROFILE_UPDATE: ANSWERS,
}
_NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "form", "step", SEEN})


def unsaved_message(post: QueryDict) -> str:
    """Return the message key for a form that would have changed the account, or nothing."""
    typed = any(value for name, value in post.items() if name not in _NOT_TYPED)
    return _MESSAGES.get(post.get("step", ""), "") if typed else ""
