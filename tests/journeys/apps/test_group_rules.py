"""Users whom group rules put into groups: at sign-up, by an answer, and with a new address."""

import pytest

from accounts.configuration_cache import raise_version
from accounts.domain.group_rules import Fact
from accounts.models import Event, Membership, ProfileAttribute, User
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from policies.domain.rules import Kind
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.group_rules import a_group, a_rule, about, is_one_of
from tests.journeys.apps.app_users import FromApp, from_app
from tests.journeys.apps.relying_party import an_app
from tests.journeys.apps.test_app_questions import answer, asking, proved
from tests.journeys.driver import SIGNED_IN
from tests.journeys.policy_settings import rule

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]
ADA = "ada@example.com"
PROFILE = {"email": ADA, "firstName": "Ada", "lastName": "Okafor"}


def default_policy() -> ProfileEnrollmentPolicy:
    return ProfileEnrollmentPolicy.objects.get(is_default=True)


def ask_for(key: str) -> None:
    """Add an attribute to the sign-up form."""
    attribute = ProfileAttribute.objects.get(key=key)
    EnrollmentFormField.objects.create(policy=default_policy(), attribute=attribute, position=90)
    raise_version()


def sign_up(ada: FromApp, **values: str) -> None:
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE | values)
    if ada.step != SIGNED_IN and "enroll-authenticator" in ada.forms:
        ada.submit_code()
    ada.choose_password(PASSWORD)


def test_groups_of_every_fact_are_in_the_first_token(front_end: str):
    app = an_app()
    ask_for("department")
    a_rule(is_one_of("department", "finance"), name="Attribute", group="Finance")
    a_rule(about(Fact.EMAIL_DOMAIN, "example.com"), name="Domain", group="Staff")
    a_rule(about(Fact.APPLICATION, app.app.key), name="App", group="Payroll")
    a_rule(about(Fact.POLICY, default_policy().public_id), name="Policy", group="Newcomers")
    a_rule(is_one_of("department", "Sales"), name="Other", group="Sales")
    default_policy().groups.add(a_group("Newcomers"))
    raise_version()
    ada = from_app(front_end, app)

    sign_up(ada, department="Finance")

    assert ada.step == SIGNED_IN
    groups = ["Finance", "Newcomers", "Payroll", "Staff"]
    assert app.claims(ada.tokens()["id_token"])["groups"] == groups
    sources = Membership.objects.values_list("group__name", "source").order_by("group__name", "source")
    assert list(sources) == [
        ("Finance", "rule"),
        ("Newcomers", "policy"),
        ("Newcomers", "rule"),
        ("Payroll", "rule"),
        ("Staff", "rule"),
    ]
    joined = Event.objects.filter(type="group.user_membership.add")
    assert sorted(event.targets[0]["id"] for event in joined) == sorted(
        a_group(name).public_id for name in groups
    )
    # A group that the policy gives as well is joined by the policy.
    assert {
        len(event.targets) for event in joined if event.targets[0]["id"] != a_group("Newcomers").public_id
    } == {2}


@pytest.mark.one_front_end
def test_unverified_address_has_no_domain(front_end: str):
    sign_up_policy(email_verification=False, password_page="first")
    a_rule(about(Fact.EMAIL_DOMAIN, "example.com"), group="Staff")
    a_rule(is_one_of("firstName", "Ada"), name="Name", group="Adas")
    app = an_app()
    ada = from_app(front_end, app)
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE | {"password": PASSWORD})
    assert ada.step == SIGNED_IN
    assert app.claims(ada.tokens()["id_token"])["groups"] == ["Adas"]


@pytest.mark.one_front_end
def test_app_of_a_group_takes_a_sign_up_that_joins_it_by_a_rule(front_end: str):
    app = an_app(everyone=False)
    app.app.groups.add(a_group("Finance"))
    a_rule(about(Fact.APPLICATION, app.app.key))
    ada = from_app(front_end, app)
    sign_up(ada)
    assert ada.step == SIGNED_IN
    assert app.claims(ada.tokens()["id_token"])["groups"] == ["Finance"]


@pytest.mark.one_front_end
def test_policy_decides_by_a_group_that_the_sign_up_joins_by_a_rule(front_end: str):
    ask_for("department")
    a_rule(is_one_of("department", "Finance"), group="Finance")
    rule(Kind.SESSION, groups=(a_group("Finance"),), allowed=False)
    ada = from_app(front_end, an_app())
    sign_up(ada, department="Finance")
    assert (ada.step, User.objects.exists()) == ("ended", False)


@pytest.mark.one_front_end
def test_answer_at_sign_in_joins_before_the_token(front_end: str):
    a_rule(is_one_of("city", "Cork"), group="Cork")
    a_user(ADA, PASSWORD)
    app = asking(required=True)
    user = from_app(front_end, app)
    proved(user)
    answer(user)
    assert app.claims(user.tokens()["id_token"])["groups"] == ["Cork"]


def test_answers_of_every_page_count_for_the_first_token(front_end: str):
    app = an_app()
    for key in ("organization", "department"):
        ask_for(key)
        EnrollmentFormField.objects.filter(attribute__key=key).update(new_page=True)
    conditional = EnrollmentFormField.objects.filter(attribute__key="department")
    conditional.update(position=99, shown_if="organization", shown_if_comparison="filled")
    raise_version()
    a_rule(is_one_of("organization", "Orchard"), name="Organization", group="Growers")
    a_rule(is_one_of("department", "finance"), name="Department", group="Finance")
    ada = from_app(front_end, app)
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    ada.submit_profile({"organization": "Orchard"})
    ada.submit_profile({"department": "Finance"})
    ada.submit_code()
    ada.choose_password(PASSWORD)
    assert app.claims(ada.tokens()["id_token"])["groups"] == ["Finance", "Growers"]
