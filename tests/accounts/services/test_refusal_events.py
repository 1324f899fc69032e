"""Counting refusals without writing down whose they were."""

from datetime import UTC, datetime

import pytest

from accounts.events import Entry, record_refusal
from accounts.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_a_refusal_is_counted_for_each_subject_and_names_none():
    for subject in ("203.0.113.66", "203.0.113.66", "2001:db8::66"):
        record_refusal(Entry("user.session.start", code="tooMany"), subject=subject, now=NOW)
    assert sorted(Event.objects.values_list("count", flat=True)) == [1, 2]
    for row in Event.objects.values():
        assert "203.0.113.66" not in str(row)
        assert "2001:db8::66" not in str(row)
