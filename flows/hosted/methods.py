"""The ways that a page lists to choose from: what each is called, what it takes, a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.authenticators import Authenticator
from flows.domain.pages.common import AUTHENTICATOR_PATH
from flows.domain.pages.identity_providers import PROVIDER_PATH
from flows.hosted.field_views import FieldView
from identity_providers.selectors import providers


@dataclass(frozen=True, slots=True)
class Words:
    """What proving with it takes, and what having it is good for."""

    icon: str
    use: Promise
    have: Promise


WORDS: Mapping[Authenticator, Words] = {
    Authenticator.PASSWORD: Words(
        "lock",
        # Translators: list of sign-in methods, password
        _("Your account password"),
        # Translators: list of sign-in methods to set up, password
        _("Something only you know"),
    ),
    Authenticator.EMAIL: Words(
        "mail",
        # Translators: list of sign-in methods, email
        _("A code and a link sent to your email address"),
        # Translators: list of sign-in methods to set up, email
        _("A code and a link sent to your email address"),
    ),
    Authenticator.PHONE: Words(
        "message",
        # Translators: list of sign-in methods, phone
        _("A code sent by text"),
        # Translators: list of sign-in methods to set up, phone
        _("A code sent by text when you sign in"),
    ),
    Authenticator.TOTP: Words(
        "smartphone",
        # Translators: list of sign-in methods, authenticator app
        _("The code your app shows now"),
        # Translators: list of sign-in methods to set up, authenticator app
        _("A code from an app that works offline"),
    ),
    Authenticator.PASSKEY: Words(
        "fingerprint",
        # Translators: list of sign-in methods, passkey
        _("Your fingerprint, face, PIN or security key"),
        # Translators: list of sign-in methods to set up, passkey
        _("Your fingerprint, face or PIN, so there’s nothing to remember"),
    ),
    Authenticator.SECURITY_QUESTION: Words(
        "question",
        # Translators: list of sign-in methods, security question
        _("Your answer to the question"),
        # Translators: list of sign-in methods to set up, security question
        _("A question we ask after your password"),
    ),
    Authenticator.RECOVERY_CODE: Words(
        "list",
        # Translators: list of sign-in methods, recovery codes
        _("One of your 10 saved codes"),
        # Translators: list of sign-in methods to set up, recovery codes
        _("10 backup codes in case you lose your phone"),
    ),
    Authenticator.ACCESS_CODE: Words(
        "ticket",
        # Translators: list of sign-in methods, temporary access code
        _("A code from your administrator"),
        # Translators: list of sign-in methods to set up, temporary access code
        _("A code from your administrator"),
    ),
    Authenticator.IDENTITY_PROVIDER: Words(
        "key",
        # Translators: list of sign-in methods, account at an identity provider
        _("An account that you linked, such as Google"),
        # Translators: list of sign-in methods to set up, account at an identity provider
        _("Sign in with an account that you already have"),
    ),
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


@dataclass(frozen=True, slots=True)
class ProviderView:
    """The button of an identity provider."""

    value: str
    label: str
    logo_url: str
    icon: str
    last_used: bool = False


def provider_views(fields: Sequence[FieldView], last_used: str = "") -> tuple[ProviderView, ...]:
    """Return the buttons for the choices of the one field that names a provider, the last used one first."""
    known = providers()
    options = (option for field in fields if field.name == PROVIDER_PATH for option in field.options)
    views = [
        ProviderView(
            option.value,
            option.title,
            known[option.value].logo_url,
            known[option.value].icon,
            last_used=option.value == last_used,
        )
        for option in options
        if option.value in known
    ]
    return tuple(sorted(views, key=lambda view: not view.last_used))
