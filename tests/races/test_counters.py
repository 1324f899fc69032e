"""What is counted stays under its limit, and what is read is today's, however many ask at once."""

from datetime import UTC, datetime
from itertools import count

import pytest
from django.utils import timezone

from accounts import configuration_cache
from accounts.configuration_cache import BRAND, Snapshot, raise_version
from accounts.credentials import budgets
from accounts.credentials.budgets import (
    LIMITS,
    Charge,
    Purpose,
    spend,
)
from accounts.domain.identifiers import parse_email
from accounts.events.log import Entry, record_refusal
from accounts.lifecycle import admin_access
from accounts.models import AdminAccessLink, Brand, Budget, Event, RefusalCount, Session
from accounts.sessions.lifetime import SignIn, open_session, touch
from flows.domain.transaction import FrontEnd, Intent
from flows.engine import FlowStart, new_transaction
from flows.flow_states import load_state, reload_state
from flows.step_submission import ClientContext
from policies.domain import defaults
from policies.models import AccountProtection
from tests.actors import PASSWORD, a_user
from tests.races.together import at_once, beside
from tests.refusals import write_refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW = datetime(2027, 3, 4, 5, 6, 7, 891011, tzinfo=UTC)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_fifty_concurrent_uses_get_exactly_the_budget(purpose):
    networks = count()
    answers = at_once(
        lambda _: spend(Charge(purpose, "ada@example.com", ip_address=f"192.0.2.{next(networks)}"), NOW), 50
    )
    assert sum(answers) == LIMITS[purpose].short.count
    assert Budget.objects.count() == 1


def test_exhausted_untrusted_counter_leaves_the_trusted_one_full():
    at_once(lambda _: spend(Charge(Purpose.CODE, "ada@example.com"), NOW), 30)
    assert spend(Charge(Purpose.CODE, "ada@example.com", trusted=True), NOW)


def test_a_budget_given_back_while_it_is_spent_never_goes_wrong():
    charge = Charge(Purpose.FACTOR, "ada@example.com")
    beside(lambda: budgets.clear(charge), *[lambda: spend(charge, NOW)] * 19)
    assert Budget.objects.count() <= 1


def test_twenty_refusals_in_one_minute_are_one_row_that_counts_them():
    entry = Entry("user.session.start", reason="errors.E0000004")
    record_refusal(entry, subject="192.0.2.1", now=NOW)
    at_once(lambda _: record_refusal(entry, subject="192.0.2.1", now=NOW))
    write_refusals()
    assert Event.objects.get().count == 21


def test_refusals_during_the_flush_are_neither_lost_nor_doubled():
    entry = Entry("user.session.start", reason="errors.E0000004")

    def refuse():
        record_refusal(entry, subject="192.0.2.1", now=NOW)

    refuse()
    beside(*[refuse, write_refusals] * 10)
    write_refusals()
    assert sum(event.count for event in Event.objects.all()) == 11
    assert not RefusalCount.objects.exists()


def test_counts_written_by_twenty_workers_at_once_are_one_event_each():
    for subject in range(30):
        record_refusal(Entry("user.session.start"), subject=str(subject), now=NOW)
    assert sum(at_once(lambda _: write_refusals())) == 30
    assert sorted(event.count for event in Event.objects.all()) == [1] * 30


def test_sessions_opened_at_once_have_keys_of_their_own():
    user, lasts = a_user("ada@example.com", PASSWORD), defaults.SESSION
    signing_in = SignIn(user, [], lasts.idle, lasts.absolute)
    opened = at_once(lambda _: open_session(signing_in, timezone.now()))
    assert len({session.key for session in opened}) == Session.objects.count() == 20


def test_twenty_pages_at_once_note_the_use_of_a_session_once():
    user, lasts = a_user("ada@example.com", PASSWORD), defaults.SESSION
    row = open_session(SignIn(user, [], lasts.idle, lasts.absolute), NOW).row
    later = NOW.replace(minute=10)
    assert sum(at_once(lambda _: touch(row, later))) == 1


def _fresh_policies():
    transaction = new_transaction(FlowStart(FrontEnd.HOSTED, Intent.SIGN_IN), NOW)
    client = ClientContext()
    return reload_state(load_state(transaction, client, NOW), client).policies


def test_completed_write_is_seen_by_every_later_read():
    for wanted in (True, False, True):

        def write(value=wanted):
            AccountProtection.objects.update(hide_at_sign_up=value)
            raise_version()

        beside(write, *[_fresh_policies] * 10)
        seen = at_once(lambda _: _fresh_policies().security.protection.hide_at_sign_up, 10)
        assert set(seen) == {wanted}


def test_a_look_that_began_before_a_write_does_not_hide_the_write(monkeypatch):
    """A slow reader returns with an old version after the writer has announced the new one."""
    snapshot = Snapshot(lambda: Brand.objects.get().name, frozenset({BRAND}))
    clock = configuration_cache._clock
    configuration_cache.forget()
    real = configuration_cache._newest_token

    def slow():
        token = real()
        monkeypatch.setattr(configuration_cache, "_newest_token", real)
        Brand.objects.update(name="Pear tree")
        raise_version()
        return token

    monkeypatch.setattr(configuration_cache, "_newest_token", slow)
    clock.current()
    assert snapshot.get() == "Pear tree"


def test_access_links_issued_at_once_are_all_different():
    address = parse_email("ada@example.com")
    links = at_once(lambda _: admin_access.issue_link(address, timezone.now()))
    assert len(set(links)) == AdminAccessLink.objects.count() == 20
