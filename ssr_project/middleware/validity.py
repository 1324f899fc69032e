"""Requests that no view could read are refused here, once, before anything looks at them."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from accounts.page_paths import page_path
from ssr_project.charsets import ASCII_ONLY, UNREADABLE
from ssr_project.error_pages import error_answer, method_not_allowed

log = structlog.get_logger("ssr_project.requests")

MAX_ROWS = 150
"""Rows of all the formsets of one request. Their count is the client's word, and each row costs work."""
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class ValidityMiddleware:
    """Check host, path, length and form of a request; give every refused method the product's own page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (status := _fault(request)) is not None:
            return error_answer(request, status)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return method_not_allowed(request, response["Allow"].split(", "))
        return response


def _fault(request: HttpRequest) -> HTTPStatus | None:
    if not _host_is_ours(request):
        return HTTPStatus.BAD_REQUEST
    if _has_controls(request.path_info):
        return HTTPStatus.NOT_FOUND
    # What it says about its length counts before any of it is read. Django limits fields, not files.
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = settings.MAX_UPLOAD if _is_upload(request) else settings.MAX_BODY
    if length.isdecimal() and int(length[:20]) > limit:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if request.content_type == UNREADABLE or not _query_is_text(request):
        return HTTPStatus.BAD_REQUEST
    if not _is_upload(request) and not _form_is_readable(request):
        return HTTPStatus.BAD_REQUEST
    return None


def _is_upload(request: HttpRequest) -> bool:
    """Return whether the body is a file that its own view reads."""
    return (
        request.method == "POST"
        and request.path_info == page_path("admin:accounts_userimport_add")
        and request.content_type == MULTIPART
    )


def _host_is_ours(request: HttpRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        log.warning("foreign host refused", host=ascii(request.META.get("HTTP_HOST", ""))[:100])
        return False
    return True


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(letter) == "Cc" for letter in text)


def _query_is_text(request: HttpRequest) -> bool:
    """Whether the query string is UTF-8 without NUL, which PostgreSQL can't store or compare."""
    raw = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    try:
        return "\0" not in raw.decode() and len(request.GET) <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    except (UnicodeDecodeError, SuspiciousOperation):
        return False


def _form_is_readable(request: HttpRequest) -> bool:
    """Return whether a body is in the charset that it names, and a posted form parses.

    Later readers of ``request.POST`` get what was parsed here.
    """
    try:
        if request.META.get(ASCII_ONLY) and not unquote_to_bytes(request.body).isascii():
            return False
        if request.method != "POST" or request.content_type not in (URLENCODED, MULTIPART):
            return True
        raw = request.body
        form = request.POST
        if request.content_type == URLENCODED:
            unquote_to_bytes(raw).decode()  # Django would store a broken character as U+FFFD
        elif REPLACEMENT.encode() not in raw and _has_replacements(form.lists()):
            return False
    except (
        BadRequest,
        SuspiciousOperation,
        MultiPartParserError,
        UnreadablePostError,
        ValueError,
        LookupError,
    ):
        return False
    return _rows_of(form.items()) <= MAX_ROWS


def _has_replacements(fields: Iterable[tuple[str, Sequence[object]]]) -> bool:
    return any(
        REPLACEMENT in name or any(REPLACEMENT in str(value) for value in values) for name, values in fields
    )


def _rows_of(fields: Iterable[tuple[str, object]]) -> int:
    """Return how many rows the formsets of a form claim to have; a claim that is no number counts as none."""
    claims = (str(value) for name, value in fields if name.endswith("-TOTAL_FORMS"))
    return sum(int(claim) for claim in claims if claim.isascii() and claim.isdecimal() and len(claim) < 10)
