"""A draft in the shadow: real sign-ins are also decided by it, and go on by today's policies."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

import flows.shadow
import policies.services.shadows
from accounts.configuration_cache import forget, raise_version
from accounts.lifecycle.account_deletion import erase_due, request_deletion
from accounts.lifecycle.notices import RequestClient
from accounts.models import Event, Role, Session, User
from configuration.drafts import begin_draft
from flows import engine, repository
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import Intent
from flows.models import Transaction
from flows.step_submission import ClientContext
from flows.tasks import purge
from policies.domain.rules import Kind
from policies.models import Policy, PolicyShadow, SessionOutcome, ShadowAttempt
from policies.services.policies import reorder_policies
from tests.actors import Browser, a_user, passcode, sign_up_policy
from tests.administration.desk import Desk, newest_event
from tests.policies.rows import add_policy, add_rule, author, default_rule, group

pytestmark = pytest.mark.django_db

ADA, PASSWORD = "ada@example.com", "violet harbour under nine lamps"
LIST = "policies/sessionpolicy/"


@pytest.fixture
def ada() -> User:
    sign_up_policy()
    return a_user(ADA, PASSWORD)


@pytest.fixture
def policy() -> Policy:
    return Policy.objects.get(kind=Kind.SESSION, is_default=True)


def begin(desk: Desk, policy: Policy, **outcome: Any) -> Policy:
    """Begin the draft of a global session policy and change the outcome of its last rule."""
    desk.post(f"{LIST}{policy.pk}/draft/begin/", {})
    draft = Policy.with_drafts.get(draft_of=policy)
    change(desk, draft, **outcome)
    return draft


def change(desk: Desk, draft: Policy, **outcome: Any) -> None:
    drop = "" if outcome.get("allowed", True) else "allowed"
    values = {name: value for name, value in outcome.items() if value}
    desk.save(f"policies/rule/{draft.rules.get().pk}/change/", values, drop=drop)


def press(desk: Desk, policy: Policy, action: str):
    """Press the button of the trial on the page of the draft."""
    return desk.post(f"{LIST}{policy.pk}/draft/shadow/{action}/", {})


def page(desk: Desk, policy: Policy) -> str:
    return desk.open(f"{LIST}{policy.pk}/draft/").text


def sign_in(address: str = ADA) -> Browser:
    browser = Browser()
    browser.identify(address)
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD))
    return browser


def attempts() -> list[tuple[str, list[list[str]]]]:
    """Return user and differences of each attempt that was looked at, oldest first."""
    return list(ShadowAttempt.objects.order_by("id").values_list("user", "differences"))


def test_shadow_shows_what_its_draft_would_have_decided(desk, policy, ada):
    begin(desk, policy, idle_minutes="15")
    assert "also decides about each sign-in" in page(desk, policy)

    assert "has started" in press(desk, policy, "start").said
    browser = sign_in()

    session = Session.objects.get(user=ada)
    assert session.idle_seconds == 7200
    assert attempts() == [(ada.public_id, [["idle", "15 min", "2 h"]])]
    [attempt] = ShadowAttempt.objects.all()
    assert attempt.transaction == browser.open_id
    shown = page(desk, policy)
    assert "1 attempt was looked at." in shown
    assert "1 would have gone differently." in shown
    assert "The session would end after 15 min of inactivity, not 2 h." in shown
    assert f"By rule: {policy.rules.get().name}" in shown
    assert f'href="/admin/accounts/user/{ada.pk}/change/">{ADA}' in shown
    assert "/admin/accounts/event/?q=" in shown
    event = newest_event("policy.shadow.start")
    assert event.targets == [{"type": "policy", "id": policy.public_id}]
    assert event.actor_id == desk.user.public_id


def test_shadow_of_a_refusal_counts_both_ways(desk, policy, ada):
    begin(desk, policy, allowed=False)
    press(desk, policy, "start")
    sign_in()
    assert Session.objects.filter(user=ada).exists()
    assert attempts() == [(ada.public_id, [["refused"]])]
    desk.post(f"{LIST}{policy.pk}/draft/discard/", {})
    # An owner could not publish what locks every owner out.
    SessionOutcome.objects.filter(rule__policy=policy).update(allowed=False)
    raise_version()
    begin(desk, policy, allowed="on")
    press(desk, policy, "start")

    refused = sign_in()

    assert refused.step().name is StepName.ENDED
    assert attempts() == [(ada.public_id, [["admitted"]])]


def test_shadow_ends_when_draft_or_policy_changes(desk, policy, ada):
    draft = begin(desk, policy, idle_minutes="15")
    for changed in (draft, policy):
        press(desk, policy, "start")
        sign_in()

        change(desk, changed, absolute_minutes="600")
        sign_in()

        shown = page(desk, policy)
        assert "The draft or its policy was changed." in shown
        assert "1 attempt was looked at." in shown
        event = newest_event("policy.shadow.stop")
        assert (event.reason, event.actor_id) == ("changed", desk.user.public_id)
    press(desk, policy, "start")
    assert "0 attempts were looked at." in page(desk, policy)
    press(desk, policy, "stop")
    sign_in()
    assert "An administrator stopped it." in page(desk, policy)
    assert (attempts(), newest_event("policy.shadow.stop").reason) == ([], "stopped")


@pytest.mark.parametrize("ends", ["publish", "discard"])
def test_shadow_goes_with_its_draft(desk, policy, ada, ends):
    begin(desk, policy, idle_minutes="15")
    press(desk, policy, "start")
    sign_in()
    sent = {name: desk.form(f"{LIST}{policy.pk}/draft/")[name] for name in ("seen", "seen_draft")}

    desk.post(f"{LIST}{policy.pk}/draft/{ends}/", sent)
    sign_in()

    assert (PolicyShadow.objects.count(), ShadowAttempt.objects.count()) == (0, 0)
    assert newest_event("policy.shadow.stop").targets == [{"type": "policy", "id": policy.public_id}]
    assert press(desk, policy, "start").said
    assert desk.post(f"{LIST}{policy.pk}/draft/shadow/other/", {}).status == 404


def test_one_shadow_runs_at_a_time(desk, policy):
    other = add_policy(Kind.SESSION, "Own", group("Staff"))
    for one in (policy, other):
        desk.post(f"{LIST}{one.pk}/draft/begin/", {})
    press(desk, policy, "start")
    assert "is being tried" in press(desk, other, "start").said
    assert "has started" in press(desk, policy, "start").said
    assert Event.objects.filter(type="policy.shadow.start").count() == 1

    PolicyShadow.objects.update(ends_at=timezone.now())
    raise_version()

    assert "has started" in press(desk, other, "start").said
    assert "Ended" in page(desk, policy)


def test_shadow_that_fails_leaves_the_sign_in_alone(desk, policy, ada, monkeypatch, caplog):
    begin(desk, policy, idle_minutes="15")
    press(desk, policy, "start")
    monkeypatch.setattr(flows.shadow, "differences", lambda *_: 1 / 0)

    sign_in()

    assert Session.objects.filter(user=ada).exists()
    assert "ZeroDivisionError" in caplog.text
    assert attempts() == []


def test_shadow_ends_after_its_day_and_when_it_is_full(desk, policy, ada, monkeypatch):
    begin(desk, policy, idle_minutes="15")
    press(desk, policy, "start")
    PolicyShadow.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    raise_version()
    sign_in()
    assert attempts() == []

    press(desk, policy, "start")
    monkeypatch.setattr(policies.services.shadows, "COUNTED_EVERY", 1)
    monkeypatch.setattr(policies.services.shadows, "MAX_ATTEMPTS", 2)
    for _ in range(3):
        sign_in()

    assert len(attempts()) == 2
    assert "as many attempts as one trial can" in page(desk, policy)
    assert (newest_event("policy.shadow.stop").reason, newest_event("policy.shadow.stop").actor_id) == (
        "full",
        "",
    )


def test_results_go_with_the_account_and_after_thirty_days(desk, policy, ada):
    bo = a_user("bo@example.org", PASSWORD)
    begin(desk, policy, idle_minutes="15")
    press(desk, policy, "start")
    for address in (ADA, "bo@example.org"):
        sign_in(address)

    request_deletion(ada, RequestClient(), timezone.now())
    erase_due(timezone.now() + timedelta(days=400))

    assert [user for user, _ in attempts()] == [bo.public_id]
    purge()
    assert len(attempts()) == 1
    PolicyShadow.objects.update(started_at=timezone.now() - timedelta(days=31))
    purge()
    assert not PolicyShadow.objects.exists()


def test_shadow_knows_groups_that_only_its_draft_names(desk, policy, ada):
    staff = group("Staff", ada)
    desk.post(f"{LIST}{policy.pk}/draft/begin/", {})
    draft = Policy.with_drafts.get(draft_of=policy)
    add_rule(draft, {"name": "Office", "groups_included": [staff]}, allowed=False)
    press(desk, policy, "start")

    sign_in()

    assert attempts() == [(ada.public_id, [["refused"]])]
    assert ShadowAttempt.objects.get().rule == "Office"


def test_shadow_of_another_kind_looks_at_its_own_attempts(desk, ada):
    policy = default_rule(Kind.ACCOUNT_MANAGEMENT).policy
    begin_draft(policy, author())
    run("start", Kind.ACCOUNT_MANAGEMENT, policy.name)
    browser = Browser()
    browser.begin(Intent.SIGN_IN, FormName.IDENTIFY, {"identifier": ADA})
    assert attempts() == []
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD))
    assert attempts() == [(ada.public_id, [])]


def test_auditor_sees_results_and_starts_nothing(desk, policy, ada):
    begin(desk, policy, idle_minutes="15")
    press(desk, policy, "start")
    sign_in()
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.add(Role.objects.get(name="Auditor"))

    shown = page(desk, policy)

    assert "1 would have gone differently." in shown
    assert "Stop the trial" not in shown
    for action in ("start", "stop"):
        assert press(desk, policy, action).status == 403
    desk.user.groups.clear()
    role = Role.objects.create(name="Policies")
    role.permissions.add(Permission.objects.get(codename="view_sessionpolicy"))
    desk.user.groups.add(role)
    shown = page(desk, policy)
    assert (ADA in shown, ada.public_id in shown) == (False, True)


def run(*words: str) -> Any:
    written = StringIO()
    call_command("policies", "shadow", *words, "--json", stdout=written)
    return json.loads(written.getvalue())


def test_command_starts_shows_and_stops_a_shadow(ada, policy):
    named = (Kind.SESSION.value, policy.name)
    with pytest.raises(CommandError, match="no draft"):
        run("start", *named)
    draft = begin_draft(policy, author())
    SessionOutcome.objects.filter(rule__policy=draft).update(idle_minutes=15)
    assert run("show", *named)["state"] == "not started"
    assert run("start", *named)["state"] == "running"

    sign_in()

    found = run("show", *named)
    assert (found["attempts"], found["differing"]) == (1, 1)
    sentence = "The session would end after 15 min of inactivity, not 2 h."
    assert found["differences"] == [{"count": 1, "difference": sentence, "rule": draft.rules.get().name}]
    assert (found["newest"][0]["user"], found["newest"][0]["differences"]) == (ada.public_id, sentence)
    assert run("stop", *named)["state"] == "ended"
    forget()
    sign_in()
    assert run("show", *named)["attempts"] == 1
    for words in (("start", "session", "Nothing"), ("begin", *named)):
        with pytest.raises(CommandError):
            run(*words)


def test_another_order_of_the_policies_ends_the_shadow(desk, policy, ada):
    first, second = (add_policy(Kind.SESSION, name, group(name)) for name in ("First", "Second"))
    begin(desk, policy)
    press(desk, policy, "start")

    reorder_policies(Kind.SESSION, [second.pk, first.pk], author())

    assert PolicyShadow.objects.get().end == "changed"


def test_attempt_that_its_user_ended_is_not_looked_at(desk, policy, ada):
    begin(desk, policy)
    press(desk, policy, "start")
    browser = Browser()
    browser.identify(ADA)
    Transaction.objects.update(ended="ssr.consent.declined")
    stored = repository.reload(Transaction.objects.get().pk)
    opened = engine.open_stored(stored, ClientContext())

    flows.shadow.look_again(opened.state, opened.step)

    assert attempts() == []
