"""A prepared statement returns what the query it was composed from returns, on both databases."""

from datetime import timedelta

import pytest
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Membership, Session, User
from accounts.prepared import Prepared
from accounts.services.sessions import SignIn, open_session
from tests.actors import PASSWORD, a_person
from tests.oidc.parties import in_group
from tests.visitor import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

LIVE = Prepared(
    lambda key, now: Session.objects.select_related("person").filter(key_hash=key, expires_at__gt=now),
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
    person = a_person(address, PASSWORD)
    signing_in = SignIn(person, [{"authenticator": "password"}], timedelta(hours=1), timedelta(hours=2))
    return open_session(signing_in, timezone.now()).row


def values(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_with_their_related_rows_equal_those_of_the_query():
    row, now = opened(), timezone.now()

    found = LIVE.first(key=row.key_hash, now=now)
    wanted = Session.objects.select_related("person").get(pk=row.pk)

    assert values(found) == values(wanted)
    with recorded() as statements:
        assert values(found.person) == values(wanted.person)
    assert statements == []


def test_values_change_from_call_to_call():
    rows = [opened(f"ada{number}@example.com") for number in range(3)]
    for row in rows:
        assert LIVE.first(key=row.key_hash, now=timezone.now()) == row
    assert LIVE.first(key=rows[0].key_hash, now=timezone.now() + timedelta(days=1)) is None
    assert LIVE.first(key="no such key", now=timezone.now()) is None


def test_annotations_have_their_python_type():
    ada, bo = a_person("ada@example.com", PASSWORD), a_person("bo@example.com", PASSWORD)
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
