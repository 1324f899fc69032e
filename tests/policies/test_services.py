from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.columns import write_value
from accounts.domain.violations import ValidationFailed
from accounts.models import ConfigurationVersion, Event
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.domain.impact import Change, Effect
from policies.domain.outcomes import NIST_DEFAULTS, OLDER_DEFAULTS, AuthenticatorSetting, Need
from policies.domain.rules import Kind
from policies.models import (
    AuthenticationOutcome,
    NetworkZone,
    Policy,
    Rule,
    SessionOutcome,
)
from policies.selectors import current_policies, load_policies
from policies.services import policies, rules, zones
from policies.services.policy_changes import effect_of_change, preview
from tests.actors import a_user
from tests.policies.rows import add_policy, add_rule, author, default_rule, draft, group, owner

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationFailed) as refusal:
        act(*args, **kwargs)
    return [(violation.field, violation.code) for violation in refusal.value.violations]


def latest_order(type):
    return Event.objects.filter(type=type).latest("pk").detail["order"]


def facts(**changes):
    return Facts(**{"at": timezone.now(), **changes})


def names(kind=Kind.SESSION):
    return [one.name for one in Policy.objects.filter(kind=kind)]


def test_a_rule_holds_at_once_and_is_written_down():
    staff = group("Staff")
    policy = add_policy(Kind.SESSION, "Staff", staff)
    version = ConfigurationVersion.objects.get().token

    rule = add_rule(policy, {"device": "new"}, allowed=False)

    in_staff = frozenset({staff.pk})
    assert not decide(current_policies(), facts(group_ids=in_staff, new_device=True)).session.allowed
    assert decide(current_policies(), facts(group_ids=in_staff, new_device=False)).session.allowed
    assert decide(current_policies(), facts(new_device=True)).session.allowed
    assert ConfigurationVersion.objects.get().token != version
    event = Event.objects.latest("id")
    assert (event.type, event.targets) == ("policy.rule.create", [{"type": "rule", "id": rule.public_id}])


def test_every_condition_can_be_saved_and_read_again():
    staff, ada = group("Staff"), a_user("ada@example.com")
    zone = zones.save_zone(NetworkZone(name="Office", networks="203.0.113.0/24"), author())
    columns = {
        "groups_included": [staff],
        "people_excluded": [ada],
        "zones_excluded": [zone],
        "device": "known",
        "occasion": "sign_in",
        "weekdays": {"mon"},
        "time_zone": "Europe/Berlin",
        "operations": {"unlock"},
        "authenticators": {"totp", "phone"},
    }
    add_rule(add_policy(Kind.ACCOUNT_MANAGEMENT, "Strict", staff), columns)

    conditions = load_policies().account_management_policies[0].rules[0].conditions

    assert [one.name for one in conditions] == [
        "groups",
        "people",
        "network",
        "device",
        "occasion",
        "time_of_day",
        "operation",
        "authenticator",
    ]
    assert conditions[0].describe().english == "Only for members of Staff."


def test_new_policies_and_rules_come_last_but_before_the_default_one():
    first, second = add_policy(Kind.SESSION, "First"), add_policy(Kind.SESSION, "Second")
    assert names() == ["First", "Second", "Default global session policy"]

    policies.reorder_policies(Kind.SESSION, [second.pk, first.pk], author())

    assert names() == ["Second", "First", "Default global session policy"]
    assert latest_order("policy.lifecycle.update") == [second.public_id, first.public_id]
    one, other = add_rule(first), add_rule(first)
    rules.reorder_rules(first, [other.pk, one.pk], author())
    assert list(first.rules.values_list("pk", flat=True)) == [other.pk, one.pk]
    assert latest_order("policy.rule.update") == [other.public_id, one.public_id]


def test_an_order_of_others_is_refused():
    policy = add_policy(Kind.SESSION, "First")

    assert refused(policies.reorder_policies, Kind.SESSION, [], author()) == [("", "ssr.policy.order")]
    assert refused(rules.reorder_rules, policy, [7], author()) == [("", "ssr.policy.order")]


