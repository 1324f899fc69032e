"""Who is asking: the person of the session, while their security epoch is the session's."""

from functools import partial

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import Session, User
from accounts.services.sessions import touch
from accounts.sessions import SessionStore


def live_session(request: HttpRequest) -> Session | None:
    """Return the session row of a signed-in person, or nothing when there is none that still counts."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.session_key:
        return None
    request.session.accessed = True
    store = request.session
    row = store.live_row() if isinstance(store, SessionStore) else None
    if row is None or row.person is None:
        return None
    person = row.person
    return row if person.is_active and row.epoch == person.security_epoch else None


def _person(request: HttpRequest) -> User | AnonymousUser:
    row = live_session(request)
    if row is None or row.person is None:
        return AnonymousUser()
    touch(row, timezone.now())
    return row.person


class PersonMiddleware(AuthenticationMiddleware):
    """Sets ``request.user`` lazily from the session's one query."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(partial(_person, request))  # type: ignore[assignment]
