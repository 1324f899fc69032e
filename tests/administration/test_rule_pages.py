"""The page of one rule: every condition and outcome, errors at their fields, and the question before harm."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Action
from accounts.lifecycle.administrator_actions import perform
from accounts.models import Group, Membership, User
from administration.sign_on.condition_fields import columns_of
from administration.sign_on.outcome_fields import outcome_names
from policies.domain.rules import Kind
from policies.models import NetworkZone, PasswordOutcome, Policy, Rule
from policies.selectors import load_policies
from tests.actors import a_user
from tests.administration.desk import Desk, newest_event
from tests.identity_providers.rows import a_provider

pytestmark = pytest.mark.django_db

MAX_QUERIES = 40


def a_policy(kind: str, *groups: Group) -> Policy:
    row = Policy.objects.create(kind=kind, name=f"Special {kind}")
    row.groups.set(groups)
    return row


def staff(*addresses: str) -> Group:
    group = Group.objects.create(name="Staff", created_at=timezone.now())
    for address in addresses:
        user = a_user(address)
        Membership.objects.create(user=user, group=group, source="administrator", granted_at=timezone.now())
    return group


def add(policy: Policy) -> str:
    return f"policies/rule/add/?policy={policy.pk}"


def page_of(rule: Rule) -> str:
    return f"policies/rule/{rule.pk}/change/"


def catch_all(kind: str) -> Rule:
    return Rule.objects.get(policy__kind=kind, is_default=True)


def names_in(desk: Desk, policy: Policy) -> list[str]:
    return list(policy.rules.values_list("name", flat=True))


@pytest.mark.parametrize("kind", list(Kind))
def test_new_rule_of_each_kind_has_every_condition_and_outcome_field(
    desk, kind, django_assert_max_num_queries
):
    policy = a_policy(kind.value)
    NetworkZone.objects.create(name="Office", networks="203.0.113.0/24")
    a_provider()
    with django_assert_max_num_queries(MAX_QUERIES):
        text = desk.open(add(policy)).text

    shown_as = {"excluded": "accepted"} if kind is Kind.AUTHENTICATION else {}
    for name in [column.name for column in columns_of(kind)] + outcome_names(kind):
        assert f'name="{shown_as.get(name, name)}"' in text, name
    shown = desk.save(add(policy), {"name": "Some rule"})
    assert (shown.status, names_in(desk, policy)) == (200, ["Some rule"]), shown.said
    assert newest_event("policy.rule.create").actor_id == desk.user.public_id


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"strength": "two_factors"}, {"factors": 2, "possession": False}),
        ({"strength": "phishing_resistant", "factors": "2"}, {"factors": 1, "phishing_resistant": True}),
        ({"strength": "custom", "factors": "2", "knowledge": "on"}, {"factors": 2, "knowledge": True}),
        ({"accepted": ["password", "totp"]}, {"factors": 1, "password": False}),
    ],
    ids=["named", "named beats details", "custom", "accepted"],
)
def test_strength_and_accepted_authenticators_fill_the_columns(desk, changes, columns):
    policy = a_policy("authentication")
    desk.save(add(policy), {"name": "Strong", **changes})
    outcome = policy.rules.get().authenticationoutcome
    assert {name: getattr(outcome, name) for name in columns} == columns
    excluded = {*Authenticator} - {*changes.get("accepted", Authenticator)}
    assert outcome.excluded == excluded
    before = load_policies()
    desk.save(page_of(policy.rules.get()))
    assert load_policies() == before


@pytest.mark.parametrize("kind", list(Kind))
def test_no_condition_is_called_like_a_part_of_an_outcome(kind):
    assert {column.name for column in columns_of(kind)}.isdisjoint(outcome_names(kind))


@pytest.mark.parametrize("kind", list(Kind))
def test_saving_catch_all_rule_unchanged_changes_nothing(desk, kind):
    rule, before = catch_all(kind.value), load_policies()
    text = desk.open(page_of(rule)).text
    assert not any(f'name="{column.name}"' in text for column in columns_of(kind))
    assert 'name="active"' not in text

    shown = desk.save(page_of(rule))

    assert "error" not in shown.said.lower()
    assert load_policies() == before


def condition_lines(page: str) -> dict[str, tuple[str, bool]]:
    """Return the lines of the conditions: what each says, and whether its fields are shown."""
    pattern = r'<details class="condition"( open)?><summary><span>(.*?)</span> <span[^>]*>(.*?)</span>'
    return {lead: (value, bool(shown)) for shown, lead, value in re.findall(pattern, page)}


def test_conditions_without_values_are_folded_away(desk):
    lines = condition_lines(desk.open(add(a_policy("session"))).text)

    assert set(lines.values()) == {("any", False), ("anyone", False)}


def test_condition_with_an_error_is_open(desk):
    shown = desk.save(add(a_policy("session")), {"name": "Night", "from_time": "25:00"})

    assert condition_lines(shown.text)["Time is"] == ("25:00", True)


def test_every_condition_is_kept_and_shown_again(desk):
    policy, group, user = a_policy("session"), staff("ada@example.com"), a_user("ben@example.com")
    zone = NetworkZone.objects.create(name="Office", networks="203.0.113.0/24")
    provider = a_provider()
    changes = {
        "name": "Everything",
        "groups_included": [group.pk],
        "people_included": "ben@example.com\n",
        "people_excluded": "ada@example.com",
        "zones_included": [zone.pk],
        "providers_included": [provider.pk],
        "device": "new",
        "occasion": "sign_in",
        "weekdays": ["mon", "tue"],
        "from_time": "08:00",
        "until_time": "18:00",
        "time_zone": "Europe/Berlin",
    }

    desk.save(add(policy), changes)
    rule = Rule.objects.get(name="Everything")
    desk.save(page_of(rule))

    lines = condition_lines(desk.open(page_of(rule)).text)
    assert lines == {
        "Group is": ("Staff", True),
        "Person is": ("ben@example.com, not ada@example.com", True),
        "Network is": ("Office", True),
        "Identity provider is": ("Acme", True),
        "Device is": ("New device", True),
        "Flow is": ("Sign-in", True),
        "Time is": ("Monday, Tuesday, 08:00, 18:00, Europe/Berlin", True),
    }
    rule.refresh_from_db()
    assert list(rule.people_included.all()) == [user]
    assert (rule.device, rule.weekdays, rule.time_zone) == ("new", {"mon", "tue"}, "Europe/Berlin")
    page = desk.open(f"policies/sessionpolicy/{policy.pk}/change/").text
    for sentence in ("Only for members of Staff.", "Only from Office.", "Only on a new device."):
        assert sentence in page


@pytest.mark.parametrize(
    ("kind", "changes", "field", "words"),
    [
        ("session", {"name": ""}, "name", "required"),
        ("session", {"idle_minutes": "1"}, "idle_minutes", "at least 5 minutes"),
        ("session", {"idle_minutes": "x"}, "idle_minutes", "whole number"),
        ("session", {"people_included": "nobody@example.com"}, "people_included", "No user has"),
        ("session", {"people_included": "not an address"}, "people_included", "name@example.com"),
        ("session", {"from_time": "08:00"}, "until_time", "both times"),
        ("session", {"from_time": "25:00", "until_time": "18:00"}, "from_time", "valid time"),
        ("session", {"weekdays": ["mon"], "time_zone": "Mars/Base"}, "time_zone", "isn’t a time zone"),
        ("session", {"weekdays": ["someday"]}, "weekdays", "someday"),
        ("session", {"groups_included": ["999"]}, "groups_included", "999"),
        ("password", {"min_length": "7"}, "min_length", "from 8 to 64"),
        ("password", {"lockout_attempts": "1"}, "lockout_attempts", "at least 3"),
        ("authentication", {"ask_again_days": "0"}, "ask_again_days", "from 1"),
        ("account_management", {"proof_minutes": "0"}, "proof_minutes", "from 1"),
        ("enrollment", {"setting_totp_need": "optional", "setting_totp_grace_skips": "3"},
         "setting_totp_need", "can be postponed"),
        ("enrollment", {"setting_totp_need": "required", "setting_totp_grace_skips": "3",
                        "setting_totp_grace_until": "2027-01-01T00:00"}, "setting_totp_need", "not both"),
    ],
)  # fmt: skip
def test_error_is_shown_at_its_field(desk, kind, changes, field, words):
    policy = a_policy(kind)

    good = {"setting_password_need": "optional"} if kind == "enrollment" else {}
    shown = desk.save(add(policy), {"name": "Bad", **good, **changes})

    assert words.lower() in shown.error_at(field).lower(), shown.said
    assert not policy.rules.exists()


def test_enrollment_rule_has_one_line_for_each_authenticator(desk):
    policy = a_policy("enrollment")
    settings = {
        "setting_password_need": "optional",
        "setting_totp_need": "required",
        "setting_totp_grace_until": "2027-01-01T10:30",
    }

    desk.save(add(policy), {"name": "App by New Year", **settings})

    setting = Rule.objects.get(name="App by New Year").enrollmentoutcome.settings.get(authenticator="totp")
    assert (setting.need, setting.grace_until) == ("required", datetime(2027, 1, 1, 10, 30, tzinfo=UTC))
    assert 'value="2027-01-01T10:30"' in desk.open(page_of(Rule.objects.get(name="App by New Year"))).text


def test_a_preset_fills_in_the_form_and_saves_nothing(desk):
    rule = catch_all("password")
    shown = desk.open(f"{page_of(rule)}?preset=older").text
    assert 'name="min_length" value="8"' in shown
    assert PasswordOutcome.objects.get(rule=rule).min_length == 15

    saved = desk.save(f"{page_of(rule)}?preset=older")

    outcome = PasswordOutcome.objects.get(rule=rule)
    assert (outcome.min_length, outcome.min_upper, outcome.history) == (8, 1, 4)
    assert "NIST SP 800-63B-4 requires 15" in saved.said


def test_the_page_says_that_email_as_a_factor_is_not_what_nist_accepts(desk):
    assert "§3.1.3.1" in desk.open(page_of(catch_all("authentication"))).text


def test_rules_move_are_switched_and_deleted_by_buttons(desk):
    policy = a_policy("session")
    for name in ("First", "Second"):
        desk.save(add(policy), {"name": name})
    second = Rule.objects.get(name="Second")

    desk.post(f"policies/rule/{second.pk}/do/up/", {})
    assert names_in(desk, policy) == ["Second", "First"]

    desk.post(f"policies/rule/{second.pk}/do/off/", {})
    assert not Rule.objects.get(pk=second.pk).active

    assert "Delete “Second”?" in desk.open(f"policies/rule/{second.pk}/delete/").text
    desk.post(f"policies/rule/{second.pk}/delete/", {"confirmed": "yes"})
    assert names_in(desk, policy) == ["First"]


def test_the_catch_all_rule_stays(desk):
    rule = catch_all("session")

    assert desk.post(f"policies/rule/{rule.pk}/delete/", {"confirmed": "yes"}).status == 403
    assert "can’t turn off" in desk.post(f"policies/rule/{rule.pk}/do/off/", {}).said


def test_a_button_answers_to_posts_only(desk):
    assert desk.get(f"policies/rule/{catch_all('session').pk}/do/off/").status_code == 405


def staff_denied(desk: Desk, **more: str):
    policy = Policy.objects.filter(name="Special session").first()
    if policy is None:
        policy = a_policy("session", staff(*(f"p{number:02}@example.com" for number in range(12))))
        for user in User.objects.filter(login__startswith="p"):
            user.set_password("x")
            user.save()
    return policy, desk.save(add(policy), {"name": "Nobody", **more}, drop="allowed")


def test_lockout_by_a_rule_is_shown_before_it_is_saved(desk):
    policy, asked = staff_denied(desk)

    assert "12 people would lose access." in asked.text
    assert ("p00@example.com" in asked.text, asked.text.count("@example.com")) == (True, 11)
    assert ("and 2 more" in asked.text, "Require less" in asked.text) == (True, True)
    assert not policy.rules.exists()

    _policy, done = staff_denied(desk, confirmed="yes")
    assert (done.status, names_in(desk, policy)) == (200, ["Nobody"])


def test_the_question_carries_the_whole_form_and_saves_nothing_by_itself(desk):
    _policy, asked = staff_denied(desk)

    assert '<input type="hidden" name="name" value="Nobody">' in asked.text
    assert '<input type="hidden" name="confirmed" value="yes">' in asked.text
    assert asked.text.count("csrfmiddlewaretoken") == 2  # the form's own and the one for signing out


def test_moving_a_rule_that_locks_users_out_needs_confirmation(desk):
    policy, _done = staff_denied(desk, confirmed="yes")
    desk.save(add(policy), {"name": "Everybody"})
    nobody = Rule.objects.get(name="Nobody")
    desk.post(f"policies/rule/{nobody.pk}/do/down/", {})
    assert names_in(desk, policy) == ["Everybody", "Nobody"]

    asked = desk.post(f"policies/rule/{nobody.pk}/do/up/", {})
    assert "12 people" in asked.text
    assert names_in(desk, policy) == ["Everybody", "Nobody"]

    desk.post(f"policies/rule/{nobody.pk}/do/up/", {"confirmed": "yes"})
    assert names_in(desk, policy) == ["Nobody", "Everybody"]


def with_a_password(desk: Desk) -> None:
    """So that the owner could sign in and set up a second factor on the way."""
    desk.user.set_password("x")
    User.objects.filter(pk=desk.user.pk).update(email_verified=True, password=desk.user.password)


@pytest.mark.postgres
def test_rule_that_locks_out_all_administrators_is_refused_keeping_input(desk):
    with_a_password(desk)
    rule = catch_all("session")

    shown = desk.save(page_of(rule), {"name": "Nobody"}, drop="allowed")

    assert "This would lock every administrator out" in shown.said
    assert 'value="Nobody"' in shown.text
    rule.refresh_from_db()
    assert (rule.name, rule.sessionoutcome.allowed) == ("Catch-all rule", True)


def test_not_even_a_confirmation_lets_such_a_rule_through(desk):
    with_a_password(desk)
    rule = catch_all("session")

    shown = desk.save(page_of(rule), {"confirmed": "yes"}, drop="allowed")

    assert "This would lock every administrator out" in shown.said
    assert Rule.objects.get(pk=rule.pk).sessionoutcome.allowed


def test_lost_access_needs_a_permission_to_show_addresses(desk):
    staff_denied(desk)
    limited = Desk("helper@example.com")
    User.objects.filter(pk=limited.user.pk).update(is_superuser=False)
    limited.user.user_permissions.set(Permission.objects.filter(codename="change_sessionpolicy"))
    _policy, asked = staff_denied(limited)
    assert "12 people" in asked.text
    assert "@example.com" not in re.sub(r"helper@example\.com", "", asked.text)


def test_saving_a_rule_keeps_a_deactivated_user_and_not_the_next_holder(desk):
    policy, former = a_policy("session"), a_user("ada@example.com")
    desk.save(add(policy), {"name": "Not Ada", "people_excluded": "ada@example.com"})
    rule = Rule.objects.get(name="Not Ada")
    perform(Action.DEACTIVATE, former.pk, actor=None, now=timezone.now())
    a_user("ada@example.com")

    desk.save(page_of(rule), {"device": "new"})

    assert [user.pk for user in rule.people_excluded.all()] == [former.pk]
    assert former.public_id in desk.open(page_of(rule)).text
