"""Every field that leads to a user has a declaration of what happens to its row at the end of an account."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from accounts.domain.account_ends import AccountEnd
from accounts.lifecycle.account_ends import cleared_columns, declarations
from accounts.models import User
from accounts.models.users import with_search_forms

NAMES = re.compile(
    r"(^|_)(person|people|user|username|login|address|email|to|identifier|phone|holder|owner|actor|subject"
    r"|object|contact|targets?|member|by)($|_)"
)
TEXTS = (models.CharField, models.TextField, models.JSONField)

NO_USER = {
    "accounts.Brand.support_email": "the operator's address",
    "accounts.Brand.postal_address": "the operator's address",
    "accounts.Event.actor_type": "the kind of actor",
    "accounts.RefusalCount.actor_type": "the kind of actor",
    "applications.Application.contact": "the operator's address",
    "applications.Application.email_callback_uri": "an app's address",
    "applications.Application.initiate_login_uri": "an app's address",
    "flows.Transaction.identifier": "of a user: by person; of a sign-up: no account yet",
    "flows.Transaction.identifier_display": "of a user: by person; of a sign-up: no account yet",
    "flows.Transaction.new_address": "an address that this transaction verifies",
    "flows.Transaction.new_address_display": "an address that this transaction verifies",
    "flows.Transaction.new_user_id": "the public id of an account that does not exist yet",
    "flows.Transaction.return_to": "a path",
    "oidc.Client.post_logout_redirect_uris": "an app's address",
    "admin.LogEntry.object_id": "Django's own log, which is not written here",
    "admin.LogEntry.object_repr": "Django's own log, which is not written here",
    "configuration.PolicyVersion.actor_type": "the kind of actor",
    "enrollment.EnrollmentFormField.placeholder": "words of a form",
}


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def _relations(model: type[models.Model]) -> Iterator[models.Field]:
    yield from (field for field in model._meta.local_fields if field.is_relation)


def leading_to_user() -> set[str]:
    """Return the fields of the closure of foreign keys that end at the user."""
    reached: set[type[models.Model]] = {User}
    fields: set[str] = set()
    while True:
        found = {
            (model, f"{model._meta.label}.{field.name}")
            for model in _models()
            for field in _relations(model)
            if field.related_model in reached and model is not User
        }
        grown = reached | {model for model, _ in found}
        fields |= {name for _, name in found}
        if grown == reached:
            return fields
        reached = grown


def named_like_a_user() -> set[str]:
    """Return the columns of text whose name says that they hold a user or an address."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in _models()
        for field in model._meta.local_fields
        if isinstance(field, TEXTS) and NAMES.search(field.name) and model is not User
    }


def declared() -> set[str]:
    return {f"{one.model._meta.label}.{name}" for one in declarations() for name in one.fields}


def test_every_foreign_key_towards_a_user_is_declared():
    assert leading_to_user() - declared() == set()


def test_every_column_named_like_a_user_is_declared_or_explained():
    assert named_like_a_user() - declared() - set(NO_USER) == set()


def test_every_declared_field_exists():
    known = {f"{model._meta.label}.{field.name}" for model in _models() for field in model._meta.local_fields}
    assert declared() - known == set()


def test_every_declaration_names_all_ends_and_a_reason():
    for one in declarations():
        assert set(one.dispositions) == set(AccountEnd), one.model
        assert one.reason.endswith("."), one.model
        assert all(one.dispositions.values())


def test_a_planted_foreign_key_is_missed():
    class Planted(models.Model):
        session = models.ForeignKey("accounts.Session", models.CASCADE)
        login = models.CharField(max_length=10)

        class Meta:
            app_label = "dashboard"

    try:
        assert "dashboard.Planted.session" in leading_to_user() - declared()
        assert "dashboard.Planted.login" in named_like_a_user() - declared() - set(NO_USER)
    finally:
        del apps.all_models["dashboard"]["planted"]
        apps.clear_cache()


KEPT_COLUMNS = {
    "version": "Counts the edits of the account; an end counts as one.",
    "id": "names the row",
    "public_id": "names the user to apps and in the log",
    "email": "lets an administrator find the account",
    "email_folded": "the same, in the form that is searched",
    "email_verified": "false again when the address is released",
    "origin": "tells whether the address is unverified",
    "security_epoch": "raised by the change of status",
    "status": "the end itself",
    "status_changed_at": "the end itself",
    "login": "released by the change of status",
    "created_at": "history",
    "activated_at": "history",
    "last_login": "history",
}


def test_every_column_of_the_user_is_cleared_or_explained():
    cleared = {name for end in AccountEnd for name in cleared_columns(end, clears_profile=True)}
    cleared = with_search_forms(User, cleared)  # as the statement writes them
    columns = {field.name for field in User._meta.local_fields}
    assert columns - cleared == set(KEPT_COLUMNS)
