"""Parameters of requests: sizes, prompts, ages and hints; descriptions of errors."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from flows.domain.requests import read_login_hint
from oidc.protocol.tokens import MAX_ID_TOKEN_BYTES, ONE_FACTOR, TWO_FACTORS

MAX_BYTES: Final = 2000
"""The longest parameter in UTF-8, unless it is one of the following."""
MAX_BYTES_OF: Final[Mapping[str, int]] = {
    "state": 8192,
    "nonce": 8192,
    "id_token_hint": MAX_ID_TOKEN_BYTES,
    "token": MAX_ID_TOKEN_BYTES,
}
"""State and nonce are kept and come back. An ID token grows with what the app may know of a person."""
_OLDEST: Final = timedelta(days=3650)


class Prompt(StrEnum):
    """A value of ``prompt`` (OpenID Connect Core 1.0 §3.1.2.1; Initiating User Registration 1.0 §4)."""

    NONE = "none"
    LOGIN = "login"
    CONSENT = "consent"
    CREATE = "create"
    SELECT_ACCOUNT = "select_account"


FACTORS: Final[Mapping[str, int]] = {ONE_FACTOR: 1, TWO_FACTORS: 2}
"""Factors that a value of ``acr_values`` requires."""

DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "access_denied": "The request was denied.",
        "invalid_request": "A parameter is missing or malformed.",
        "invalid_client": "The client is unknown, inactive, or failed to authenticate.",
        "invalid_grant": "The code or token is unknown, used or expired.",
        "invalid_scope": "None of the requested scopes is registered for the client.",
        "server_error": "The server failed to answer.",
        "unauthorized_client": "The client is not registered for this grant type.",
        "unsupported_grant_type": "There are authorization_code, refresh_token and interaction_code.",
        "unsupported_response_type": "The only response_type is code: none is implicit or hybrid.",
    }
)


class MalformedRequest(Exception):
    """A malformed request. ``error`` is the error code for the client."""

    def __init__(self, description: str, error: str = "invalid_request") -> None:
        super().__init__(description)
        self.error, self.description = error, description


@dataclass(frozen=True, slots=True)
class AuthorizationParameters:
    """The sign-in parameters of an authorization request.

    Proofs from before ``fresh_since`` do not count. ``hint`` is an address or empty, ``token_hint`` an ID
    token of the requested user.
    """

    prompts: frozenset[Prompt] = frozenset()
    fresh_since: datetime | None = None
    factors: int = 0
    hint: str = ""
    token_hint: str = ""

    @property
    def silent(self) -> bool:
        """Whether no page may be shown."""
        return Prompt.NONE in self.prompts

    @property
    def creates(self) -> bool:
        """Whether the client requests a sign-up."""
        return Prompt.CREATE in self.prompts


def check_repeated(parameters: Iterable[tuple[str, list[str]]]) -> None:
    """Refuse repeated parameters (RFC 6749 §3.1). Raises MalformedRequest."""
    for name, values in parameters:
        if len(values) > 1:
            raise MalformedRequest(f"The parameter {name[:40]} is there more than once.")


def check_sizes(parameters: Mapping[str, str]) -> None:
    """Refuse values that are too long or contain NUL. Raises MalformedRequest."""
    for name, value in parameters.items():
        if "\0" in value:
            raise MalformedRequest(f"The parameter {name[:40]} holds a NUL character.")
        if _size(name, value) > MAX_BYTES_OF.get(name, MAX_BYTES):
            raise MalformedRequest(f"The parameter {name[:40]} is too long.")


def _size(name: str, value: str) -> int:
    """Return the size of a value in bytes; a nonce counts as JSON, as in the ID token."""
    written = json.dumps(value, ensure_ascii=False)[1:-1] if name == "nonce" else value
    return len(written.encode(errors="replace"))


def returnable(name: str, value: str) -> str:
    """Return a value that may be returned in a response, else an empty text."""
    try:
        check_sizes({name: value})
    except MalformedRequest:
        return ""
    return value


def read_parameters(parameters: Mapping[str, str], now: datetime) -> AuthorizationParameters:
    """Read the sign-in parameters. Raises MalformedRequest."""
    check_sizes(parameters)
    for name in ("request", "request_uri", "registration"):
        if parameters.get(name):
            raise MalformedRequest(f"The parameter {name} is not supported.", f"{name}_not_supported")
    prompts = _prompts(parameters.get("prompt", ""))
    counts = (FACTORS.get(value, 0) for value in parameters.get("acr_values", "").split())
    return AuthorizationParameters(
        prompts=prompts,
        fresh_since=_fresh_since(parameters.get("max_age", ""), prompts, now),
        factors=next((factors for factors in counts if factors), 0),
        hint=read_login_hint(parameters.get("login_hint", "")),
        token_hint=parameters.get("id_token_hint", ""),
    )


def _prompts(text: str) -> frozenset[Prompt]:
    try:
        prompts = frozenset(Prompt(value) for value in text.split())
    except ValueError:
        raise MalformedRequest("The parameter prompt has a value that is not known.") from None
    if Prompt.NONE in prompts and len(prompts) > 1:
        raise MalformedRequest("The prompt value none cannot be combined with others.")
    return prompts


def _fresh_since(max_age: str, prompts: frozenset[Prompt], now: datetime) -> datetime | None:
    if Prompt.LOGIN in prompts or Prompt.SELECT_ACCOUNT in prompts:
        return now
    if not max_age:
        return None
    if not (max_age.isascii() and max_age.isdigit() and len(max_age) <= 10):
        raise MalformedRequest("The parameter max_age is a number of seconds.")
    return now - min(timedelta(seconds=int(max_age)), _OLDEST)


def describe(error: str, description: str | None) -> str:
    """Return the description, or the default one of its error code."""
    return description or DESCRIPTIONS.get(error, "The request was refused.")
