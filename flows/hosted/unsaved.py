"""Values sent from a tab after its transaction finished in another one: the page says they weren’t saved."""

from collections.abc import Mapping
from typing import Final

from django.http import QueryDict

from flows.domain.steps import StepName

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
_NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "form", "step"})


def unsaved_message(post: QueryDict) -> str:
    """Return the message key for a form that would have changed the account, or nothing."""
    typed = any(value for name, value in post.items() if name not in _NOT_TYPED)
    return _MESSAGES.get(post.get("step", ""), "") if typed else ""
