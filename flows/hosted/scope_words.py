"""Scopes in the words of the users who grant them."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flows.domain.subjects import ConsentSubject, Subject

_WORDS: Mapping[str, Promise] = {
    # Translators: consent page and your data page, what an app can do
    "openid": _("Confirm who you are (a private ID, nothing more)"),
    # Translators: consent page and your data page, what an app can do
    "profile": _("See your name and language"),
    # Translators: consent page and your data page, what an app can do
    "email": _("See your email address"),
    # Translators: consent page and your data page, what an app can do
    "phone": _("See your phone number"),
    # Translators: consent page and your data page, what an app can do
    "address": _("See your postal address"),
    # Translators: consent page and your data page, what an app can do
    "groups": _("See the groups you’re in"),
    # Translators: consent page and your data page, what an app can do
    "offline_access": _("Keep this access while you’re away, until you remove it"),
}
"""The scopes of OpenID Connect Core 1.0 §5.4 and §11, and ours."""


def scopes_in_words(subject: Subject) -> tuple[str, ...]:
    """Return a line for each scope, the least first; one that has no words is named as it is."""
    return _in_words(subject.scopes) if isinstance(subject, ConsentSubject) else ()


def _in_words(scopes: Iterable[str]) -> tuple[str, ...]:
    known = list(_WORDS)
    ordered = sorted(scopes, key=lambda scope: known.index(scope) if scope in known else len(known))
    return tuple(str(_WORDS.get(scope, scope)) for scope in ordered)