def test_disabled_rule_decides_nothing():
    staff = group("Staff")
    policy = add_policy(Kind.SESSION, "Staff", staff)
    rule = add_rule(policy, allowed=False)
    asked = facts(group_ids=frozenset({staff.pk}))

    rules.set_rule_active(rule, author(), active=False)
    assert decide(current_policies(), asked).session.allowed
    rules.set_rule_active(rule, author(), active=True)
    assert not decide(current_policies(), asked).session.allowed
    policies.set_policy_active(policy, author(), active=False)
    assert decide(current_policies(), asked).session.allowed
    types = Event.objects.order_by("-id").values_list("type", flat=True)[:3]
    assert list(types) == ["policy.lifecycle.deactivate", "policy.rule.activate", "policy.rule.deactivate"]


def test_deleted_rule_and_policy_are_gone():
    policy = add_policy(Kind.SESSION, "First")
    add_rule(policy)
    rules.delete_rule(add_rule(policy), author())
    policies.delete_policy(policy, author())

    assert not Policy.objects.filter(name="First").exists()
    assert SessionOutcome.objects.count() == 1


@pytest.mark.parametrize("kind", list(Kind))
def test_the_default_policy_and_its_last_rule_stay_as_they_are(kind):
    rule, staff = default_rule(kind), group("Staff")
    policy = rule.policy

    assert refused(policies.delete_policy, policy, author()) == [("", "ssr.policy.default")]
    assert refused(rules.delete_rule, rule, author()) == [("", "ssr.policy.default_rule")]
    active = [("", "ssr.policy.default_active")]
    assert refused(policies.set_policy_active, policy, author(), active=False) == active
    assert refused(rules.set_rule_active, rule, author(), active=False) == active
    for_some = policies.PolicyDraft(policy, [staff])
    assert refused(policies.save_policy, for_some, author()) == [("groups", "ssr.policy.default_groups")]
    rule.device = "new"
    asking = rules.draft_of(rule)
    assert ("", "ssr.policy.default_conditions") in refused(rules.save_rule, asking, author())


def test_the_last_rule_of_the_default_policy_may_answer_differently():
    held = rules.draft_of(default_rule(Kind.SESSION))
    held.outcome.idle_minutes = 30

    rules.save_rule(held, author())

    assert decide(current_policies(), facts()).session.idle.total_seconds() == 30 * 60


@pytest.mark.parametrize(
    ("kind", "outcome", "field"),
    [
        (Kind.SESSION, {"idle_minutes": 4}, "idle_minutes"),
        (Kind.PASSWORD, {"min_length": 7}, "min_length"),
        (Kind.AUTHENTICATION, {"password": True, "excluded": {"password", "identity_provider"}}, "excluded"),
        (Kind.ACCOUNT_MANAGEMENT, {"proof_minutes": 0}, "proof_minutes"),
        (Kind.ENROLLMENT, {}, ""),
    ],
)
def test_rule_refused_by_the_domain_is_not_written(kind, outcome, field):
    policy = add_policy(kind)

    assert refused(rules.save_rule, draft(policy, **outcome), author())[0][0] == field
    assert not Rule.objects.filter(policy=policy).exists()


def test_a_policy_stays_of_its_kind_and_has_a_name_of_its_own():
    policy = add_policy(Kind.SESSION, "First")
    policy.kind = Kind.PASSWORD
    again = policies.PolicyDraft(Policy(kind=Kind.SESSION, name="First"))

    assert refused(policies.save_policy, policies.PolicyDraft(policy), author()) == [
        ("kind", "ssr.policy.kind_fixed")
    ]
    assert refused(policies.save_policy, again, author()) == [("name", "ssr.policy.name_taken")]


def test_apps_choose_authentication_policies_and_groups_do_not():
    row = Policy(kind=Kind.AUTHENTICATION, name="Payroll")
    for_group = policies.PolicyDraft(row, [group("Staff")])

    assert refused(policies.save_policy, for_group, author()) == [("groups", "ssr.policy.chosen_by_apps")]


def test_rule_whose_users_are_all_deleted_matches_no_user():
    staff, team = group("Staff"), group("Team")
    policy = add_policy(Kind.SESSION, "All", staff)
    rule = add_rule(policy, {"groups_included": [team]}, allowed=False)
    team.delete()

    assert decide(load_policies(), facts(group_ids=frozenset({staff.pk}))).session.allowed
    held = rules.draft_of(Rule.objects.get(pk=rule.pk))
    assert refused(rules.save_rule, held, author()) == [("groups_included", "ssr.policy.list_emptied")]


