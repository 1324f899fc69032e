"""A user with an account at an app that only a group may use, and that strangers may sign up for."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.models import Event, Group, Membership, MembershipSource, ProfileAttribute, User
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from tests.actors import PASSWORD, a_user
from tests.journeys.apps.app_users import FromApp, FromAppHosted, from_app
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.journeys.driver import SIGNED_IN
from tests.journeys.mailbox import newest

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]

ADA = "ada@example.com"
JOIN = "profile-update"


@pytest.fixture(autouse=True)
def _ada() -> None:
    a_user(ADA, PASSWORD)


def gated(**columns: Any) -> RelyingParty:
    """Return an app for members only; its policy lets strangers sign up and makes them members."""
    allowed = {"sign_up_allowed": True, "join_later": True, **columns}
    policy = ProfileEnrollmentPolicy.objects.create(name="Payroll", **allowed)
    members = Group.objects.create(name="Members", created_at=timezone.now())
    policy.groups.add(members)
    email = ProfileAttribute.objects.get(key="email")
    EnrollmentFormField.objects.create(policy=policy, attribute=email, required=True)
    app = an_app(enrollment_policy=policy, everyone=False)
    app.app.groups.add(members)
    raise_version()
    return app


def ask_newcomers(app: RelyingParty, key: str = "city") -> None:
    """Require an attribute at sign-up only."""
    attribute = ProfileAttribute.objects.get(key=key)
    policy = app.app.enrollment_policy
    EnrollmentFormField.objects.create(policy=policy, attribute=attribute, required=True, at_sign_in=False)
    raise_version()


def proved(user: FromApp, **asked: str) -> None:
    user.begin(**asked)
    user.identify(ADA)
    user.password(PASSWORD)


@pytest.mark.one_front_end
def test_user_who_joins_gets_in_with_the_group_in_the_first_token(front_end: str):
    app = gated()
    user = from_app(front_end, app)
    proved(user)
    assert user.step == JOIN
    assert "skip" not in user.forms
    assert not Membership.objects.exists()
    user.send(JOIN, {})
    assert user.step == SIGNED_IN
    assert app.claims(user.tokens()["id_token"])["groups"] == ["Members"]
    membership = Membership.objects.get(user__login=ADA)
    assert membership.source == MembershipSource.POLICY
    assert Event.objects.get(type="group.user_membership.add").targets == [
        {"type": "group", "id": membership.group.public_id}
    ]


def test_user_who_joins_answers_the_required_questions(front_end: str):
    app = gated()
    ask_newcomers(app)
    user = from_app(front_end, app)
    proved(user)
    user.send(JOIN, {"userProfile.city": ""})
    assert user.errors == [("userProfile.city", "model.validation.field.blank")]
    assert not Membership.objects.exists()
    user.send(JOIN, {"userProfile.city": "Cork"})
    assert user.step == SIGNED_IN
    assert Membership.objects.filter(user__login=ADA).count() == 1
    assert User.objects.get().profile == {"city": "Cork"}


def test_user_with_a_session_joins_only_after_consent():
    app, other = gated(), an_app("Calendar")
    user = FromAppHosted(other)
    proved(user)
    user.app = app
    user.begin(prompt="none")
    assert user.answer["error"] == "interaction_required"
    user.begin()
    assert user.step == JOIN
    assert "Join Payroll" in user.words
    assert f"Your account {ADA} has no access to Payroll yet" in user.words
    assert not Membership.objects.exists()
    user.send(JOIN, {})
    assert "code" in user.answer
    assert Membership.objects.filter(user__login=ADA).count() == 1


@pytest.mark.one_front_end
def test_member_is_not_prompted_again(front_end: str):
    app = gated()
    user = from_app(front_end, app)
    proved(user)
    user.send(JOIN, {})
    again = from_app(front_end, app)
    proved(again)
    assert again.step == SIGNED_IN


def test_user_with_an_unproved_address_confirms_it_before_joining(front_end: str):
    app = gated(email_verification=True)
    app.app.verified_addresses_only = False
    app.app.save()
    User.objects.update(email_verified=False)
    raise_version()
    user = from_app(front_end, app)
    proved(user)
    assert user.step == "challenge-email"
    user.submit_code(newest().code)
    assert user.step == JOIN
    user.send(JOIN, {})
    assert user.step == SIGNED_IN


@pytest.mark.one_front_end
@pytest.mark.parametrize(
    "columns",
    [
        {"join_later": False},
        {"sign_up_allowed": False},
        {"allowed_domains": "example.org"},
        {"denied_domains": "example.com"},
    ],
)
def test_user_who_may_not_join_is_refused(front_end: str, columns: dict[str, Any]):
    app = gated(**columns)
    user = from_app(front_end, app)
    proved(user)
    assert user.step == "ended"
    assert not Membership.objects.exists()


def test_rule_withdrawn_while_the_page_is_open_refuses(front_end: str):
    app = gated()
    user = from_app(front_end, app)
    proved(user)
    ProfileEnrollmentPolicy.objects.filter(name="Payroll").update(join_later=False)
    raise_version()
    user.send(JOIN, {})
    assert user.step == "ended"
    assert not Membership.objects.exists()


@pytest.mark.one_front_end
@pytest.mark.parametrize("app_too", [False, True])
def test_groups_swapped_midway_decide_by_the_submission(front_end: str, *, app_too: bool):
    """A sign-up in progress joins the groups of the form that it submitted."""
    app = gated()
    others = Group.objects.create(name="Others", created_at=timezone.now())
    user = from_app(front_end, app)
    user.begin(Intent.SIGN_UP)
    user.submit_profile({"email": "eve@example.com"})
    app.app.enrollment_policy.groups.set([others])
    if app_too:
        app.app.groups.set([others])
    raise_version()
    user.submit_code()
    if app_too:
        assert user.step == "ended"
        return
    user.choose_password(PASSWORD)
    assert app.claims(user.tokens()["id_token"])["groups"] == ["Members"]


@pytest.mark.one_front_end
def test_member_removed_midway_is_prompted_and_not_added_back(front_end: str):
    """Answer ordinary questions without joining a group: the page that offers it was not sent."""
    app = gated(progressive=True)
    policy = app.app.enrollment_policy
    EnrollmentFormField.objects.create(
        policy=policy, attribute=ProfileAttribute.objects.get(key="city"), required=True, at_sign_up=False
    )
    app.app.consent_required = True
    app.app.save()
    raise_version()
    ada, members = User.objects.get(), Group.objects.get()
    Membership.objects.create(user=ada, group=members, source="administrator", granted_at=timezone.now())
    user = from_app(front_end, app)
    proved(user)
    assert user.step == JOIN
    user.send(JOIN, {"userProfile.city": "Cork"})
    assert user.step == "consent"
    Membership.objects.all().delete()
    user.send("consent", {"consent": True})
    assert user.step == JOIN
    assert not Membership.objects.exists()


def test_form_that_requires_more_midway_asks_again(front_end: str):
    app = gated()
    app.app.consent_required = True
    app.app.save()
    raise_version()
    user = from_app(front_end, app)
    proved(user)
    user.send(JOIN, {})
    assert user.step == "consent"
    ask_newcomers(app)
    user.send("consent", {"consent": True})
    assert user.step == JOIN
    user.send(JOIN, {"userProfile.city": "Cork"})
    user.send("consent", {"consent": True})
    assert user.step == SIGNED_IN
    assert app.claims(user.tokens()["id_token"])["groups"] == ["Members"]
