import pytest
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from accounts.models import Event
from applications.models import Application
from applications.selectors import UnknownApplication, administration_policy_id, application, policy_ids
from applications.services import apps as services
from applications.services.policies import delete_policy, effect_of, set_policy_active
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.domain.impact import Effect
from policies.domain.rules import Kind
from policies.models import Policy
from policies.selectors import current_policies
from policies.services.rules import draft_of, save_rule, write_rule
from tests.actors import a_user
from tests.policies.rows import add_policy, add_rule, owner

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def me():
    return services.author(None, timezone.now())


def refused(act, *args, **named):
    with pytest.raises(ValidationFailed) as refusal:
        act(*args, **named)
    return [violation.code for violation in refusal.value.violations]


def factors(key):
    policy_id = application(key).authentication_policy_id
    return decide(current_policies(), Facts(at=timezone.now()), policy_id).authentication.requirement.factors


def test_the_administration_wants_two_factors_and_the_dashboard_one():
    assert (factors("dashboard"), factors("administration")) == (1, 2)


def test_an_app_that_is_not_there_is_unknown():
    with pytest.raises(UnknownApplication):
        application("payroll")


def test_an_app_is_given_a_policy_at_once():
    policy = add_policy(Kind.AUTHENTICATION, "Strict")
    add_rule(policy, factors=2)
    row = Application.objects.get(key="dashboard")
    row.authentication_policy = policy

    services.save_application(row, me())

    assert factors("dashboard") == 2
    assert Event.objects.latest("id").targets == [{"type": "application", "id": row.key}]


def test_a_policy_of_another_kind_is_refused():
    row = Application.objects.get(key="dashboard")
    row.authentication_policy = Policy.objects.get(kind=Kind.SESSION)

    assert refused(services.save_application, row, me()) == ["ssr.policy.outcome_of_other_kind"]


def test_a_policy_that_an_app_uses_stays():
    policy = Policy.objects.get(pk=administration_policy_id())

    assert refused(delete_policy, policy, me()) == ["ssr.policy.used_by_apps"]


def test_nor_can_it_be_switched_off_for_the_app_would_want_less():
    policy = Application.objects.get(key="administration").authentication_policy

    assert refused(set_policy_active, policy, me(), active=False) == ["ssr.policy.used_by_apps"]
    policy.refresh_from_db()
    assert policy.active


def test_a_policy_that_no_app_uses_can_go():
    policy = add_policy(Kind.AUTHENTICATION, "Unused")

    delete_policy(policy, me())

    assert not Policy.objects.filter(name="Unused").exists()


def test_administration_policy_that_denies_administrators_is_refused():
    owner()
    policy = add_policy(Kind.AUTHENTICATION, "Nobody")
    add_rule(policy, allowed=False)
    row = Application.objects.get(key="administration")
    row.authentication_policy = policy

    assert refused(services.save_application, row, me()) == ["ssr.policy.administrators_out"]
    assert factors("administration") == 2


def test_administration_policy_cannot_be_changed_to_deny_all():
    owner()
    held = draft_of(Policy.objects.get(pk=administration_policy_id()).rules.get())
    held.outcome.allowed = False

    assert refused(save_rule, held, me()) == ["ssr.policy.administrators_out"]


def test_users_who_would_be_locked_out_of_any_app_are_counted():
    a_user("ada@example.com", "violet harbour under nine lamps")
    held = draft_of(Policy.objects.get(pk=administration_policy_id()).rules.get())
    held.outcome.allowed = False

    assert effect_of(lambda: write_rule(held), timezone.now()) == Effect(1)
    assert policy_ids() == (administration_policy_id(), None)
