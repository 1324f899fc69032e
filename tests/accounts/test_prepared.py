"""A prepared statement returns what the query it was composed from returns, on both databases."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import EventContext, Membership, Session, User
from accounts.prepared import Prepared, insert
from accounts.sessions.lifetime import SignIn, open_session
from tests.actors import PASSWORD, a_user
from tests.oidc.parties import in_group
from tests.visitor import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

LIVE = Prepared(
    lambda key, now: Session.objects.select_related("user").filter(key_hash=key, expires_at__gt=now),
    "key",
    "now",
)
MEMBERS = Prepared(
    lambda login: User.objects.filter(login=login, is_staff=False).annotate(
        is_member=Exists(Membership.objects.filter(user=OuterRef("pk")))
    ),
    "login",
)


def opened(address: str = "ada@example.com"):
    user = a_user(address, PASSWORD)
    signing_in = SignIn(user, [{"authenticator": "password"}], timedelta(hours=1), timedelta(hours=2))
    return open_session(signing_in, timezone.now()).row


def values(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_with_their_related_rows_equal_those_of_the_query():
    row, now = opened(), timezone.now()

    found = LIVE.first(key=row.key_hash, now=now)
    wanted = Session.objects.select_related("user").get(pk=row.pk)

    assert values(found) == values(wanted)
    with recorded() as statements:
        assert values(found.user) == values(wanted.user)
    assert statements == []


def test_values_change_from_call_to_call():
    rows = [opened(f"ada{number}@example.com") for number in range(3)]
    for row in rows:
        assert LIVE.first(key=row.key_hash, now=timezone.now()) == row
    assert LIVE.first(key=rows[0].key_hash, now=timezone.now() + timedelta(days=1)) is None
    assert LIVE.first(key="no such key", now=timezone.now()) is None


def test_annotations_have_their_python_type():
    ada, bo = a_user("ada@example.com", PASSWORD), a_user("bo@example.com", PASSWORD)
    in_group(ada, "Staff")
    assert MEMBERS.first(login=ada.login).is_member is True
    assert MEMBERS.first(login=bo.login).is_member is False


def test_a_found_row_can_be_changed_and_saved():
    row = opened()
    found = LIVE.first(key=row.key_hash, now=timezone.now())
    found.client = "Firefox on Linux"
    found.save(update_fields=["client"])
    assert Session.objects.get(pk=row.pk).client == "Firefox on Linux"


def test_the_text_is_composed_once_for_a_connection(monkeypatch):
    row = opened()
    LIVE.first(key=row.key_hash, now=timezone.now())
    monkeypatch.setattr(LIVE, "_compose", None)
    assert LIVE.first(key=row.key_hash, now=timezone.now()) == row


def test_an_inserted_row_equals_one_that_was_saved():
    now = timezone.now()
    columns = {
        "ip_address": "192.0.2.7",
        "client": "Firefox on Linux",
        "created_at": now,
    }
    inserted, saved = insert(EventContext(**columns)), EventContext.objects.create(**columns)
    assert inserted.pk
    assert not inserted._state.adding
    assert values(EventContext.objects.get(pk=inserted.pk)) == values(saved) | {"id": inserted.pk}


def test_a_row_with_a_key_of_its_own_and_json_is_inserted():
    user, now = a_user("ada@example.com", PASSWORD), timezone.now()
    columns = {
        "user": user,
        "epoch": user.security_epoch,
        "proofs": [{"authenticator": "password", "here": True}],
        "created_at": now,
        "last_seen_at": now,
        "idle_seconds": 60,
        "idle_expires_at": now,
        "expires_at": now,
    }
    insert(Session(key_hash="inserted", sid="sid-inserted", **columns))
    Session.objects.create(key_hash="saved", sid="sid-saved", **columns)
    inserted, saved = Session.objects.get(key_hash="inserted"), Session.objects.get(key_hash="saved")
    assert values(inserted) == values(saved) | {"key_hash": "inserted", "sid": "sid-inserted"}


def test_a_second_row_with_the_same_key_is_refused():
    row = opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(row)
