"""Pages that only a session sees, and only one that is enough for the app they belong to."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from accounts.middleware import live_session
from accounts.page_paths import page_path
from flows.assurance import session_meets
from flows.hosted.cookies import client_of
from flows.hosted.responses import see_other

View = Callable[..., HttpResponse]


def requires(application_key: str) -> Callable[[View], View]:
    """Require a session that the app's policy accepts; other visitors sign in or add a proof.

    A posted form is not forwarded: after the sign-in a browser uses GET and arrives at the start page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            # Asking for the user, not for the row alone, notes that the session is in use.
            row = live_session(request) if request.user.is_authenticated else None
            if row is not None and session_meets(row, application_key, client_of(request)):
                return view(request, *args, **kwargs)
            reading = request.method in ("GET", "HEAD")
            target = request.get_full_path() if reading else page_path("dashboard:home")
            return see_other(f"{page_path('flows:sign_in')}?next={quote(target)}")

        return guarded

    return decorate
