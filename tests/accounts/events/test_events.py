"""The stored shape of an event, and that it never changes."""

import re
from datetime import UTC, datetime

import pytest
from django.db import transaction

from accounts.domain.events import SYSTEM, Actor, ActorType, Target, TargetType, time_ordered_uuid
from accounts.events.log import (
    FAILURE,
    Entry,
    acting,
    record,
)
from accounts.models import Event
from tests.actors import a_user
from tests.architecture.sources import APPS
from tests.lint import ROOT

NOW = datetime(2027, 3, 4, 5, 6, 7, 89000, tzinfo=UTC)


def written(entry):
    record([entry], now=NOW)
    return Event.objects.latest("pk")


@pytest.mark.django_db
def test_event_has_the_stored_members():
    event = written(Entry("user.session.start", user_id="ada", transaction_id="t", detail={"variant": "x"}))
    row = Event.objects.values().get()
    assert row == {
        "id": event.pk,
        "uuid": event.uuid,
        "type": "user.session.start",
        "outcome": "success",
        "reason": "",
        "actor_type": "user",
        "actor_id": "ada",
        "user_id": "ada",
        "targets": [],
        "transaction_id": "t",
        "transaction_reference": "E3B98A4D",
        "detail": {"variant": "x"},
        "context_id": None,
        "occurred_at": NOW,
        "schema_version": 1,
    }


@pytest.mark.django_db
def test_event_has_no_foreign_key_to_a_user():
    assert [field.name for field in Event._meta.fields if field.is_relation] == ["context"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "actor"),
    [
        ({}, ("user", "ada")),
        ({"outcome": FAILURE}, ("user", "")),
        ({"outcome": FAILURE, "actor": Actor(ActorType.USER, "ada")}, ("user", "ada")),
        ({"actor": SYSTEM}, ("system", "")),
        ({"actor": Actor(ActorType.CLIENT, "shop")}, ("client", "shop")),
    ],
)
def test_actor_is_the_user_unless_the_entry_says_otherwise(given, actor):
    event = written(Entry("user.session.start", user_id="ada", **given))
    assert (event.actor_type, event.actor_id) == actor


@pytest.mark.django_db
def test_actor_is_public_id_of_administrator_or_system_for_commands():
    boss = a_user("boss@example.com")
    assert acting(boss) == Actor(ActorType.USER, boss.public_id)
    assert acting(None) == SYSTEM


@pytest.mark.django_db
def test_targets_are_stored_as_type_and_id():
    targets = (Target(TargetType.GROUP, "7"), Target(TargetType.ACCOUNT_PROTECTION))
    assert written(Entry("group.profile.update", targets=targets)).targets == [
        {"type": "group", "id": "7"},
        {"type": "account_protection", "id": ""},
    ]


@pytest.mark.django_db
def test_written_event_cannot_be_changed():
    event = written(Entry("user.session.start"))
    event.type = "forged"
    for change in (
        event.save,
        lambda: Event.objects.update(type="forged"),
        lambda: Event.objects.bulk_update([event], ["type"]),
        lambda: Event.objects.filter(pk=event.pk).update_or_create(defaults={"type": "forged"}),
    ):
        with pytest.raises(TypeError, match="never changed"), transaction.atomic():
            change()
    assert Event.objects.get().type == "user.session.start"


def test_no_code_writes_to_the_table_of_events_by_itself():
    """Every write goes through the queryset, which refuses to change rows."""
    sources = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    naming = [
        path.name for path in sources if re.search(r"accounts_event\b|Event\._base_manager", path.read_text())
    ]
    # It looks for locks of the table and writes nothing.
    assert naming == ["settled_ids.py"]


def test_uuids_of_events_are_ordered_by_time():
    """RFC 9562 §5.7 and §5.8."""
    earlier, later = (time_ordered_uuid(7, at, b"\xff" * 10) for at in (NOW, NOW.replace(second=8)))
    assert earlier < later
    assert (earlier.version, earlier.variant) == (7, "specified in RFC 4122")
    assert int.from_bytes(earlier.bytes[:6]) == int(NOW.timestamp() * 1000)
    assert time_ordered_uuid(8, NOW, b"\0" * 10).version == 8
