"""Scopes in the words of the users who grant them."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flows.domain.subjects import ConsentSubject, Subject

_WORDS: Mapping[str, Promise] = {
    "openid": _("that it is you, by a number that says nothing else"),
    "profile": _("your name and language"),
    "email": _("your email address"),
    "phone": _("your phone number"),
    "address": _("your postal address"),
    "groups": _("the groups you are in"),
    "offline_access": _("all of this also while you are away, until you take it back"),
}
"""The scopes of OpenID Connect Core 1.0 §5.4 and §11, and ours."""


def scopes_in_words(subject: Subject) -> tuple[str, ...]:
    """Return a line for each scope, the least first; one that has no words is named as it is."""
    return _in_words(subject.scopes) if isinstance(subject, ConsentSubject) else ()


def _in_words(scopes: Iterable[str]) -> tuple[str, ...]:
    known = list(_WORDS)
    ordered = sorted(scopes, key=lambda scope: known.index(scope) if scope in known else len(known))
    return tuple(str(_WORDS.get(scope, scope)) for scope in ordered)