def test_list_emptied_on_purpose_removes_its_condition():
    staff = group("Staff")
    policy = add_policy(Kind.SESSION, "All", staff)
    rule = add_rule(policy, {"groups_included": [group("Team")]}, allowed=False)

    rules.save_rule(replace(rules.draft_of(rule), lists={}), author())

    assert not decide(load_policies(), facts(group_ids=frozenset({staff.pk}))).session.allowed


def test_presets_give_a_password_rule_all_their_values():
    rule = default_rule(Kind.PASSWORD)

    for preset in (OLDER_DEFAULTS, NIST_DEFAULTS):
        held = rules.draft_of(rule)
        write_value(preset, held.outcome)
        rules.save_rule(held, author())
        assert decide(current_policies(), facts()).password == preset


def test_an_enrollment_rule_keeps_one_setting_for_each_authenticator():
    held = rules.draft_of(default_rule(Kind.ENROLLMENT))
    settings = {Authenticator.PASSWORD: AuthenticatorSetting(Need.REQUIRED)}

    rules.save_rule(replace(held, settings=settings), author())

    assert [(one.authenticator, one.need) for one in held.outcome.settings.all()] == [
        ("password", "required")
    ]


def test_a_zone_that_a_rule_names_stays():
    zone = zones.save_zone(NetworkZone(name="Office", networks=" 203.0.113.0/24 "), author())
    rule = add_rule(add_policy(Kind.SESSION), {"zones_excluded": [zone]})

    assert zone.networks == "203.0.113.0/24"
    assert refused(zones.delete_zone, zone, author()) == [("", "ssr.policy.zone_used")]
    rules.delete_rule(rule, author())
    zones.delete_zone(zone, author())
    assert not NetworkZone.objects.exists()


def test_a_zone_without_networks_is_refused():
    row = NetworkZone(name="Office", networks="everywhere")

    assert refused(zones.save_zone, row, author()) == [("networks", "ssr.policy.network")]


def denied():
    held = rules.draft_of(default_rule(Kind.SESSION))
    held.outcome.allowed = False
    return held


def test_rule_that_locks_out_every_administrator_is_refused():
    owner()

    assert refused(rules.save_rule, denied(), author()) == [("", "ssr.policy.administrators_out")]
    assert SessionOutcome.objects.get(rule__is_default=True).allowed
    assert not Event.objects.filter(type="policy.rule.update").exists()


def test_administrator_who_may_enroll_a_second_factor_is_not_locked_out():
    owner()
    held = rules.draft_of(default_rule(Kind.AUTHENTICATION))
    held.outcome.factors = 2

    rules.save_rule(held, author())

    assert AuthenticationOutcome.objects.get(rule=held.row).factors == 2


def test_rule_that_denies_all_is_saved_before_the_first_administrator():
    rules.save_rule(denied(), author())

    assert not decide(current_policies(), facts()).session.allowed


def test_a_new_rule_that_is_refused_is_still_new():
    owner()
    made = draft(add_policy(Kind.SESSION, "Owners", everyone := group("Everyone")), allowed=False)
    everyone.memberships.create(
        user_id=owner("other@example.com").pk, source="administrator", granted_at=timezone.now()
    )
    rules.save_rule(made, author())
    again = draft(default_rule(Kind.SESSION).policy, allowed=False)

    assert refused(rules.save_rule, again, author()) == [("", "ssr.policy.administrators_out")]
    assert again.row.pk is None


def test_preview_equals_the_save_and_changes_nothing():
    held = denied()
    before = load_policies()

    after = preview(lambda: rules.write_rule(held))

    assert load_policies() == before
    rules.save_rule(held, author())
    assert load_policies() == after


def test_a_new_rule_can_be_previewed():
    held = draft(add_policy(Kind.SESSION, "Staff", group("Staff")), allowed=False)

    after = preview(lambda: rules.write_rule(held))

    assert len(after.session_policies[0].rules) == 1
    assert not load_policies().session_policies[0].rules


def test_administrator_sees_how_many_users_a_change_locks_out():
    a_user("ada@example.com", "violet harbour under nine lamps")
    a_user("ben@example.com")

    after = preview(lambda: rules.write_rule(denied()))

    before, now = load_policies(), timezone.now()
    assert effect_of_change(Change(before, after, (None,)), now) == Effect(2)
    assert effect_of_change(Change(before, before, (None,)), now) == Effect(0)
