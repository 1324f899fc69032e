"""What the administration says, in the language of the request."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from django.forms import BaseForm
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from accounts import translations
from accounts.domain.lifecycle import Status
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.messaging.email_catalogue import CATALOGUE
from accounts.messaging.text_message import LABELS

STATUS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {status.value: gettext_lazy(status.label) for status in Status}
)


def say(message: Message | Violation) -> str:
    """Return the sentence of a message or a refusal."""
    key = message.key if isinstance(message, Message) else message.code
    return translations.say(key, (str(STATUS.get(param, param)) for param in message.params))


def show_violations(form: BaseForm, violations: Iterable[Violation], *, prefix: str = "") -> None:
    """Put each refusal at its field; what has no field on this form stands above it."""
    for violation in violations:
        name = prefix + violation.field if prefix + violation.field in form.fields else violation.field
        form.add_error(name if name in form.fields else None, say(violation))


def message_kind(template: str) -> str:
    """Return what a message is called; one that is no longer sent keeps its key."""
    kind = CATALOGUE.get(template)
    return gettext(kind.label if kind else LABELS.get(template, template))
