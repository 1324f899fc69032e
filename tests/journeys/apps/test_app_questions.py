"""An app whose own form asks for more: its users answer, with a session too."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.models import Group, ProfileAttribute, User
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from flows.models import Transaction
from tests.actors import PASSWORD, a_user
from tests.journeys.apps.app_users import FromApp, FromAppHosted, from_app
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.journeys.driver import SIGNED_IN
from tests.journeys.mailbox import newest
from tests.journeys.policy_settings import app_wants
from tests.journeys.stories import ANOTHER_PASSWORD

ADA = "ada@example.com"


@pytest.fixture(autouse=True)
def _ada() -> None:
    a_user(ADA, PASSWORD)
    User.objects.update(last_name="Okafor")


def asking(*, required: bool = False, **columns: Any) -> RelyingParty:
    """Return an app whose policy asks for the town of its users."""
    policy = ProfileEnrollmentPolicy.objects.create(name="Payroll", progressive=True, **columns)
    EnrollmentFormField.objects.create(
        policy=policy, attribute=ProfileAttribute.objects.get(key="city"), required=required, at_sign_up=False
    )
    raise_version()
    return an_app(enrollment_policy=policy)


def proved(user: FromApp, password: str = PASSWORD, **asked: str) -> None:
    user.begin(**asked)
    user.identify(ADA)
    user.password(password)


def answer(user: FromApp, town: str = "Cork") -> None:
    user.send("profile-update", {"userProfile.city": town})


def test_the_app_gets_its_answer_after_the_question_is_answered(front_end: str):
    app = asking(required=True)
    user = from_app(front_end, app)
    proved(user)
    assert user.step == "profile-update"
    assert "skip" not in user.forms
    answer(user)
    assert user.step == SIGNED_IN
    assert app.claims(user.tokens()["id_token"])["sub"] == User.objects.get().public_id
    assert User.objects.get().profile == {"city": "Cork"}


def test_the_page_names_the_app_that_asks():
    user = FromAppHosted(asking())
    proved(user)
    assert "Payroll would like a few more details" in user.words


def test_an_app_without_questions_asks_none(front_end: str):
    asking(required=True)
    user = from_app(front_end, an_app("Calendar"))
    proved(user)
    assert user.step == SIGNED_IN


def test_sufficient_session_gets_questions_and_skipping_returns_to_the_app():
    app, other = asking(), an_app("Calendar")
    user = FromAppHosted(other)
    proved(user)
    user.app = app
    user.begin(prompt="none")
    assert user.answer["error"] == "interaction_required"
    user.begin()
    assert user.step == "profile-update"
    user.skip()
    assert "code" in user.answer

    before = Transaction.objects.count()
    user.begin()
    assert "code" in user.answer
    assert Transaction.objects.count() == before


def test_a_session_answers_and_goes_on_to_the_app():
    app, other = asking(required=True), an_app("Calendar")
    user = FromAppHosted(other)
    proved(user)
    user.app = app
    user.begin()
    answer(user, town="")
    assert user.errors == [("userProfile.city", "model.validation.field.blank")]
    answer(user)
    assert app.claims(user.tokens()["id_token"])["sub"]
    assert User.objects.get().profile == {"city": "Cork"}


def test_groups_that_an_answer_joins_are_in_the_first_token(front_end: str):
    app = asking(required=True, join_later=True)
    group = Group.objects.create(name="Members", created_at=timezone.now())
    app.app.enrollment_policy.groups.add(group)
    raise_version()
    user = from_app(front_end, app)
    proved(user)
    answer(user)
    assert app.claims(user.tokens()["id_token"])["groups"] == ["Members"]


def test_consent_comes_after_the_questions(front_end: str):
    app = asking(required=True)
    app.app.consent_required = True
    app.app.save()
    raise_version()
    user = from_app(front_end, app)
    proved(user)
    assert user.step == "profile-update"
    answer(user)
    assert user.step == "consent"
    user.send("consent", {"consent": True})
    assert user.step == SIGNED_IN


def test_recovery_passes_the_questions_on_its_course_to_the_app():
    app = asking(required=True)
    user = FromAppHosted(app)
    user.begin(Intent.SIGN_IN)
    user.identify(ADA)
    user.recover()
    user.submit_code(newest().code)
    user.reset_password(ANOTHER_PASSWORD)
    assert user.step == "profile-update"
    answer(user)
    assert "code" in user.answer


def test_answers_are_dropped_when_another_user_takes_over_the_page(clock: time_machine.Traveller):
    """A proof grows old while the question after them is open, and the page asks who is there again."""
    app_wants(password_minutes=1)
    app = asking(required=True)
    app.app.consent_required = True
    app.app.save()
    raise_version()
    user = FromAppHosted(app)
    proved(user)
    answer(user, "Cork")
    clock.shift(timedelta(minutes=16))
    user.send("consent", {"consent": True})
    assert user.step == "challenge-password"
    user.sign_in_instead()
    bo = a_user("bo@example.com", ANOTHER_PASSWORD)
    User.objects.filter(pk=bo.pk).update(last_name="Byrne", profile={"city": "Kerry"})
    user.identify(bo.email)
    user.password(ANOTHER_PASSWORD)
    assert user.step == "consent"
    user.send("consent", {"consent": True})
    assert user.step == SIGNED_IN
    assert dict(User.objects.values_list("email", "profile")) == {ADA: {}, bo.email: {"city": "Kerry"}}
