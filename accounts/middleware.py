"""Who is asking: the user of the session, while their security epoch is the session's."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import partial

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.domain.appearance import Theme
from accounts.domain.zones import zone_named
from accounts.local_time import shown_in
from accounts.models import Session, User
from accounts.sessions.lifetime import touch
from accounts.sessions.store import SessionStore


def live_session(request: HttpRequest) -> Session | None:
    """Return the session row of a signed-in user, or nothing when there is none that still counts."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.session_key:
        return None
    request.session.accessed = True
    store = request.session
    row = store.live_row() if isinstance(store, SessionStore) else None
    if row is None or row.user is None:
        return None
    user = row.user
    return row if user.is_active and row.epoch == user.security_epoch else None


def _user(request: HttpRequest) -> User | AnonymousUser:
    row = live_session(request)
    if row is None or row.user is None:
        return AnonymousUser()
    touch(row, timezone.now())
    return row.user


def theme_of(request: HttpRequest) -> str:
    """Return ``light`` or ``dark`` if the signed-in user has chosen it, else an empty text."""
    row = live_session(request) if hasattr(request, "session") else None
    theme = row.user.theme if row is not None and row.user is not None else Theme.SYSTEM
    return "" if theme == Theme.SYSTEM else str(theme)


class LanguageMiddleware(LocaleMiddleware):
    """Activates the language of the signed-in user, else that of the browser.

    With one language, the user is not read.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        offered = dict(settings.LANGUAGES)
        row = live_session(request) if len(offered) > 1 else None
        if row is not None and row.user is not None and row.user.language in offered:
            translation.activate(row.user.language)
            request.LANGUAGE_CODE = translation.get_language()


class TimeZoneMiddleware:
    """Show times in the zone of the signed-in user's profile, else of the browser's cookie, else in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with shown_in(partial(_zone_of, request)):
            return self.get_response(request)


def _zone_of(request: HttpRequest) -> tzinfo:
    row = live_session(request)
    chosen = row.user.profile.get("timezone") if row is not None and row.user is not None else None
    # The cookie is written by a script, so it may hold anything.
    return zone_named(chosen) or zone_named(request.COOKIES.get(settings.ZONE_COOKIE_NAME)) or UTC


class UserMiddleware(AuthenticationMiddleware):
    """Sets ``request.user`` lazily from the session's one query."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(partial(_user, request))  # type: ignore[assignment]
