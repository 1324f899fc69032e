"""Nothing that administrators choose is forgotten: every column is in the document, or is named here."""

import pytest

from accounts.models import Brand, Group, GroupRule, ProfileAttribute
from applications.models import Application
from configuration.document import SECTIONS
from configuration.schema import models_in
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from identity_providers.models import IdentityProvider
from oidc.models import Client
from policies.domain.conditions import COLUMNS
from policies.domain.rules import Kind
from policies.models import (
    OUTCOMES,
    AccountProtection,
    AuthenticatorSetting,
    NetworkZone,
    Policy,
    Rule,
    asked_name,
)
from tests.tables import each

ENTRIES = {section.name: section.entry for section in SECTIONS}

# The order of a list, what a name stands for, what the server works out by itself, and users.
OMITTED = {
    Brand: {"key"},
    Group: {"created_at"},
    ProfileAttribute: {"base"},
    GroupRule: {"conditions"},
    IdentityProvider: {"client_secret", "parameters", "logo_type", "logo_digest", "created_at"},
    NetworkZone: set(),
    AccountProtection: set(),
    ProfileEnrollmentPolicy: {"draft_of", "based_on"},
    EnrollmentFormField: {"position", "policy"},
    Application: {"people", "logo_type", "logo_digest", "created_at"},
    Client: {"application", "client_id", "created_at"},
    Policy: {"kind", "position", "draft_of", "based_on"},
    Rule: {"policy", "position", "copied_from"} | {asked_name(column) for column in COLUMNS if column.limits},
    AuthenticatorSetting: {"outcome", "authenticator"},
}
OTHER_NAMES = {"is_default": "default"}
NOT_TEXT = {"public_id", "version"}
"""What names or counts the rows of one server."""


def own(model):
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    left_out = OMITTED.get(model, {"rule"}) | NOT_TEXT
    return {field.name for field in fields if not field.primary_key} - left_out


def names(model):
    return set(model.model_fields)


def inner(model, name):
    return next(models_in(model.model_fields[name].annotation))


@each(
    ("model", "section", "more"),
    [
        (Brand, "brand", set()),
        (Group, "groups", set()),
        (ProfileAttribute, "attributes", set()),
        (NetworkZone, "network_zones", set()),
        (AccountProtection, "protection", set()),
        (ProfileEnrollmentPolicy, "enrollment_policies", {"form"}),
        (Application, "applications", {"client"}),
        (GroupRule, "group_rules", {"when"}),
        (Policy, "policies.session", {"rules"}),
    ],
)
def test_every_column_of_a_section_is_in_the_document(model, section, more):
    wanted = {OTHER_NAMES.get(name, name) for name in own(model)}
    assert names(ENTRIES[section]) == wanted | more


def test_every_column_of_a_client_is_in_the_document():
    assert names(inner(ENTRIES["applications"], "client")) == own(Client)


def test_every_column_of_a_form_is_in_the_document():
    assert names(inner(ENTRIES["enrollment_policies"], "form")) == own(EnrollmentFormField)


@pytest.mark.parametrize("kind", Kind)
def test_every_column_of_a_rule_and_its_outcome_is_in_the_document(kind):
    rules = inner(ENTRIES[f"policies.{kind}"], "rules")
    then, when = inner(rules, "then"), inner(rules, "when")
    settings = {"authenticators"} if kind is Kind.ENROLLMENT else set()
    assert names(then) == own(OUTCOMES[kind]) | settings
    account_management = {"operations", "authenticators"}
    asked = {column.name for column in COLUMNS}
    assert names(when) == (asked if kind is Kind.ACCOUNT_MANAGEMENT else asked - account_management)
    plain = {OTHER_NAMES.get(name, name) for name in own(Rule) - asked}
    assert names(rules) == plain | {"when", "then"}


def test_every_column_of_a_setting_is_in_the_document():
    rules = inner(ENTRIES["policies.enrollment"], "rules")
    setting = inner(inner(inner(rules, "then"), "authenticators"), "password")
    assert names(setting) == own(AuthenticatorSetting)


def test_every_section_has_a_comment():
    assert all(section.comment for section in SECTIONS)
