"""Apps with their OpenID Connect clients. Assignments by name, consents and secrets are no configuration."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from django.db.models import QuerySet
from pydantic import BeforeValidator, Field

from accounts.domain.logos import Logo, read_logo_text
from accounts.domain.violations import ValidationFailed, raise_if
from applications.domain import BUILT_IN
from applications.models import Application
from applications.services.apps import Assignments, author, delete_application, save_application
from applications.services.logos import remove_logo, set_logo
from configuration.column_types import columns, fields_of, values_of, write_columns
from configuration.schema import (
    Checked,
    DocumentEntry,
    Kept,
    ListRules,
    entry,
    label_of,
    moved,
    violation,
)
from configuration.section import (
    EntryChange,
    GeneratedSecret,
    Section,
    group_names,
    groups_by_name,
)
from configuration.sections.accounts import GROUPS, LOGO, color_of
from configuration.sections.enrollment import ENROLLMENT_POLICIES
from configuration.sections.identity_providers import IDENTITY_PROVIDERS
from configuration.sections.policies import section_name
from configuration.value_types import TEXTS, multiple_choice, names, reference, text
from enrollment.models import ProfileEnrollmentPolicy
from identity_providers.models import IdentityProvider
from oidc.clients import create_client, delete_client, rotate_secret, save_client
from oidc.models import Client
from oidc.protocol.claims import SCOPES
from oidc.protocol.redirects import parse_uris
from oidc.protocol.registration import GrantType
from policies.domain.rules import Kind
from policies.models import Policy
from policies.services.policy_changes import Author

SECRET: Final = "Client secret"
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_URI_LISTS: Final = ("redirect_uris", "post_logout_redirect_uris", "allowed_origins")
_WORDS: Final = {"grant_types": tuple(grant_type.value for grant_type in GrantType), "scopes": SCOPES}
_CLIENT: Final = columns(Client, leave=("client_id", "created_at", *_URI_LISTS))


def _key(raw: str) -> str:
    raise_if([] if _KEY.fullmatch(raw) else [violation("key")])
    return raw


URIS: Final = Annotated[
    TEXTS,
    BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw),
    Checked(lambda given: list(parse_uris("\n".join(given))), {"type": ["array", "string"]}),
]
"""A list of addresses. A text, or an item, may hold several with separators between them."""

_CLIENT_ENTRY: Final = entry(
    "Client",
    {
        **fields_of(_CLIENT, {name: multiple_choice(words) for name, words in _WORDS.items()}),
        **{name: (URIS, Field(default=[])) for name in _URI_LISTS},
    },
)


class ApplicationsSection(Section):
    """Apps, each with its OpenID Connect client."""

    name = "applications"
    comment = "Apps. Users who are assigned by name are not configuration."
    model = Application
    columns = columns(Application, leave=("logo", "logo_type", "logo_digest", "created_at"))
    entry = entry(
        "Application",
        {
            **fields_of(
                columns,
                {
                    "key": text(_key, pattern=f"^{_KEY.pattern}$"),
                    "color": color_of(columns["color"]),
                },
            ),
            "logo": (LOGO, ""),
            "groups": (names(GROUPS), []),
            "identity_providers": (names(IDENTITY_PROVIDERS), []),
            "enrollment_policy": (reference(ENROLLMENT_POLICIES), None),
            "authentication_policy": (reference(section_name(Kind.AUTHENTICATION)), None),
            "client": (Annotated[_CLIENT_ENTRY | None, Kept()], None),
        },
        ListRules(identified_by="key"),
    )

    def rows(self) -> QuerySet[Application]:
        rows = Application.objects.select_related("enrollment_policy", "authentication_policy", "client")
        return rows.prefetch_related("groups", "identity_providers").order_by("position", "label", "key")

    def more_values(self, row: Application) -> dict[str, Any]:
        enrollment, authentication = row.enrollment_policy, row.authentication_policy
        return {
            "logo": Logo(bytes(row.logo), row.logo_type).text if row.logo else "",
            "groups": group_names(row),
            "identity_providers": sorted(provider.label for provider in row.identity_providers.all()),
            "enrollment_policy": enrollment.name if enrollment else None,
            "authentication_policy": authentication.name if authentication else None,
            "client": _client_entry(row.client) if hasattr(row, "client") else None,
        }

    def write(self, row: Application, change: EntryChange) -> Sequence[GeneratedSecret]:
        before, after, by = change.before, change.after, _by(change.now)
        row.enrollment_policy = _named(ProfileEnrollmentPolicy.objects, after.enrollment_policy)
        policies = Policy.objects.filter(kind=Kind.AUTHENTICATION)
        row.authentication_policy = _named(policies, after.authentication_policy)
        ids = frozenset(group.pk for group in groups_by_name(after.groups))
        providers = IdentityProvider.objects.filter(label__in=after.identity_providers)
        provider_ids = frozenset(providers.values_list("pk", flat=True))
        saved = save_application(row, by, Assignments(group_ids=ids, provider_ids=provider_ids))
        if after.logo != (before.logo if before else ""):
            if after.logo:
                set_logo(saved, read_logo_text(after.logo).content, by)
            else:
                remove_logo(saved, by)
        return _save_client(change.key, before.client if before else None, after.client, by)

    def remove(self, key: str, now: datetime) -> None:
        delete_application(self.row(key), _by(now))

    def is_permanent(self, item: DocumentEntry) -> bool:
        return label_of(item) in BUILT_IN


def _named(rows: Any, name: str | None) -> Any:
    return None if name is None else rows.get(name=name)


def _by(now: datetime) -> Author:
    """Return an author without the check for owners; the apply as a whole ends with it."""
    return replace(author(None, now), guarded=False)


def _client_entry(row: Client) -> DocumentEntry:
    plain = values_of(row, _CLIENT)
    ordered = {name: [word for word in known if word in plain[name]] for name, known in _WORDS.items()}
    lists = {name: getattr(row, name).split() for name in _URI_LISTS}
    return _CLIENT_ENTRY.model_construct(**{**plain, **ordered, **lists})


def _save_client(key: str, before: Any, after: Any, by: Author) -> Sequence[GeneratedSecret]:
    """Write the client of an app. One that is new or becomes confidential gets a secret."""
    if before == after:
        return ()
    try:
        secret = _write_client(key, before, after, by)
    except ValidationFailed as failure:
        known = type(after).model_fields if after else ()
        raise moved(failure, lambda field: f"client.{field}" if field in known else "client") from failure
    return [GeneratedSecret(SECRET, key, secret)] if secret else ()


def _write_client(key: str, before: Any, after: Any, by: Author) -> str:
    if after is None:
        delete_client(Client.objects.get(client_id=key), by)
        return ""
    row = Client.objects.get(client_id=key) if before else Client()
    write_columns(row, _CLIENT, after)
    for name in _URI_LISTS:
        setattr(row, name, "\n".join(getattr(after, name)))
    if before is None:
        return _create_client(key, row, after, by)
    save_client(row, by)
    becomes_confidential = before.client_type != after.client_type and not row.public
    return rotate_secret(row, by, overlap=timedelta()) if becomes_confidential else ""


def _create_client(key: str, values: Client, after: Any, by: Author) -> str:
    copied = (*(name for name in _CLIENT if name != "client_type"), *_URI_LISTS[1:])
    _row, secret = create_client(
        Application.objects.get(key=key),
        by,
        public=values.public,
        redirect_uris=tuple(after.redirect_uris),
        **{name: getattr(values, name) for name in copied},
    )
    return secret
