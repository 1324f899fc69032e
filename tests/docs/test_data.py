"""The page about stored data puts every column into a class."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field

from tests.lint import ROOT

PAGE = (ROOT / "docs" / "data.md").read_text()
_NAMED = re.compile(r"`([\w.]+)`")
FRAMEWORK = {"auth", "contenttypes"}
TELLING = re.compile(
    r"secret|digest|hash|sealed|password|token|checksum|nonce|e_?mail|address|phone|^ip_|name$|login|profile|submission|draft"
)
INTERNAL = {
    "accounts.UserImport.trusts_hashes",
    *("accounts.Group.name", "accounts.GroupRule.name", "accounts.Role.name"),
    *("enrollment.ProfileEnrollmentPolicy.name", "enrollment.ProfileEnrollmentPolicy.draft_of"),
    *("policies.Policy.name", "policies.Rule.name", "policies.NetworkZone.name"),
    *("policies.Policy.draft_of", "policies.PolicyShadow.draft"),
    *(
        "accounts.User.email_verified",
        "accounts.User.password_changed_at",
        "accounts.SecurityChange.email_verified",
    ),
    *("applications.Application.verified_addresses_only", "applications.Application.email_callback_uri"),
    *("applications.Application.logo_digest", "identity_providers.IdentityProvider.logo_digest"),
    "accounts.ConfigurationVersion.token",
    "accounts.EventSeal.sealed_at",
    "accounts.SavedView.name",
    *("applications.Application.initiate_login_uri", "policies.AccountProtection.new_device_mail"),
    *(
        "enrollment.ProfileEnrollmentPolicy.email_verification",
        "enrollment.ProfileEnrollmentPolicy.password_page",
    ),
    *("policies.AuthenticationOutcome.password", "policies.AuthenticationOutcome.password_minutes"),
}
"""Columns whose names sound like more than they hold."""


def columns() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        if model._meta.app_label not in FRAMEWORK:
            for field in model._meta.get_fields():
                if isinstance(field, Field) and not model._meta.proxy:
                    yield model._meta.label, field.name


def classified() -> dict[str, set[str]]:
    """Return the tables of the page with the columns that their rows name."""
    found: dict[str, set[str]] = {}
    lines = PAGE.partition("## Columns")[2].splitlines()
    for tables, *named in (line.split("|")[1:] for line in lines if line.startswith("| `")):
        for table in _NAMED.findall(tables):
            found[table] = {name for cell in named for name in _NAMED.findall(cell)}
    return found


def test_every_table_has_a_row():
    tables = {model._meta.label for model in apps.get_models() if model._meta.app_label not in FRAMEWORK}
    assert tables == set(classified())


def test_every_classified_column_exists():
    known = set(columns())
    assert [
        (table, name) for table, names in classified().items() for name in names if (table, name) not in known
    ] == []


def test_column_with_a_telling_name_is_classified():
    rows = classified()
    missing = {
        f"{table}.{name}" for table, name in columns() if TELLING.search(name) and name not in rows[table]
    }
    assert missing <= INTERNAL
