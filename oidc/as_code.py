"""What oidc has of the configuration document: how an app is set up for OpenID Connect. No secrets."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from accounts.as_code.columns import Column, at_path, columns, fields_of, put, values_of
from accounts.domain.documents.base import Shape, Violations
from accounts.domain.documents.records import Field, OptionalRecord, Record
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Part
from accounts.domain.documents.words import MultipleChoice, texts
from accounts.domain.violations import ValidationFailed
from applications.models import Application
from applications.services.apps import author
from oidc.domain.grants import GrantType
from oidc.domain.redirects import parse_uris
from oidc.domain.scopes import SCOPES
from oidc.models import Client
from oidc.services.clients import create_client, delete_client, rotate_secret, save_client
from policies.services.policy_changes import Author

NAME: Final = "client"
TYPE: Final = "client_type"
SECRET: Final = "Client secret"
_LISTS: Final = ("redirect_uris", "post_logout_redirect_uris", "allowed_origins")
_COLUMNS: Final = columns(Client, leave=("client_id", "created_at", *_LISTS))
_WORDS: Final = {"grant_types": tuple(grant_type.value for grant_type in GrantType), "scopes": SCOPES}


def _shape(column: Column) -> Shape | None:
    return MultipleChoice(_WORDS[column.name]) if column.name in _WORDS else None


class Uris(Shape):
    """A list of addresses. A text, or an item, may hold several with separators between them."""

    __slots__ = ()

    def read(self, raw: object, path: str, violations: Violations) -> list[str]:
        given = texts([raw] if isinstance(raw, str) else raw, path, violations)
        return list(parse_uris("\n".join(given)))


_RECORD: Final = Record((*fields_of(_COLUMNS, other=_shape), *(Field(name, Uris(), []) for name in _LISTS)))


def _value(row: Client) -> dict[str, Any]:
    plain = values_of(row, _COLUMNS)
    words = {name: [word for word in known if word in plain[name]] for name, known in _WORDS.items()}
    return {**plain, **words, **{name: getattr(row, name).split() for name in _LISTS}}


def _read() -> dict[str, dict[str, Any]]:
    return {row.client_id: _value(row) for row in Client.objects.all()}


def _save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
    before, after = (change.before or {}).get(NAME), change.value[NAME]
    if before == after:
        return ()
    by = replace(author(None, change.now), guarded=False)
    try:
        return _write(change.key, before, after, by)
    except ValidationFailed as failure:
        raise at_path(
            failure, lambda field: f"{NAME}.{field}" if field in (after or ()) else NAME
        ) from failure


def _write(
    key: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, by: Author
) -> tuple[GeneratedSecret, ...]:
    """A confidential client that is new, or was public, gets a secret; the old ones are over at once."""
    if after is None:
        delete_client(Client.objects.get(client_id=key), by)
        return ()
    if before is None:
        return _secrets(key, _created(key, after, by))
    row = Client.objects.get(client_id=key)
    _put(row, after)
    save_client(row, by)
    becomes_confidential = before[TYPE] != after[TYPE] and not row.public
    return _secrets(key, rotate_secret(row, by, overlap=timedelta()) if becomes_confidential else "")


def _created(key: str, value: Mapping[str, Any], by: Author) -> str:
    made = Client()
    _put(made, value)
    names = (*(column.name for column in _COLUMNS if column.name != TYPE), *_LISTS[1:])
    _row, secret = create_client(
        Application.objects.get(key=key),
        by,
        public=made.public,
        redirect_uris=tuple(value[_LISTS[0]]),
        **{name: getattr(made, name) for name in names},
    )
    return secret


def _put(row: Client, value: Mapping[str, Any]) -> None:
    put(row, _COLUMNS, value)
    for name in _LISTS:
        setattr(row, name, "\n".join(value[name]))


def _secrets(key: str, secret: str) -> tuple[GeneratedSecret, ...]:
    return (GeneratedSecret(SECRET, key, secret),) if secret else ()


CLIENT: Final = Part(Field(NAME, OptionalRecord(_RECORD), None, keeps_current=True), _read, _save)
