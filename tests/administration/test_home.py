"""The home page: the checklist ticks itself, figures count, and the test email shows the server's answer."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.events.log import FAILURE, Entry, record
from accounts.messaging import delivery, mail_test
from accounts.models import Brand, Event, Group, MailState, OutboxMail, User
from administration.setup_checklist import SetupFacts, setup_tasks
from applications.models import Application
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import Policy
from tests.actors import a_user
from tests.administration.desk import OWNER, Desk
from tests.tables import each

pytestmark = pytest.mark.django_db

BRAND = "Add your name and logo"
SIGN_UP = "Allow sign-up"
FORM = "Choose the fields of the sign-up form"
GROUP = "Create a group"
MAIL = "Send a test email"
APPLICATION = "Add your first application"
SECOND = "Add a second administrator"

FACTS = {
    "brand_is_own": BRAND,
    "sign_up_is_open": SIGN_UP,
    "form_was_saved": FORM,
    "has_groups": GROUP,
    "test_email_was_accepted": MAIL,
    "has_applications": APPLICATION,
    "has_second_administrator": SECOND,
}


@each("fact, title", FACTS.items(), ids=list(FACTS))
def test_each_fact_ticks_its_own_task(fact: str, title: str):
    assert [task.title for task in setup_tasks(SetupFacts(**{fact: True})) if task.done] == [title]


def steps(desk: Desk) -> dict[str, str]:
    """Return the state of each step of the checklist by its title."""
    items = re.findall(r'<li class="is-(done|open)">(.*?)</li>', desk.open("").text, re.DOTALL)
    return {re.search(r"<(?:a|button)[^>]*>(.*?)</", text)[1]: state for state, text in items}


def figures(desk: Desk) -> dict[str, str]:
    found = re.findall(r"<strong>(.*?)</strong> <span>(.*?)</span>", desk.open("").text)
    return {label: number for number, label in found}


def helper(*codenames: str) -> Desk:
    """Return an administrator who has these permissions only."""
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return desk


def test_checklist_of_a_new_installation_ticks_what_is_done(desk: Desk):
    before = steps(desk)
    assert list(before) == list(FACTS.values())
    Brand.objects.update(name="Pear", logo="<svg xmlns='http://www.w3.org/2000/svg'/>")
    ProfileEnrollmentPolicy.objects.update(sign_up_allowed=True, version=2)
    Group.objects.create(name="Staff", created_at=timezone.now())
    Application.objects.create(key="notes", label="Notes")
    User.objects.filter(pk=a_user("second@example.com").pk).update(is_staff=True)
    record([Entry("system.email.test")], now=timezone.now())
    raise_version()
    page = desk.open("").text
    assert "Get started" not in page
    assert "Send a test email" in page


def test_test_email_shows_the_answer_of_the_mail_server(desk: Desk, mailoutbox, monkeypatch):
    queue = mail_test.enqueue

    def queue_and_deliver(**mail):
        row = queue(**mail)
        delivery.deliver(row.pk)
        OutboxMail.objects.filter(pk=row.pk).update(last_error="250 2.0.0 Kept")
        return row

    monkeypatch.setattr(mail_test, "enqueue", queue_and_deliver)
    shown = desk.post("test-email/", {})
    assert f"The mail server accepted the email to {OWNER}: 250 2.0.0 Kept" in shown.text
    assert [mail.to for mail in mailoutbox] == [[OWNER]]
    assert steps(desk)[MAIL] == "done"
    requested = Event.objects.get(type="system.email.test_request")
    assert requested.actor_id == desk.user.public_id


@pytest.mark.parametrize(
    ("state", "answer", "message"),
    [
        (MailState.QUEUED, "", f"The email to {OWNER} is still waiting. Check that a worker is running."),
        (
            MailState.FAILED,
            "550 5.7.1 Relaying denied",
            "The email wasn’t accepted: 550 5.7.1 Relaying denied",
        ),
    ],
    ids=["no worker", "refused"],
)
def test_test_email_that_fails_says_why(desk: Desk, monkeypatch, state, answer, message):
    monkeypatch.setattr(
        "administration.mail_test_view.wait_for_result",
        lambda _mail_id: mail_test.EmailTestResult(state, answer),
    )
    assert message in desk.post("test-email/", {}).text
    assert steps(desk)[MAIL] == "open"


def test_test_emails_are_limited_for_each_address(desk: Desk, monkeypatch):
    monkeypatch.setattr(
        "administration.mail_test_view.wait_for_result",
        lambda _mail_id: mail_test.EmailTestResult(MailState.QUEUED),
    )
    texts = [desk.post("test-email/", {}).text for _attempt in range(6)]
    assert "Try again in 60 minutes." in texts[-1]
    assert OutboxMail.objects.filter(template="test").count() < 6


def test_test_email_requires_post_and_the_permission(desk: Desk):
    assert desk.get("test-email/").status_code == 405
    assert helper("view_group").post("test-email/", {}).status == 403
    assert not OutboxMail.objects.exists()


def test_home_shows_only_what_the_administrator_may_see():
    limited = helper("view_user", "add_group")
    assert list(figures(limited)) == ["Locked accounts"]
    assert list(steps(limited)) == [GROUP]


def test_figures_count_today_and_the_last_day(desk: Desk, members: int):
    before, now = figures(desk), timezone.now()
    ada = a_user("ada@example.com", status=Status.LOCKED_OUT)
    record([Entry("user.lifecycle.create", user_id=ada.public_id)], now=now)
    record([Entry("user.lifecycle.create", user_id=ada.public_id)], now=now - timedelta(days=1))
    for reason in ("failed: 550 5.1.1", "dropped: superseded"):
        record([Entry("system.email.delivery", outcome=FAILURE, reason=reason)], now=now)
    mail_test.send_test_email(parse_email("ada@example.com"), requested_from="a test")
    after = figures(desk)
    risen = {label: int(after[label]) - int(before[label]) for label in after}
    assert risen == {
        "Sign-ups today": 1,
        "Emails failed in 24 hours": 1,
        "Emails waiting": 1,
        "Locked accounts": 1,
    }


def test_policies_without_effect_are_listed_with_the_remedy(desk: Desk):
    Policy.objects.create(kind=Kind.SESSION, name="Office")
    raise_version()
    page = desk.open("").text
    assert "Global session policy: Office" in page
    assert "All of its rules are off. Turn one on or add a rule." in page


def test_home_takes_at_most_fifteen_statements(desk: Desk, django_assert_max_num_queries):
    desk.open("")
    with django_assert_max_num_queries(15):
        desk.open("")
