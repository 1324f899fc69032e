"""What the master of the web processes does once, before it forks them.

A worker that starts with everything loaded shares that memory with the others, and answers its first request
as quickly as any other.
"""

import gc
import io
import logging
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.conf import settings
from django.db import connections

from accounts.domain.clients import describe_client
from accounts.domain.guessable import is_common
from accounts.page_paths import page_path

PAGES: Final = ("flows:sign_in", "flows:sign_up")
"""Pages whose first rendering loads what the others need too: routes, templates, snapshots of rows."""
BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def prepare(application: Application) -> None:
    """Load what requests need and leave nothing open that two processes must not share."""
    for page in PAGES:
        _get(application, page_path(page))
    describe_client(BROWSER)
    is_common("")
    connections.close_all()
    # A collection touches every object it looks at, and a page that is touched is no longer shared.
    gc.collect()
    gc.freeze()


def _get(application: Application, path: str) -> None:
    """Ask for a page as the proxy does, without a line in the access log."""
    access_log = logging.getLogger("ssr_project.access")
    access_log.disabled = True
    try:
        b"".join(application(_environment(path), lambda _status, _headers: None))
    finally:
        access_log.disabled = False


def _environment(path: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": settings.PUBLIC_HOST,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": settings.PUBLIC_HOST,
        "HTTP_ACCEPT_ENCODING": "br",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
