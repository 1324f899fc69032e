"""How often policies and steps are decided in a request: each kind once per state, the step twice."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone

import flows.commit
import flows.engine
import policies.domain.decide
from configuration.drafts import begin_draft
from policies.domain.rules import Kind
from policies.models import SessionOutcome, ShadowAttempt
from policies.services.shadows import start_shadow
from tests.actors import a_user, sign_up_policy
from tests.budgets.test_statements import (
    ADA,
    PASSWORD,
    RECOVERY,
    SETTINGS,
    SIGN_IN,
    SIGN_UP,
    TWO_FACTORS,
    RequestCost,
    a_browser_that_is_known,
    deliver,
    known,
    remember_the_mail,
    warm,
)
from tests.methods import an_app, ask_two_factors
from tests.policies.rows import author, default_rule
from tests.visitor import Visitor, recorded

pytestmark = pytest.mark.django_db

COMPLETING = {"the password", "the app's code", "the new password"}
"""Submissions that complete a transaction build the state once more, behind the lock."""


class Decisions:
    """What was decided in one request."""

    def __init__(self) -> None:
        self.evaluations: Counter[tuple[type, Any]] = Counter()
        self.steps = 0


@pytest.fixture
def watched(monkeypatch) -> Callable[[], Any]:
    """Return a context manager that counts the decisions of one request."""
    decisions = Decisions()
    evaluate = policies.domain.decide.evaluate

    def counted(rules: Sequence[Any], facts: Any, chosen_id: int | None = None) -> Any:
        decisions.evaluations[type(rules[-1].rules[-1].outcome), facts] += 1
        return evaluate(rules, facts, chosen_id)

    monkeypatch.setattr(policies.domain.decide, "evaluate", counted)
    for module in (flows.engine, flows.commit, flows.commit):

        def stepped(state: Any, real: Callable[[Any], Any] = module.next_step) -> Any:
            decisions.steps += 1
            return real(state)

        monkeypatch.setattr(module, "next_step", stepped)

    @contextmanager
    def watch() -> Iterator[Decisions]:
        decisions.evaluations.clear()
        decisions.steps = 0
        yield decisions

    return watch


@pytest.fixture(autouse=True)
def _warm():
    sign_up_policy()
    warm()


def walk(requests: Sequence[RequestCost], watched: Callable[[], Any], visitor: Visitor | None = None) -> None:
    visitor = visitor or Visitor()
    for request in requests:
        if request.make is deliver:
            remember_the_mail(visitor)
        with watched() as decisions:
            response = request.make(visitor)
        assert getattr(response, "status_code", None) == request.status, request.name
        states = 2 if request.name in COMPLETING and request.status == 303 else 1
        repeated = {facts: times for facts, times in decisions.evaluations.items() if times > states}
        assert not repeated, (request.name, repeated)
        assert decisions.steps <= 2, (request.name, decisions.steps)


def test_sign_up_decides_each_policy_once_per_state(watched):
    walk(SIGN_UP, watched)


def test_sign_in_decides_each_policy_once_per_state(watched):
    a_user(ADA, PASSWORD)
    walk(SIGN_IN, watched, a_browser_that_is_known())


def test_sign_in_with_two_factors_decides_each_policy_once_per_state(watched):
    ada = a_user(ADA, PASSWORD)
    visitor, app = a_browser_that_is_known(), an_app(ada)
    ask_two_factors()
    warm()
    known["code"] = app.code()
    walk(TWO_FACTORS, watched, visitor)


def test_recovery_decides_each_policy_once_per_state(watched):
    a_user(ADA, PASSWORD)
    walk(RECOVERY, watched)


def test_account_pages_decide_each_policy_once_per_state(watched):
    a_user(ADA, PASSWORD)
    walk(SETTINGS, watched, a_browser_that_is_known(signed_in=True))


def test_shadow_costs_a_sign_in_one_evaluation_and_one_insert_more(watched):
    a_user(ADA, PASSWORD)
    browser = a_browser_that_is_known()
    draft_in_the_shadow(allowed=False)
    warm()
    for request in SIGN_IN:
        with watched() as decisions, recorded() as statements:
            request.make(browser)
        states = 2 if request.name in COMPLETING else 1
        ends = request.name == "the password"
        assert all(times <= states + ends for times in decisions.evaluations.values()), request.name
        assert decisions.steps <= 2, request.name
        kinds = [statement.kind for statement in statements]
        assert kinds.count("INSERT policies_shadowattempt") == ends, request.name
        assert len(kinds) <= request.reads + request.writes + ends, (request.name, kinds)
        assert {kind for kind in kinds if "shadow" in kind} <= {"INSERT policies_shadowattempt"}
    assert ShadowAttempt.objects.get().differences == [["refused"]]


def draft_in_the_shadow(**outcome: Any) -> None:
    """Try a draft of the default global session policy that decides so."""
    policy = default_rule(Kind.SESSION).policy
    draft = begin_draft(policy, author())
    SessionOutcome.objects.filter(rule__policy=draft).update(**outcome)
    start_shadow(policy, None, timezone.now())


def test_a_rule_changed_before_the_last_submission_decides_behind_the_lock(watched):
    """The state read before the lock said *done*; the one read behind it asks for a second factor."""
    ada = a_user(ADA, PASSWORD)
    visitor, app = a_browser_that_is_known(), an_app(ada)
    visitor.get("/signin")
    visitor.post("identify", identifier=ADA)
    real, changed = flows.engine.next_step, []

    def change_the_rule(state: Any) -> Any:
        step = real(state)
        if step.name == "done" and not changed:
            changed.append(True)
            ask_two_factors()
        return step

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows.engine, "next_step", change_the_rule)
        visitor.post("challenge-authenticator", credentials__passcode=PASSWORD)
    assert changed
    assert b"authenticator" in visitor.get().content
    assert visitor.http.get("/me/").status_code == 303
    visitor.post("challenge-authenticator", credentials__passcode=app.code())
    assert visitor.get("/me/").status_code == 200
