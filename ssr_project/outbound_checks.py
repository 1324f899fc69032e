"""Whether requests may go to the URLs of services in the environment. No name is resolved."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from outbound.client import allowed_destinations
from outbound.destinations import check_url
from outbound.errors import OutboundError
from outbound.messages import describe
from ssr_project.checks import TAG

SERVICES: Final = ("SMS_GATEWAY_URL", "BREACHED_PASSWORDS_URL")


@register(TAG)
def service_urls(app_configs: Sequence[AppConfig] | None, **_kwargs: object) -> Iterable[CheckMessage]:
    """Return an error for each service that no request can reach, such as one at a private address."""
    return [
        Error(f"Requests can’t go to {name}.", hint=describe(error), id="ssr_project.E028")
        for name in SERVICES
        if (error := _refusal(getattr(settings, name)))
    ]


def _refusal(url: str) -> OutboundError | None:
    try:
        if url:
            check_url(url, allowed_destinations())
    except OutboundError as error:
        return error
    return None
