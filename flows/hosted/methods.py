"""The ways that a page lists to choose from: what each is called, what it takes, a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.authenticators import Authenticator
from flows.domain.pages.common import AUTHENTICATOR_PATH
from flows.hosted.field_views import FieldView


@dataclass(frozen=True, slots=True)
class Words:
    """What proving with it takes, and what having it is good for."""

    icon: str
    use: Promise
    have: Promise


WORDS: Mapping[Authenticator, Words] = {
    Authenticator.PASSWORD: Words("lock", _("The one of this account"), _("Something only you know")),
    Authenticator.EMAIL: Words(
        "mail", _("A code and a link to your address"), _("A code and a link to your address")
    ),
    Authenticator.PHONE: Words(
        "message", _("A code by text message"), _("A code by text message when you sign in")
    ),
    Authenticator.TOTP: Words(
        "smartphone", _("The code that the app shows now"), _("A code from an app, even without a network")
    ),
    Authenticator.PASSKEY: Words(
        "fingerprint",
        _("Your fingerprint, face, PIN or security key"),
        _("Your fingerprint, face or PIN. Nothing to remember"),
    ),
    Authenticator.SECURITY_QUESTION: Words(
        "question", _("The answer that you gave"), _("An answer, asked after your password")
    ),
    Authenticator.RECOVERY_CODE: Words(
        "list", _("One of the ten that you kept"), _("Ten codes for the day your phone is gone")
    ),
    Authenticator.ACCESS_CODE: Words("ticket", _("From your administrator"), _("From your administrator")),
}


@dataclass(frozen=True, slots=True)
class MethodView:
    """One button of the list. Its id is what the summary of errors links to."""

    id: str
    value: str
    label: str
    hint: str
    icon: str


def methods_of(fields: Sequence[FieldView], *, setting_up: bool) -> tuple[MethodView, ...]:
    """The choices of the one field that names an authenticator, in their order; the last used comes first."""
    options = (option for field in fields if field.name == AUTHENTICATOR_PATH for option in field.options)
    return tuple(
        MethodView(
            option.id, option.value, option.title, str(words.have if setting_up else words.use), words.icon
        )
        for option in options
        for words in (WORDS[Authenticator(option.value)],)
    )
