"""Authorization responses: parameters for a redirect URI and the mode that carries them there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote_plus, urlsplit

from oidc.protocol.parameters import MalformedRequest


class ResponseMode(StrEnum):
    """How a response travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, Form Post §2)."""

    QUERY = "query"
    FRAGMENT = "fragment"
    FORM_POST = "form_post"
    POST_MESSAGE = "okta_post_message"


UNKNOWN_MODE: Final = f"The response_mode is none of {', '.join(ResponseMode)}."
NO_WEB_PAGE: Final = "This response_mode needs a redirect_uri of http or https."
NO_ORIGIN: Final = "The origin of the redirect_uri is not an allowed origin of the client."


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """A response to a client: redirect URI, response mode and ordered parameters."""

    redirect_uri: str
    mode: ResponseMode
    parameters: tuple[tuple[str, str], ...]

    @property
    def is_redirect(self) -> bool:
        """Whether the response is a redirect."""
        return self.mode in (ResponseMode.QUERY, ResponseMode.FRAGMENT)

    @property
    def url(self) -> str:
        """The redirect URI with the parameters added to its query or fragment."""
        text = "&".join(f"{name}={quote_plus(value)}" for name, value in self.parameters)
        if self.mode is ResponseMode.FRAGMENT:
            return f"{self.redirect_uri}#{text}"
        return f"{self.redirect_uri}{_separator(self.redirect_uri)}{text}"


def _separator(uri: str) -> str:
    if "?" not in uri:
        return "?"
    return "" if uri.endswith(("?", "&")) else "&"


def origin_of(uri: str) -> str:
    """Return the origin of a registered redirect URI, or the scheme with its colon for a native client's."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def check_mode(named: str, redirect_uri: str, allowed_origins: tuple[str, ...]) -> ResponseMode:
    """Return the response mode of a request. Raises MalformedRequest for an unsuitable one."""
    try:
        mode = ResponseMode(named or ResponseMode.QUERY)
    except ValueError:
        raise MalformedRequest(UNKNOWN_MODE) from None
    origin = origin_of(redirect_uri)
    if mode in (ResponseMode.FORM_POST, ResponseMode.POST_MESSAGE) and "//" not in origin:
        raise MalformedRequest(NO_WEB_PAGE)
    if mode is ResponseMode.POST_MESSAGE and origin not in allowed_origins:
        raise MalformedRequest(NO_ORIGIN)
    return mode
