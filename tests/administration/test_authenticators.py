"""A user's authenticators and sessions in the administration, and the actions on them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.credentials import access_code, enrollments
from accounts.credentials.enrollment_queries import enrolled
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import AccessCodeDigest, PendingEnrollment, PhoneNumber
from accounts.domain.lifecycle import Status
from accounts.identities import new_public_id
from accounts.models import Enrollment, Event, OutboxMail, Session, User
from accounts.sessions.queries import session_views
from tests.actors import a_user, mails_to
from tests.administration.desk import OWNER, Desk, newest_event
from tests.refusals import write_refusals

pytestmark = pytest.mark.django_db

MAX_QUERIES = 30


def page_of(user: User) -> str:
    return f"accounts/user/{user.pk}/change/"


def with_a_phone(user: User) -> Enrollment:
    kind, data = Authenticator.PHONE, PhoneNumber("+353850123456")
    pending = PendingEnrollment(new_public_id(), kind, "", data, timezone.now())
    return enrollments.add(user, pending, timezone.now())


def removal(row: Enrollment) -> str:
    return f"accounts/user/{row.user_id}/remove/{row.public_id}/"


def code_page(user: User) -> str:
    return f"accounts/user/{user.pk}/access-code/"


def code_in(text: str) -> str:
    found = re.search(r"<code>(.+?)</code>", text)
    return found[1] if found else ""


def helper(*permissions: str) -> Desk:
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return desk


def test_authenticators_are_listed_without_secrets(desk, django_assert_max_num_queries):
    user = a_user("ada@example.com")
    with_a_phone(user)

    with django_assert_max_num_queries(MAX_QUERIES):
        text = desk.open(page_of(user)).text

    assert ("3456" in text, "850123456" in text, "Phone" in text) == (True, False, True)


def test_removal_needs_confirmation_notifies_user_and_ends_sessions(desk):
    other = Desk("second@example.com")
    row = with_a_phone(other.user)

    assert "get an email about it" in desk.open(removal(row)).text
    assert Enrollment.objects.filter(pk=row.pk).exists()
    shown = desk.post(removal(row), {})

    assert "Removed “Phone”" in shown.said
    assert not Enrollment.objects.filter(pk=row.pk).exists()
    event = newest_event("user.mfa.factor.deactivate")
    assert (event.actor_id, event.user_id) == (desk.user.public_id, other.user.public_id)
    assert [mail.template for mail in mails_to("second@example.com")] == ["authenticator_removed"]
    assert other.get("").status_code == 302


def test_removed_authenticator_is_not_removed_twice(desk):
    row = with_a_phone(a_user("ada@example.com"))
    desk.post(removal(row), {})

    assert "no longer has this" in desk.post(removal(row), {}).said
    assert desk.get(removal(row)).status_code == 404
    assert OutboxMail.objects.count() == 1


def test_authenticator_of_another_user_is_not_removed(desk):
    row, eve = with_a_phone(a_user("ada@example.com")), a_user("eve@example.com")

    desk.post(f"accounts/user/{eve.pk}/remove/{row.public_id}/", {})

    assert Enrollment.objects.filter(pk=row.pk).exists()


def test_own_authenticator_is_not_removed_here_without_a_proof(desk):
    row = with_a_phone(desk.user)

    assert "your own account" in desk.post(removal(row), {}).said
    assert Enrollment.objects.filter(pk=row.pk).exists()


def test_a_temporary_access_code_is_shown_once_and_works(desk):
    user = a_user("ada@example.com")
    assert code_in(desk.open(code_page(user)).text) == ""

    answer = desk.client.post(f"/admin/{code_page(user)}", {"minutes": "30"})
    code = code_in(answer.content.decode())

    held = enrolled(user.pk)[0]
    assert isinstance(held.data, AccessCodeDigest)
    assert access_code.verify(held.data, held.public_id, code)
    assert held.data.expires_at - timezone.now() < timedelta(minutes=31)
    assert "no-store" in answer["Cache-Control"]
    assert code not in str(answer.cookies)
    page = desk.open(page_of(user)).text
    assert (code in page, "valid until" in page) == (False, True)
    event = newest_event("user.account.access_code.issue")
    assert (event.actor_id, event.detail) == (desk.user.public_id, {"minutes": 30})


@pytest.mark.parametrize("minutes", ["", "9", "14401", "soon", "-5"])
def test_no_code_is_given_out_for_a_time_that_is_not_allowed(desk, minutes):
    user = a_user("ada@example.com")

    shown = desk.post(code_page(user), {"minutes": minutes})

    assert (shown.status, code_in(shown.text), "errorlist" in shown.text) == (200, "", True)
    assert not user.enrollments.exists()


def test_administrator_issues_no_code_for_own_account(desk):
    assert "your own account" in desk.post(code_page(desk.user), {"minutes": "30"}).text
    assert not desk.user.enrollments.exists()


def test_suspended_user_gets_no_code(desk):
    user = a_user("ada@example.com", status=Status.SUSPENDED)

    assert code_page(user) not in desk.open(page_of(user)).text
    assert "Suspended" in desk.post(code_page(user), {"minutes": "30"}).text
    assert not user.enrollments.exists()


def test_sessions_are_listed_and_one_is_ended(desk):
    other = Desk("second@example.com")
    handle = session_views(other.user, timezone.now())[0].handle
    text = desk.open(page_of(other.user)).text
    assert (handle in text, Session.objects.get(user=other.user).key_hash in text) == (True, False)

    shown = desk.post(f"accounts/user/{other.user.pk}/end-session/{handle}/", {})

    assert "Ended a session of second@example.com." in shown.said
    assert other.get("").status_code == 302
    event = newest_event("user.session.end")
    assert (event.actor_id, event.user_id) == (desk.user.public_id, other.user.public_id)
    assert event.detail == {"variant": "by_administrator"}
    assert f"A session of second@example.com was ended · {OWNER}" in desk.open("accounts/event/").text


def test_ended_session_is_reported_as_ended(desk):
    user = a_user("ada@example.com")

    assert "had already ended" in desk.post(f"accounts/user/{user.pk}/end-session/abc/", {}).said
    assert desk.get(f"accounts/user/{user.pk}/end-session/abc/").status_code == 405


@pytest.mark.parametrize("path", ["remove/x/", "end-session/x/", "access-code/"])
def test_view_permission_shows_no_buttons_and_changes_nothing(path):
    user = a_user("ada@example.com")
    row = with_a_phone(user)
    desk = helper("view_user")

    text = desk.open(page_of(user)).text

    assert ("3456" in text, removal(row) in text, "access-code" in text) == (True, False, False)
    assert desk.post(f"accounts/user/{user.pk}/{path}", {"minutes": "30"}).status == 403


@pytest.mark.parametrize("path", ["remove/x/", "end-session/x/", "access-code/"])
def test_non_owner_cannot_change_an_administrator(path):
    owner = Desk().user
    desk = helper("view_user", "change_user")
    before = Event.objects.count()

    assert desk.post(f"accounts/user/{owner.pk}/{path}", {"minutes": "30"}).status == 403
    write_refusals()
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("pk").type == "user.authorization.deny"
