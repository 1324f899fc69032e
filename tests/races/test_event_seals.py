"""Seals of the log while others write: one chain, and no event behind it."""

from datetime import timedelta
from threading import Event as Signal

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.events import seal_chain, settled_ids
from accounts.events.log import Entry, record
from accounts.events.seal_chain import seal_due
from accounts.events.verification import verify_log
from accounts.models import Event, EventSeal
from tests.races.together import at_once, beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW = timezone.now()
OLD = NOW - timedelta(minutes=30)


def add_event() -> None:
    record([Entry("user.session.start")], now=OLD)


def test_twenty_beats_at_once_make_one_chain(monkeypatch):
    monkeypatch.setattr(seal_chain, "MAX_EVENTS", 5)
    for _ in range(52):
        add_event()
    at_once(lambda _: seal_due(NOW))
    seal_due(NOW)
    assert [seal.count for seal in EventSeal.objects.order_by("number")] == [5] * 10 + [2]
    assert verify_log(NOW).failures == []


def test_seals_beside_writers_leave_no_event_out(monkeypatch):
    monkeypatch.setattr(seal_chain, "MAX_EVENTS", 3)
    beside(*[add_event, lambda: seal_due(NOW)] * 10)
    seal_due(NOW)
    assert sum(seal.count for seal in EventSeal.objects.all()) == Event.objects.count() == 10
    assert verify_log(NOW).failures == []


@pytest.mark.postgres(only=True)
def test_range_stays_open_while_a_lower_id_may_be_committed(monkeypatch):
    monkeypatch.setattr(settled_ids, "PAUSES", (0.01,))
    drawn, looked = Signal(), Signal()

    def write_slowly() -> None:
        with transaction.atomic():
            add_event()
            drawn.set()
            looked.wait(60)

    def seal_meanwhile() -> int:
        drawn.wait(60)
        add_event()  # a higher id, visible first
        try:
            return seal_due(NOW)
        finally:
            looked.set()

    assert beside(write_slowly, seal_meanwhile)[1] == 0
    assert seal_due(NOW) == 1
    assert EventSeal.objects.get().count == 2
