"""The health check of this process, for its supervisor."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse

PATH = "/healthz"


class HealthMiddleware:
    """Answer ``/healthz`` before host names and TLS are looked at: probes come by address, without either.

    Only the database counts: without Redis or a mail server users still sign in, and a restart mends
    neither of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == PATH:
            return _health()
        return self.get_response(request)


def _health() -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        answer = JsonResponse({"status": "no database"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        answer = JsonResponse({"status": "ok"})
    answer.headers["Cache-Control"] = "no-store"
    return answer
