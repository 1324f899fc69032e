"""One code, one link, one resend, answered twenty times at the same moment."""

import pytest

from accounts.credentials import challenges
from accounts.models import Event, OutboxMail
from flows import rate_limits
from flows.domain.steps import FormName, StepName
from flows.step_submission import Kind
from tests.actors import (
    Browser,
    challenge_of,
    link_in,
    mails_to,
    newest_code,
    passcode,
    sign_up_policy,
    wrong_code,
)
from tests.races.together import assert_single_use, at_once, beside
from tests.refusals import write_refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ADA = "ada@example.com"


@pytest.fixture
def tab():
    sign_up_policy()
    tab = Browser()
    assert tab.sign_up(ADA).step.name is StepName.ENROLL_EMAIL
    return tab


@pytest.fixture
def compared(monkeypatch):
    """Every comparison of a code, by the serial it was compared with."""
    seen: list[int] = []
    real = challenges.code_is_right

    def spy(sending, given):
        seen.append(sending.serial)
        return real(sending, given)

    monkeypatch.setattr(challenges, "code_is_right", spy)
    return seen


def enter_code(tab, code):
    return tab.answer(FormName.ENROLL_AUTHENTICATOR, passcode(code))


def resend_now(tab, monkeypatch):
    """Wait until the first mail is old enough for another; late threads still wait for the second."""
    first = challenge_of(tab).sent_at

    def wait(sent_at, now, pause):
        return 0 if sent_at == first else 30

    monkeypatch.setattr("flows.handlers.email.seconds_to_wait", wait)
    return lambda _number=0: tab.answer(FormName.RESEND)


def test_one_right_code_typed_in_twenty_tabs_gives_one_proof(tab):
    code = newest_code(ADA)
    outcomes = at_once(lambda _: enter_code(tab, code))
    assert sum(outcome.kind is Kind.ADVANCED for outcome in outcomes) == 1
    # A request after the end is led on; one from the moment before is refused.
    assert {outcome.kind for outcome in outcomes} <= {Kind.ADVANCED, Kind.OUTDATED, Kind.REFUSED}
    assert len(tab.facts().proofs) == 1
    assert tab.step().name is StepName.ENROLL_PASSWORD
    assert Event.objects.filter(type="system.email.challenge_factor_redeemed", outcome="success").count() == 1


def test_twenty_wrong_codes_at_once_cost_five_comparisons_and_no_more(tab, compared):
    wrong = wrong_code(newest_code(ADA))
    outcomes = at_once(lambda _: enter_code(tab, wrong))
    assert {outcome.kind for outcome in outcomes} == {Kind.REFUSED}
    assert len(compared) == 5
    assert challenge_of(tab).attempts == 5


def test_after_five_guesses_at_once_even_the_right_code_is_not_compared(tab, compared):
    right = newest_code(ADA)
    at_once(lambda _: enter_code(tab, wrong_code(right)))
    assert enter_code(tab, right).kind is Kind.REFUSED
    assert len(compared) == 5
    assert challenge_of(tab).used_at is None


def test_one_link_pressed_twenty_times_gives_one_proof(tab):
    token = link_in(mails_to(ADA)[0])
    assert_single_use(lambda _: tab.answer(FormName.LINK, {"token": token}).kind is Kind.ADVANCED)
    assert len(tab.facts().proofs) == 1


def test_code_and_link_at_once_give_one_proof(tab):
    code, token = newest_code(ADA), link_in(mails_to(ADA)[0])

    def press(number):
        typed = number % 2
        answer = enter_code(tab, code) if typed else tab.answer(FormName.LINK, {"token": token})
        return answer.kind is Kind.ADVANCED

    assert_single_use(press, 10)
    assert len(tab.facts().proofs) == 1


def test_resend_pressed_twenty_times_makes_one_new_mail(tab, monkeypatch):
    resend = resend_now(tab, monkeypatch)
    # The mail budget (five an hour) is no obstacle here: the challenge's serial is what decides.
    monkeypatch.setattr(rate_limits, "spend", lambda charge, now: True)
    assert_single_use(lambda number: resend(number).kind is Kind.ADVANCED)
    assert challenge_of(tab).serial == 2
    assert OutboxMail.objects.count() == 2
    assert tab.facts().mails_sent == 2


def test_a_code_that_meets_its_own_resend_counts_or_is_dead_but_never_half(tab, monkeypatch):
    code, resend = newest_code(ADA), resend_now(tab, monkeypatch)
    entered, resent = beside(lambda: enter_code(tab, code), resend)
    challenge = challenge_of(tab)
    assert (entered.kind is Kind.ADVANCED, resent.kind is Kind.ADVANCED) in {(True, False), (False, True)}
    proved = entered.kind is Kind.ADVANCED
    assert (challenge.serial, challenge.used_at is not None) == ((1, True) if proved else (2, False))
    assert len(tab.facts().proofs) == (1 if proved else 0)


def test_old_code_after_a_correction_never_proves_the_new_address(tab):
    code = newest_code(ADA)
    new = {"userProfile": {"email": "grace@example.com"}}
    beside(lambda: enter_code(tab, code), lambda: tab.answer(FormName.CHANGE_ADDRESS, new))
    facts = tab.facts()
    assert facts.subject_address in {ADA, "grace@example.com"}
    assert all(proof.subject == ADA for proof in facts.proofs)
    if facts.subject_address != ADA:
        assert tab.step().name is StepName.ENROLL_EMAIL


def test_every_refused_guess_is_counted_in_the_system_log(tab):
    wrong = wrong_code(newest_code(ADA))
    at_once(lambda _: enter_code(tab, wrong), 5)
    write_refusals()
    assert sum(event.count for event in Event.objects.filter(outcome="failure")) == 5
