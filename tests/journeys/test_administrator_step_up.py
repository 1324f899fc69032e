"""Dangerous pages of the administration ask for the second factor again after ten minutes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from django.contrib import admin
from django.urls import URLResolver, reverse
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.roles import ShippedRole
from accounts.models import BulkAction, Event, Role, User
from administration.step_up import DANGEROUS, USER_ACTIONS
from applications.domain import ADMINISTRATION
from applications.models import Application
from policies.domain.rules import Kind
from policies.models import AccountProtection, AuthenticationOutcome, Policy, Rule
from tests.actors import PASSWORD, a_user
from tests.journeys.hosted import HostedDriver
from tests.journeys.pages import Element, parse
from tests.journeys.policy_settings import changes_want
from tests.journeys.test_administrators import ROOT, add_a_password, come_by_link, set_up_an_app

LATER = 11 * 60
ACCOUNT_KINDS = {
    "session": Kind.SESSION,
    "enrollment": Kind.ENROLLMENT,
    "accountmanagement": Kind.ACCOUNT_MANAGEMENT,
}


@pytest.fixture(autouse=True)
def _in_production(settings) -> None:
    settings.EMBEDDED = False


class Owner:
    """A browser in which an owner signed in with an authenticator app."""

    def __init__(self, browser: HostedDriver) -> None:
        self.browser = browser
        come_by_link(browser)
        browser.send("step-up", {})
        self.codes: pyotp.TOTP = set_up_an_app(browser)
        add_a_password(browser)

    def get(self, path: str) -> Any:
        return self.browser.client.get(path)

    def form(self, path: str, name: str) -> Element:
        """Return a form of a page; the page stays open when others are opened."""
        return form_in(self.get(path), name)

    def send(self, path: str, form: Element, values: dict[str, Any] | None = None) -> Any:
        return self.browser.client.post(path, {**form.sends(), **(values or {})})

    def is_led_away(self, path: str) -> bool:
        answer = self.get(path)
        return answer.status_code == 302 and answer["Location"].startswith("/signin?confirm=1&next=/admin/")

    def confirm(self, url: str) -> None:
        """Go through the flow with the next code of the app."""
        self.browser.open(url)
        self.browser.send("step-up", {})
        self.browser.submit_code(self.codes.at(timezone.now()))


def form_in(answer: Any, name: str) -> Element:
    (form,) = (form for form in parse(answer.content.decode()).all("form") if form.get("id") == name)
    return form


@pytest.fixture
def owner(here: HostedDriver, clock) -> Owner:
    return Owner(here)


@pytest.fixture
def ada() -> User:
    return a_user("ada@example.com")


def user_page(user: User, name: str, *more: str) -> str:
    return reverse(f"admin:accounts_user_{name}", args=[user.pk, *more])


def test_page_that_issues_a_code_asks_after_ten_minutes_and_comes_back(owner: Owner, ada: User, clock):
    page = user_page(ada, "access_code")
    assert owner.get(page).status_code == 200

    clock.shift(LATER)
    owner.confirm(owner.get(page)["Location"])

    assert urlsplit(owner.browser.url).path == page
    assert b"<code>" in owner.send(page, owner.form(page, "code_form")).content


def test_password_is_no_recent_second_factor(owner: Owner, ada: User, clock):
    page = user_page(ada, "access_code")
    clock.shift(LATER)
    owner.browser.open(owner.get(page)["Location"])
    owner.browser.send("step-up", {})

    assert Authenticator.PASSWORD.value not in str(owner.browser.forms)
    assert owner.browser.step == "challenge-totp"
    assert owner.is_led_away(page)


def test_form_that_waited_is_kept_and_saved_after_the_confirmation(owner: Owner, ada: User, clock):
    page, role = user_page(ada, "change"), Role.objects.get(name=ShippedRole.HELP_DESK.value)
    form = owner.form(page, "user_form")
    typed = {"profile_firstName": "Ada", "profile_lastName": "<King> & Co", "role": f"role-{role.pk}"}
    clock.shift(LATER)

    asked = owner.send(page, form, typed)
    assert (asked.status_code, User.objects.get(pk=ada.pk).is_staff) == (422, False)
    waiting = form_in(asked, "step_up_form")
    assert owner.send(page, waiting).status_code == 422
    (link,) = (a.get("href") for a in parse(asked.content.decode()).all("a") if a.get("target") == "_blank")
    owner.confirm(link)

    assert urlsplit(owner.browser.url).path == "/admin/confirmed/"
    assert owner.send(page, waiting).status_code == 302
    ada.refresh_from_db()
    assert (ada.last_name, ada.groups.get()) == ("<King> & Co", role)
    granted = Event.objects.get(type="user.account.privilege.grant")
    assert granted.actor_id == User.objects.get(login=ROOT).public_id


def test_profile_of_a_user_is_saved_without_a_confirmation(owner: Owner, ada: User, clock):
    page = user_page(ada, "change")
    clock.shift(LATER)

    owner.send(page, owner.form(page, "user_form"), {"profile_lastName": "Okafor"})

    assert User.objects.get(pk=ada.pk).last_name == "Okafor"


def test_dangerous_action_in_the_list_asks_and_the_choice_is_kept(owner: Owner, ada: User, clock):
    page, grace = reverse("admin:accounts_user_changelist"), a_user("grace@example.com")
    clock.shift(LATER)
    chosen = {"action": "reset-password", "_selected_action": [str(ada.pk), str(grace.pk)]}

    asked = owner.send(page, owner.form(page, "changelist-form"), chosen)

    fields = form_in(asked, "step_up_form").all("input", name="_selected_action")
    assert (asked.status_code, len(fields)) == (422, 2)
    suspend = {**chosen, "action": "suspend"}
    assert owner.send(page, owner.form(page, "changelist-form"), suspend).status_code == 302
    assert set(BulkAction.objects.values_list("action", "total")) == {("suspend", 2)}


def test_start_of_a_dangerous_bulk_action_asks_for_a_second_factor(owner: Owner, ada: User, clock):
    page = reverse("admin:accounts_user_changelist")
    chosen = {"action": "deactivate", "_selected_action": [str(ada.pk)]}
    assert owner.send(page, owner.form(page, "changelist-form"), chosen).status_code == 302
    job = BulkAction.objects.get()
    clock.shift(LATER)
    question = reverse("admin:accounts_user_bulk", args=[job.pk])
    start = reverse("admin:accounts_user_bulk_start", args=[job.pk])

    asked = owner.send(start, owner.form(question, "bulk-form"))

    job.refresh_from_db()
    assert (asked.status_code, job.started_at) == (422, None)


def pages_of_the_administration(ada: User) -> Iterator[tuple[str, bool]]:
    """Yield pages with whether showing them asks."""
    administration = Application.objects.get(key=ADMINISTRATION)
    own = Policy.objects.get(pk=administration.authentication_policy_id)
    other = Policy.objects.filter(kind="authentication").exclude(pk=own.pk)[0]
    role = Role.objects.get(name=ShippedRole.AUDITOR.value)
    protection = AccountProtection.objects.get()
    for name, asks, *arguments in (
        ("accounts_role_changelist", False),
        ("accounts_role_add", True),
        ("accounts_role_change", True, role.pk),
        ("accounts_user_change", False, ada.pk),
        *(("accounts_user_do", True, ada.pk, action) for action in sorted(USER_ACTIONS)),
        ("accounts_user_do", False, ada.pk, "suspend"),
        ("accounts_user_access_code", True, ada.pk),
        ("applications_application_change", True, administration.pk),
        ("policies_accountprotection_change", True, protection.pk),
        ("policies_authenticationpolicy_change", True, own.pk),
        ("policies_authenticationpolicy_change", False, other.pk),
        ("policies_authenticationpolicy_change", False, "none"),
        *((f"policies_{kind}policy_add", True) for kind in ACCOUNT_KINDS),
        ("policies_passwordpolicy_add", False),
        *(
            (f"policies_{kind}policy_change", True, Policy.objects.get(kind=value, is_default=True).pk)
            for kind, value in ACCOUNT_KINDS.items()
        ),
        *(
            ("policies_rule_change", True, Rule.objects.get(policy__kind=value, is_default=True).pk)
            for value in ACCOUNT_KINDS.values()
        ),
        ("policies_rule_change", True, own.rules.all()[0].pk),
        ("policies_rule_change", False, other.rules.all()[0].pk),
        ("recipes", False),
    ):
        yield reverse(f"admin:{name}", args=arguments), bool(asks)


def test_pages_that_ask_are_those_of_the_table(owner: Owner, ada: User, clock):
    clock.shift(LATER)

    asking = [(page, owner.is_led_away(page)) for page, _ in pages_of_the_administration(ada)]

    assert asking == list(pages_of_the_administration(ada))


def test_page_is_shown_to_viewers_who_cannot_change_it(owner: Owner, clock):
    page = reverse("admin:policies_accountprotection_change", args=[AccountProtection.objects.get().pk])
    root = User.objects.get(login=ROOT)
    root.groups.add(Role.objects.get(name=ShippedRole.AUDITOR.value))
    User.objects.filter(pk=root.pk).update(is_superuser=False)
    clock.shift(LATER)

    assert owner.get(page).status_code == 200


def test_rule_of_account_changes_is_not_written_without_a_confirmation(owner: Owner, clock):
    rule = Rule.objects.get(policy__kind=Kind.ACCOUNT_MANAGEMENT, is_default=True)
    names = ("policies_rule_change", "policies_rule_simulate")
    page, simulate = (reverse(f"admin:{name}", args=[rule.pk]) for name in names)
    form = owner.form(page, "rule_form")
    clock.shift(LATER)
    looser = {"proof_minutes": "1440", "factors": "1"}

    assert [owner.send(to, form, looser).status_code for to in (page, simulate)] == [422, 422]
    rule.refresh_from_db()
    assert rule.accountmanagementoutcome.factors == 2


@pytest.mark.parametrize("looser", [{"factors": 2}, {"factors": 1, "proof_minutes": 1440}])
@pytest.mark.parametrize("added", ["totp", "passkey"])
def test_own_factor_is_added_after_a_recent_second_factor_only(owner: Owner, clock, added, looser):
    changes_want(**looser)
    clock.shift(LATER)

    owner.browser.open("/me/security")
    owner.browser.act(f"/me/security/add/{added}")
    assert owner.browser.step == "challenge-password"
    owner.browser.password(PASSWORD)
    assert owner.browser.step == "challenge-totp"
    owner.browser.submit_code(owner.codes.at(timezone.now()))

    assert owner.browser.step == f"enroll-{added}"


def test_dangerous_action_beside_another_one_asks(owner: Owner, ada: User, clock):
    page = reverse("admin:accounts_user_changelist")
    form = owner.form(page, "changelist-form")
    clock.shift(LATER)
    both = {"action": ["deactivate", "suspend"], "index": "0", "_selected_action": [str(ada.pk)]}

    assert owner.send(page, form, {**both, "confirmed": "yes"}).status_code == 422
    assert User.objects.get(pk=ada.pk).status == "ACTIVE"


@pytest.mark.parametrize("id", ["1_23", "_31_32_33", "١٢٣", "+123", "123 "])
def test_rule_is_not_deleted_by_another_spelling_of_its_id(owner: Owner, id: str, clock):
    administration = Application.objects.get(key=ADMINISTRATION)
    rule = Rule(pk=123, policy_id=administration.authentication_policy_id, name="Office", position=0)
    rule.save(force_insert=True)
    AuthenticationOutcome.objects.create(rule=rule)
    form = owner.form(reverse("admin:accounts_user_changelist"), "changelist-form")
    clock.shift(LATER)

    answer = owner.send(f"/admin/policies/rule/{id}/delete/", form, {"confirmed": "yes"})

    assert (answer.status_code, Rule.objects.filter(pk=123).exists()) == (404, True)


def test_developers_machine_asks_nothing(owner: Owner, ada: User, settings, clock):
    settings.EMBEDDED = True
    clock.shift(LATER)

    assert owner.get(user_page(ada, "access_code")).status_code == 200


@pytest.mark.parametrize("next_path", ["/me/", "//evil.example/admin/", ""])
def test_parameter_of_the_sign_in_counts_for_the_administration_only(owner: Owner, clock, next_path: str):
    clock.shift(LATER)

    answer = owner.get(f"/signin?confirm=1&next={next_path}")

    assert (answer.status_code, answer["Location"]) == (303, "/me/")


def names(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        yield from names(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern.name]


def test_table_names_addresses_that_exist():
    assert set(names(admin.site.get_urls())) >= DANGEROUS.keys()
