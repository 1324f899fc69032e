"""With other processes beside: a document that fails leaves nothing, one that works is seen by all."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import configuration_cache
from accounts.brand import current_brand
from accounts.domain.violations import ValidationFailed
from accounts.models import ConfigurationVersion, Event, Group
from applications.services.apps import author
from configuration import apply as applying
from configuration.apply import ApplyRequest, apply_document
from configuration.drafts import begin_draft, draft_of, publish_draft, seen_now
from configuration.models import PolicyVersion
from configuration.restoration import Restoration, restore
from policies.domain.rules import Kind
from policies.models import POLICY_MODELS, Policy
from policies.selectors import current_policies
from policies.services.policies import delete_policy
from tests.races.together import at_once, beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def apply(raw, **more):
    return apply_document(ApplyRequest({"version": 1, **raw}, **more), now=timezone.now())


def with_policy(*rules):
    return {"policies": {"session": [{"name": "Made", "rules": list(rules)}]}}


def state():
    events = Event.objects.count()
    token = ConfigurationVersion.objects.values_list("token", flat=True).first()
    return token, events, Group.objects.count(), Policy.objects.count()


def test_a_document_that_fails_at_its_end_leaves_nothing():
    apply({})
    before = state()
    bad = {"name": "x", "then": {"idle_minutes": 1}}
    raw = {"groups": [{"name": "A"}, {"name": "B"}], **with_policy({"name": "ok", "then": {}}, bad)}
    with pytest.raises(ValidationFailed):
        apply({**raw, "protection": {"challenge_minutes": 99}})
    assert state() == before


def test_a_document_that_is_interrupted_leaves_nothing(monkeypatch):
    apply({})
    before = state()

    def gone(*_args, **_more):
        raise IntegrityError

    monkeypatch.setattr(applying, "record", gone)
    with pytest.raises(IntegrityError):
        apply({"groups": [{"name": "A"}], **with_policy()})
    assert state() == before
    assert len(current_policies().session_policies) == 1


def test_a_process_that_runs_sees_the_new_configuration():
    seen = current_brand().name, len(current_policies().session_policies)
    token = state()[0]
    at_once(lambda _: apply({"brand": {"name": "Plum"}, **with_policy()}), 1)
    configuration_cache._clock.looked_at = float("-inf")  # a second later
    assert (current_brand().name, len(current_policies().session_policies)) == ("Plum", seen[1] + 1)
    assert state()[0] != token


def test_one_document_applied_twice_at_once_is_written_once():
    apply({})
    done = at_once(lambda _: apply({"groups": [{"name": "A"}], **with_policy()}).plan.is_empty, 4)
    assert sorted(done) == [False, True, True, True]
    assert Event.objects.filter(type="system.configuration.apply").count() == 1


def test_different_documents_at_once_are_both_written():
    apply({})
    beside(lambda: apply({"groups": [{"name": "A"}]}), lambda: apply(with_policy({"name": "r", "then": {}})))
    assert Group.objects.get().name == "A"
    assert Policy.objects.get(name="Made").rules.count() == 1


def test_second_apply_of_the_same_version_is_refused():
    version = applying.plan_document(ApplyRequest({"version": 1})).version

    def one(number):
        try:
            return not apply({"groups": [{"name": f"G{number}"}]}, version=version).plan.is_empty
        except ValidationFailed:
            return False

    assert sum(at_once(one, 4)) == 1


@pytest.mark.postgres(only=True)
def test_concurrent_save_of_an_administrator_waits_and_is_kept():
    apply(with_policy())

    def administrator():
        with transaction.atomic():
            configuration_cache.raise_version()
            connection.cursor().execute("SELECT pg_sleep(0.3)")
            Policy.objects.filter(name="Made").update(description="by hand")

    beside(administrator, lambda: apply({"groups": [{"name": "A"}]}))
    assert Policy.objects.get(name="Made").description == "by hand"


def test_one_of_two_concurrent_undos_is_refused():
    apply(with_policy({"name": "r", "then": {"idle_minutes": 15}}))
    for minutes in (20, 30):
        apply(with_policy({"name": "r", "then": {"idle_minutes": minutes}}))
    policy = Policy.objects.get(name="Made")
    versions = PolicyVersion.objects.filter(policy=policy.public_id, number__lt=3).order_by("number")

    def undo(number):
        try:
            restore(policy, Restoration(versions[number], 3), author(None, timezone.now()))
        except ValidationFailed as failure:
            return [violation.code for violation in failure.violations]
        return []

    assert sorted(at_once(undo, 2)) == [[], ["ssr.changed_meanwhile"]]
    assert PolicyVersion.objects.filter(policy=policy.public_id).count() == 4


def test_one_of_two_concurrent_publications_is_refused():
    apply(with_policy({"name": "r", "then": {"idle_minutes": 15}}))
    policy = Policy.objects.get(name="Made")
    draft = begin_draft(policy, author(None, timezone.now()))
    seen = seen_now(policy, draft)

    def publish(_number):
        try:
            publish_draft(policy, seen, author(None, timezone.now()))
        except ValidationFailed as failure:
            return [violation.code for violation in failure.violations]
        return []

    Policy.with_drafts.filter(pk=draft.pk).update(description="drafted")
    assert publish(0) == ["ssr.changed_meanwhile"]
    seen = seen_now(policy, draft_of(policy))
    assert sorted(at_once(publish, 2)) == [[], ["ssr.changed_meanwhile"]]
    assert Policy.objects.get(name="Made").description == "drafted"
    assert Policy.with_drafts.count() == Policy.objects.count()


def test_deleted_policy_takes_its_draft_along():
    apply(with_policy({"name": "r", "then": {}}))
    begin_draft(Policy.objects.get(name="Made"), author(None, timezone.now()))
    delete_policy(POLICY_MODELS[Kind.SESSION].objects.get(name="Made"), author(None, timezone.now()))
    assert Policy.with_drafts.count() == Policy.objects.count()
