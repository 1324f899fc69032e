"""With a hundred thousand of everything, no question of a user's journey reads a table from end to end."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.utils import timezone

from accounts.account_data import event_contexts
from accounts.credentials import lockout
from accounts.credentials.challenges import (
    Request,
    link_token_of,
    open_challenge,
    sending_of,
)
from accounts.credentials.enrollment_queries import enrolled, passkeys_by_handle
from accounts.credentials.lockout import AttemptCounter
from accounts.domain.account_ends import AccountEnd
from accounts.domain.event_seals import Finding
from accounts.domain.lifecycle import Status
from accounts.domain.references import reference_of
from accounts.events import event_search, retention, seal_chain
from accounts.events.event_export import export_events
from accounts.events.event_search import search_events
from accounts.events.log import Entry, events_from, record
from accounts.events.log import Origin as RequestOrigin
from accounts.events.seal_chain import seal_due
from accounts.events.verification import verify_log
from accounts.lifecycle import housekeeping
from accounts.lifecycle.account_ends import EndedAccount
from accounts.messaging import delivery
from accounts.models import ChallengePurpose, Event, Group, Origin, Session, User
from accounts.sessions import devices
from accounts.sessions.queries import search_sessions
from accounts.users.groups import with_member_counts
from accounts.users.search import search_users
from administration.lists.keyset_pages import Position, read_page
from dashboard.activity_entries import PAGE_SIZE, page_of
from flows import repository
from policies.domain.outcomes import PasswordOutcome
from policies.models import SessionOutcome
from ssr_project.databases import PREPARED_AFTER
from tests.actors import (
    ANOTHER_PASSWORD,
    PASSWORD,
    a_user,
    link_in,
    mails_to,
    newest_code,
    wrong_code,
)
from tests.administration.desk import Desk
from tests.methods import (
    a_passkey,
    an_access_code,
    an_app,
    ask_two_factors,
    fields,
    first_page_assertion,
    some_codes,
)
from tests.plans.population import TABLES
from tests.visitor import Statement, Visitor, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.postgres(only=True)]
ADA = "ada@example.com"
AUTOFILL = "challenge-webauthn-autofillui-authenticator"
NAMES = {"userProfile__firstName": "Ada", "userProfile__lastName": "Okafor"}


@dataclass(frozen=True)
class Scan:
    """A table read from end to end, and for what."""

    table: str
    sql: str


def scans(statement: Statement) -> list[Scan]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.params)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return [Scan(node["Relation Name"], statement.sql) for node in nodes(plan[0]["Plan"]) if reads_all(node)]


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def reads_all(node: dict) -> bool:
    return node["Node Type"] == "Seq Scan" and node["Relation Name"] in TABLES


HASH_PARAMETERS = 'SELECT "accounts_user"."password" AS "password" FROM'


def assert_no_table_is_read_whole(statements: list[Statement]) -> None:
    assert statements
    # The parameters of password hashes are read once for each process and version of the configuration.
    statements = [one for one in statements if not one.sql.startswith(HASH_PARAMETERS)]
    found = [scan for statement in statements for scan in scans(statement)]
    assert found == []


def sign_up(visitor: Visitor) -> None:
    visitor.get("/signup")
    visitor.post("enroll-profile", userProfile__email=ADA, userProfile__employeeNumber="A-1", **NAMES)
    visitor.get()


def test_filter_without_an_index_is_reported_as_a_scan():
    seen = Statement("SELECT * FROM accounts_user WHERE first_name = %s", ("Ada",))
    assert [scan.table for scan in scans(seen)] == ["accounts_user"]


def test_a_sign_up_by_code():
    visitor = Visitor()
    sign_up(visitor)
    page, mail = visitor.at, mails_to(ADA)[0].pk
    visitor = Visitor(at=page, http=visitor.http)
    code = newest_code(ADA)
    with recorded() as statements:
        delivery.deliver(mail)
        visitor.http.get(f"{page}/state?v=1")
        visitor.post("enroll-authenticator", credentials__passcode=wrong_code(code))
        visitor.post("resend")
        visitor.post("enroll-authenticator", credentials__passcode=code)
        visitor.get()
        visitor.post("enroll-authenticator", credentials__passcode=PASSWORD)
        assert visitor.get().status_code == 200
        visitor.post("", "/signout")
    assert_no_table_is_read_whole(statements)


def test_the_form_of_a_sign_up_taken_and_free():
    a_user("grace@example.com")
    with recorded() as statements:
        sign_up(Visitor())
        visitor = Visitor()
        visitor.get("/signup")
        taken = {"userProfile__email": "grace@example.com", "userProfile__employeeNumber": "E-77"}
        assert visitor.post("enroll-profile", **taken, **NAMES).status_code == 422
    assert_no_table_is_read_whole(statements)


def test_a_link_opened_here_and_elsewhere():
    visitor = Visitor()
    sign_up(visitor)
    path = f"/flow/link/{link_in(mails_to(ADA)[0])}"
    with recorded() as statements:
        assert Visitor().get(path).status_code == 200
        assert visitor.get(path).status_code == 200
        assert visitor.post("link", path, token=path.rpartition("/")[2]).status_code == 303
    assert_no_table_is_read_whole(statements)


def test_a_sign_in_by_password():
    a_user(ADA, PASSWORD)
    visitor = Visitor()
    with recorded() as statements:
        visitor.get("/signin")
        visitor.post("identify", identifier=ADA)
        visitor.post("challenge-authenticator", credentials__passcode="not the right one at all")
        visitor.post("challenge-authenticator", credentials__passcode=PASSWORD)
        assert visitor.get().status_code == 200
    assert_no_table_is_read_whole(statements)


def test_passwordless_sign_in_and_unknown_user():
    a_user(ADA)
    with recorded() as statements:
        for address in (ADA, "nobody@example.com"):
            visitor = Visitor()
            visitor.post("identify", "/signin", identifier=address)
            visitor.get()
    assert_no_table_is_read_whole(statements)


def test_a_recovery():
    a_user(ADA, PASSWORD)
    visitor = Visitor()
    with recorded() as statements:
        visitor.post("identify-recovery", "/recover", identifier=ADA)
        visitor.post("challenge-authenticator", credentials__passcode=newest_code(ADA))
        visitor.post("reset-authenticator", credentials__passcode=ANOTHER_PASSWORD)
        assert visitor.get().status_code == 200
    assert_no_table_is_read_whole([one for one in statements if '"to" = ' not in one.sql])


def test_an_invitation_and_a_welcome():
    user = a_user(ADA, status=Status.PROVISIONED, email_verified=False)
    lifetime = timedelta(days=7)
    invitation = open_challenge(
        Request(ChallengePurpose.ACTIVATION, ADA, lifetime, user_id=user.pk), timezone.now()
    )
    visitor = Visitor()
    with recorded() as statements:
        visitor.get(f"/activate/{link_token_of(sending_of(invitation))}")
        assert visitor.post("").status_code == 303
        visitor.post("enroll-authenticator", credentials__passcode=PASSWORD)
        assert visitor.get().status_code == 200
    assert_no_table_is_read_whole(statements)


def test_unverified_account_ended_by_a_proof():
    a_user(ADA, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)
    visitor = Visitor()
    with recorded() as statements:
        sign_up(visitor)
        code = newest_code(ADA)
        visitor.post("enroll-authenticator", credentials__passcode=code)
        visitor.post("enroll-authenticator", credentials__passcode=PASSWORD)
        assert visitor.get().status_code == 200
    assert_no_table_is_read_whole([one for one in statements if '"to" = ' not in one.sql])


def test_the_sweep_of_the_outbox():
    sign_up(Visitor())
    mails_to(ADA)
    with recorded() as statements:
        delivery.sweep()
    assert_no_table_is_read_whole(statements)


def test_everything_that_is_purged():
    now = timezone.now()
    with recorded() as statements:
        assert housekeeping.purge(now) > 0
        assert repository.purge(now) > 0
    assert_no_table_is_read_whole(statements)


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def test_a_sign_in_with_a_second_factor_in_a_browser_that_policies_look_at(ada):
    app, codes = an_app(ada), some_codes(ada)
    an_access_code(ada)
    SessionOutcome.objects.update(further_factor=True, prompt="new_device")
    ask_two_factors()
    with recorded() as statements:
        for way, typed in (("totp", app.code()), ("recovery_code", codes[0])):
            visitor = Visitor()
            visitor.post("identify", "/signin", identifier=ADA)
            visitor.post("challenge-authenticator", credentials__passcode=PASSWORD)
            visitor.post("select-authenticator-authenticate", authenticator__id=way)
            visitor.post("challenge-authenticator", credentials__passcode=typed)
            assert visitor.get().status_code == 200, way
        for path in ("/me/", "/me/security", "/me/sessions", "/me/activity"):
            assert visitor.get(path).status_code == 200
        visitor.post("", "/me/not-now")
    # Two mails about one event are one: looked for among those to one address.
    assert_no_table_is_read_whole([one for one in statements if '"to" = ' not in one.sql])


def test_first_page_passkey_with_and_without_its_id(ada):
    device = a_passkey(ada)
    answer = first_page_assertion(device)["credentials"]
    visitor = Visitor()
    with recorded() as statements:
        visitor.post(AUTOFILL, "/signin", **fields(answer))
        assert visitor.get().status_code == 200
        assert passkeys_by_handle(ada.public_id) is not None
        enrolled(ada.pk)
    assert_no_table_is_read_whole([one for one in statements if '"to" = ' not in one.sql])


def test_an_unlocking(ada):
    for _ in range(10):
        lockout.count_attempt(AttemptCounter(ADA), PasswordOutcome().lockout, timezone.now())
    visitor = Visitor()
    with recorded() as statements:
        visitor.post("unlock-account", "/unlock", identifier=ADA)
        code = newest_code(ADA)
        visitor.post("challenge-authenticator", credentials__passcode=code)
        assert visitor.get().status_code == 200
    assert_no_table_is_read_whole([one for one in statements if '"to" = ' not in one.sql])


def test_personal_side_of_the_events_of_a_deleted_user(ada):
    record([Entry("user.session.clear", user_id=ada.public_id)], now=timezone.now())
    with recorded() as statements:
        assert list(event_contexts(EndedAccount(ada, AccountEnd.DELETION, ADA))) == []
    assert_no_table_is_read_whole(statements)


def test_search_for_the_events_of_a_user_or_transaction(ada):
    record(
        [Entry("user.session.clear", user_id=ada.public_id, transaction_id="NJrW1-5pDfK_qKZ0TzQh")],
        now=timezone.now(),
    )
    reference = reference_of("NJrW1-5pDfK_qKZ0TzQh")
    for typed in (ADA, ada.public_id, "NJrW1-5pDfK_qKZ0TzQh", reference, "user.session.clear"):
        with recorded() as statements:
            found = search_events(Event.objects.order_by("-occurred_at", "-id"), typed)
            assert [event.type for event in found[:100]] == ["user.session.clear"]
        assert_no_table_is_read_whole(statements)


def test_search_for_the_events_of_a_network_address(ada):
    with events_from(RequestOrigin(ip_address="203.0.113.9")):
        record([Entry("user.session.clear", user_id=ada.public_id)], now=timezone.now())
    with recorded() as statements:
        found = search_events(Event.objects.order_by("-occurred_at", "-id"), "203.0.113.9")
        assert [event.type for event in found[:100]] == ["user.session.clear"]
        assert not list(search_events(Event.objects.all(), "no.such.type"))
    assert_no_table_is_read_whole(statements)


def test_search_for_users(ada):
    ada.last_name = "Ødegård"
    ada.save()
    for typed in (ADA, ada.public_id, "ODEGARD", "ada ødeg", "da@example.c"):
        with recorded() as statements:
            assert [user.email for user in search_users(User.objects.order_by("-id"), typed)[:51]] == [ADA]
        assert_no_table_is_read_whole(statements)
    for typed, shown in (("xylophonist", 0), ("person", 51), ("person777", 51)):
        with recorded() as statements:
            assert len(search_users(User.objects.order_by("-id"), typed)[:51]) == shown
        assert_no_table_is_read_whole(statements)


@pytest.mark.parametrize(
    ("model", "order", "key"),
    [
        (User, ("email_folded", "id"), "pk"),
        (User, ("-last_name_folded", "-first_name_folded", "-id"), "pk"),
        (Session, ("-created_at", "-key_hash"), "key_hash"),
        (Event, ("-occurred_at", "-id"), "pk"),
    ],
)
def test_pages_of_long_lists(model, order, key):
    rows = model.objects.all()
    middle = str(rows.order_by(key).values_list(key, flat=True)[50_000])
    places = (Position(), Position(at_end=True), Position(after=middle), Position(before=middle))
    for place in places:
        with recorded() as statements:
            assert len(read_page(rows, order, 50, place, key).rows) == 50
        assert_no_table_is_read_whole(statements)


def test_members_of_groups_and_sessions_of_a_network_address():
    with recorded() as statements:
        assert [group.member_count for group in with_member_counts(Group.objects.order_by("name"))[:50]] == [
            1
        ] * 50
        assert not list(search_sessions(Session.objects.order_by("-created_at"), "203.0.113.9"))
        assert not list(search_sessions(Session.objects.order_by("-created_at"), "nobody@example.com"))
    assert_no_table_is_read_whole(statements)


def test_old_events_are_deleted_along_their_time(settings, monkeypatch):
    settings.EVENT_RETENTION_DAYS = settings.EVENT_ORIGIN_DAYS = 1
    # Few for the size of the tables, as a batch is for millions of events.
    monkeypatch.setattr(seal_chain, "MAX_EVENTS", 250)
    monkeypatch.setattr(retention, "BATCH", 1)
    now = timezone.now() + timedelta(minutes=5)
    assert seal_due(now) > 0
    with recorded() as statements:
        assert retention.purge(now) > 0
    assert_no_table_is_read_whole(statements)


def test_events_of_a_time_are_listed_and_exported_along_it():
    now = timezone.now()
    hour = Event.objects.filter(
        occurred_at__gte=now - timedelta(hours=2), occurred_at__lte=now - timedelta(hours=1)
    )
    for events in (hour, search_events(hour, "user.session.start")):
        with recorded() as statements:
            assert len(events.order_by("-occurred_at", "-id")[:100]) == 100
            parts = export_events(events, actor=None, now=now)
            assert [next(parts).count("\n") for _ in range(3)] == [500] * 3
        assert_no_table_is_read_whole(statements)


def test_seals_and_their_verification_read_a_range_at_a_time():
    now = timezone.now()
    with recorded() as statements:
        assert seal_due(now) > 0
        assert {failure.finding for failure in verify_log(now).failures} == {Finding.SEALED_LATE}
    assert_no_table_is_read_whole(statements[:50] + statements[-50:])


def test_list_of_events_and_earlier_activity_of_a_user(ada):
    for _ in range(PAGE_SIZE + 1):
        record([Entry("user.session.clear", user_id=ada.public_id)], now=timezone.now())
    with recorded() as statements:
        list(Event.objects.order_by(*admin.site._registry[Event].ordering)[:100])
        assert len(page_of(ada, page_of(ada, None).older).entries) == 1
    assert_no_table_is_read_whole(statements)


def test_queries_about_locks_and_devices(ada):
    now = timezone.now()
    with recorded() as statements:
        lockout.lock_state([ADA, "nobody@example.com"], now)
        devices.recall(ada.pk, ada.security_epoch, "laptop", now)
        devices.devices_of(ada, now)
    assert_no_table_is_read_whole(statements)


@pytest.mark.parametrize(
    "query",
    ["", "?status=pending", "?status=LOCKED_OUT&o=1", "?origin__exact=import", "?q=person77&status=ACTIVE"],
)
def test_list_of_people_with_the_counts_of_its_statuses(query: str):
    desk = Desk()
    with recorded() as statements:
        assert desk.client.get(f"/admin/accounts/user/{query}").status_code == 200
    assert len(statements) <= 15
    # The whole list is counted from its beginning, to a thousand.
    whole = 'SELECT COUNT(*) FROM (SELECT "accounts_user"."id" AS "pk" FROM "accounts_user" LIMIT'
    assert_no_table_is_read_whole([one for one in statements if not one.sql.startswith(whole)])


def test_home_page_of_the_administration():
    desk = Desk()
    with recorded() as statements:
        assert "Locked accounts" in desk.open("").text
    # Whether there is any group is answered by the first row of the table.
    assert_no_table_is_read_whole(
        [one for one in statements if 'FROM "accounts_group" LIMIT 1' not in one.sql]
    )


@pytest.mark.parametrize("typed", [ADA, "person 77", "no such text", "7Q4K-2M9X"])
def test_search_of_everything_in_the_administration(typed: str):
    desk = Desk()
    with recorded() as statements:
        assert desk.client.get("/admin/search/", {"q": typed}).status_code == 200
    assert_no_table_is_read_whole(statements)


def test_page_of_a_user_with_activity_and_messages():
    desk, user = Desk(), a_user(ADA)
    with recorded() as statements:
        assert "Messages of the last day" in desk.open(f"accounts/user/{user.pk}/change/").text
    assert_no_table_is_read_whole(statements)


def test_lists_are_planned_for_the_values_of_each_request():
    desk = Desk()
    for _ in range(PREPARED_AFTER + 1):
        assert desk.client.get("/admin/accounts/user/?status=SUSPENDED").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE statement LIKE '%LIMIT 51%'), count(*) FROM pg_prepared_statements"
        )
        of_lists, others = cursor.fetchone()
    assert (of_lists, others > 0) == (0, True)


@pytest.mark.parametrize("query", ["about=user.account", "about=user.session", f"q={ADA}", "q=203.0.113.9"])
def test_log_that_is_narrowed_is_read_along_an_index(ada, query):
    with events_from(RequestOrigin(ip_address="203.0.113.9")):
        record([Entry("user.session.clear", user_id=ada.public_id)] * 3, now=timezone.now())
    desk = Desk()
    with recorded() as statements:
        assert desk.client.get(f"/admin/accounts/event/?{query}").status_code == 200
    assert_no_table_is_read_whole([one for one in statements if "COUNT(*)" not in one.sql])


def test_frequent_network_address_is_met_along_the_order_of_the_log(ada, monkeypatch):
    monkeypatch.setattr(event_search, "FREQUENT", 2)
    for _ in range(4):
        with events_from(RequestOrigin(ip_address="203.0.113.9")):
            record([Entry("user.session.clear", user_id=ada.public_id)], now=timezone.now())
    found = search_events(Event.objects.order_by("-occurred_at", "-id"), "203.0.113.9")
    with recorded() as statements:
        assert [event.type for event in found[:4]] == ["user.session.clear"] * 4
    assert_no_table_is_read_whole(statements)
    assert (found.at_least, found.count()) == (2, 4)
