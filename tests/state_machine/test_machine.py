"""A victim and an attacker do whatever the engine offers, in any order; what must hold, always holds."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.credentials import challenges, throttle
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Action, IllegalTransition, Status
from accounts.models import Challenge, Session, User
from accounts.users.status import change_status
from flows import engine, repository
from flows.domain.steps import FormName, StepName
from flows.models import Transaction as Row
from policies.models import AccountProtection
from tests.actors import passcode, sign_up_policy, start_afresh, wrong_code
from tests.state_machine.world import ADDRESSES, NEW_PASSWORDS, PASSWORDS, World
from tests.thoroughness import examples

TABS = st.integers(0, 3)
PAGES = st.sampled_from([3, 2, 1, 0])
TARGETS = st.sampled_from(ADDRESSES)
CODE_FORMS = (FormName.ENROLL_AUTHENTICATOR, FormName.CHALLENGE_AUTHENTICATOR)
EMAIL_STEPS = (StepName.ENROLL_EMAIL, StepName.CHALLENGE_EMAIL)
NEW_PASSWORD_STEPS = (StepName.ENROLL_PASSWORD, StepName.RESET_PASSWORD)
JUMPS = st.sampled_from([31, 11 * 60, 61 * 60, 25 * 3600])
START = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)


class Journeys(RuleBasedStateMachine):
    """Rules are what users and administrators do; a rule that is not possible just now does nothing."""

    compared: Counter

    def __init__(self) -> None:
        super().__init__()
        start_afresh()
        self.clock = time_machine.travel(START, tick=False)
        self.time = self.clock.start()
        self.block = transaction.atomic()
        self.block._from_testcase = True  # budgets insist on being the outermost block
        self.block.__enter__()
        self.world = World()
        type(self).compared.clear()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.clock.stop()
        start_afresh()

    @initialize(verified=st.booleans(), page=st.sampled_from(["first", "later"]))
    def the_first_policy(self, verified, page):
        sign_up_policy(email_verification=verified, password_page=page)

    # What users do

    @rule(tab=TABS, address=TARGETS, pages=PAGES)
    def sign_up(self, tab, address, pages):
        self.world.sign_up(self.world.tabs[tab], address)
        self.go_on(tab, pages)

    @rule(address=TARGETS, pages=PAGES)
    def both_sign_up(self, address, pages):
        self.sign_up(2, address, pages)
        self.sign_up(0, address, pages)

    @rule(tab=TABS, address=TARGETS, pages=PAGES)
    def sign_in(self, tab, address, pages):
        self.world.identify(self.world.tabs[tab], address)
        self.go_on(tab, pages)

    @rule(tab=TABS, address=TARGETS, pages=PAGES)
    def recover(self, tab, address, pages):
        self.world.recover(self.world.tabs[tab], address)
        self.go_on(tab, pages)

    @rule(tab=TABS, pages=PAGES)
    def go_on(self, tab, pages):
        for _ in range(pages):
            self._answer_the_page(self.world.tabs[tab])

    def _answer_the_page(self, tab):
        """Do what the page asks, as well as this user can: read the mail, type or choose the password."""
        match self._step(tab):
            case StepName.ENROLL_EMAIL | StepName.CHALLENGE_EMAIL:
                for code in self.world.codes(tab.actor)[:2]:
                    self._type(tab, code)
            case StepName.ENROLL_PASSWORD:
                self._type(tab, PASSWORDS[tab.actor])
            case StepName.CHALLENGE_PASSWORD:
                self._type(tab, PASSWORDS[tab.actor])
            case StepName.RESET_PASSWORD:
                self._type(tab, NEW_PASSWORDS[tab.actor])
            case StepName.DONE:
                self.world.answer(tab, FormName.COMPLETE)

    @rule(tab=TABS, place=st.integers(0, 5))
    def type_a_code_of_any_mail(self, tab, place):
        tab = self.world.tabs[tab]
        codes = self.world.codes(tab.actor)
        if codes and self._step(tab) in EMAIL_STEPS:
            self._type(tab, codes[place % len(codes)])

    @rule(tab=TABS, times=st.integers(1, 6))
    def guess(self, tab, times):
        tab = self.world.tabs[tab]
        for _ in range(times):
            if self._step(tab) in EMAIL_STEPS:
                self._type(tab, self._wrong_code(tab))

    @rule(tab=TABS, place=st.integers(0, 5))
    def press_a_link(self, tab, place):
        tab = self.world.tabs[tab]
        links = self.world.links(tab.actor)
        if links and self._step(tab) in EMAIL_STEPS:
            self.world.answer(tab, FormName.LINK, {"token": links[place % len(links)]})

    @rule(tab=TABS, form=st.sampled_from([form for form in FormName if form is not FormName.POLL]))
    def press_any_button(self, tab, form):
        """Post a form whether or not the page offers it."""
        tab = self.world.tabs[tab]
        if tab.browser.stored() is not None:
            self.world.answer(tab, form, passcode(PASSWORDS[tab.actor]))

    @rule(tab=TABS, address=TARGETS)
    def correct_the_address(self, tab, address):
        tab = self.world.tabs[tab]
        if tab.offers(FormName.CHANGE_ADDRESS):
            self.world.answer(tab, FormName.CHANGE_ADDRESS, {"userProfile": {"email": address}})

    @rule(tab=TABS)
    def forget_the_password(self, tab):
        tab = self.world.tabs[tab]
        if tab.offers(FormName.RECOVER):
            self.world.answer(tab, FormName.RECOVER)

    @rule(tab=TABS)
    def cancel(self, tab):
        stored = self.world.tabs[tab].browser.stored()
        if stored is not None:
            engine.cancel(stored)

    @rule(tab=TABS, place=st.integers(0, 3), pages=PAGES)
    def open_an_invitation(self, tab, place, pages):
        invitations = self.world.invitations(self.world.tabs[tab].actor)
        if invitations:
            self.world.open_invitation(self.world.tabs[tab], invitations[place % len(invitations)])
            self.go_on(tab, pages)

    @precondition(lambda self: self.world.earned)
    @rule(place=st.integers(0, 9))
    def confirm_the_own_address(self, place):
        self.world.confirm(self.world.earned[place % len(self.world.earned)])

    # What administrators and the clock do

    @rule(address=TARGETS)
    def invite(self, address):
        self.world.invite(address)

    @rule(
        address=TARGETS,
        action=st.sampled_from([Action.SUSPEND, Action.UNSUSPEND, Action.DEACTIVATE, Action.LOCK]),
    )
    def administrate(self, address, action):
        user = User.objects.filter(login=address).first()
        if user is not None:
            try:
                change_status(user, action, timezone.now())
            except IllegalTransition:
                return

    @rule(
        verified=st.booleans(),
        page=st.sampled_from(["first", "later", "none"]),
        open_=st.sampled_from([True, True, True, False]),
    )
    def change_the_policy(self, verified, page, open_):
        needs = verified or page == "none"
        sign_up_policy(email_verification=needs, password_page=page, sign_up_allowed=open_)

    @rule(hidden=st.booleans())
    def change_the_protection(self, hidden):
        AccountProtection.objects.update(
            hide_at_sign_in=hidden, hide_at_recovery=hidden, hide_at_sign_up=hidden
        )
        sign_up_policy(email_verification=True)

    @rule(seconds=JUMPS)
    def wait(self, seconds):
        self.time.shift(timedelta(seconds=seconds))

    # What always holds

    @invariant()
    def an_address_has_one_holder_at_most(self):
        held = User.objects.exclude(status=Status.DEPROVISIONED.value).values_list("email", flat=True)
        assert len(held) == len({address.lower() for address in held})
        assert not User.objects.filter(status=Status.DEPROVISIONED.value, login__isnull=False).exists()

    @invariant()
    def nobody_has_a_session_of_an_address_that_is_not_theirs_but_for_their_own_claim(self):
        for earned in self.world.earned:
            if earned.live:
                user = earned.user
                own_claim = user.is_claim and user.public_id in self._signed_up_by(earned.actor)
                assert user.login == ADDRESSES[earned.actor] or own_claim

    @invariant()
    def a_verified_address_was_proved_by_whoever_reads_its_mail(self):
        for user in User.objects.filter(email_verified=True).exclude(login=None):
            actors = {one.actor for one in self.world.earned if one.user.pk == user.pk}
            assert {ADDRESSES[actor] for actor in actors} <= {user.login}

    @invariant()
    def no_proof_counts_for_another_subject_or_transaction(self):
        for row in Row.objects.select_related("challenge", "user"):
            stored = repository.reload(row.id)
            for proof in stored.transaction.proofs if stored else ():
                if proof.authenticator is Authenticator.EMAIL:
                    assert proof.subject == ADDRESSES[self.world.begun[row.id]]
                    challenge = Challenge.objects.get(public_id=proof.challenge_id)
                    assert challenge.address == proof.subject
                    assert challenge.transaction_id in (row.id, "")

    @invariant()
    def a_code_is_compared_five_times_for_each_challenge_that_accepts_it(self):
        """A challenge without a mail of its own accepts the code of the newest mail (ADR 0039)."""
        for (public_id, _), count in type(self).compared.items():
            sent = Challenge.objects.get(public_id=public_id)
            continuing = Challenge.objects.filter(address=sent.address, purpose=sent.purpose, mailed=False)
            assert count <= 5 * (1 + continuing.count())
        assert not [one for one in Challenge.objects.all() if one.attempts > one.max_attempts]

    @invariant()
    def whoever_is_shut_out_has_no_session(self):
        for row in Session.objects.select_related("user"):
            user = row.user
            if user is not None and not user.is_active:
                assert row.epoch != user.security_epoch

    @invariant()
    def nothing_personal_stays_in_a_transaction_that_is_over(self):
        over = Row.objects.exclude(finished_at=None) | Row.objects.exclude(ended="")
        assert not over.exclude(submission=None).exists()
        assert not over.exclude(password_hash="").exists()
        assert not over.exclude(draft={}).exists()

    @invariant()
    def a_transaction_finishes_in_one_session_at_most(self):
        finished = Row.objects.exclude(finished_at=None).count()
        assert finished == len(self.world.earned)

    def _step(self, tab):
        return tab.browser.step().name if tab.browser.stored() is not None else None

    def _type(self, tab, text):
        step = tab.browser.step()
        form = next((form for form in step.forms if form.name in _FIRST), None)
        if form is not None:
            self.world.answer(tab, form.name, passcode(text))

    def _wrong_code(self, tab):
        challenge = tab.browser.facts().challenge
        right = challenges.code_of(challenges.sending_of(Challenge.objects.get(pk=challenge.id)))
        return wrong_code(right)

    def _signed_up_by(self, actor):
        mine = [id for id, who in self.world.begun.items() if who == actor]
        return set(Row.objects.filter(id__in=mine).values_list("new_user_id", flat=True))


_FIRST = (
    FormName.ENROLL_AUTHENTICATOR,
    FormName.CHALLENGE_AUTHENTICATOR,
    FormName.RESET_AUTHENTICATOR,
    FormName.REENROLL_AUTHENTICATOR,
)


@pytest.mark.django_db
def test_two_users_in_any_order_get_only_what_is_theirs(monkeypatch):
    compared: Counter = Counter()
    real = challenges.code_is_right

    def counted(sending, given):
        compared[sending.public_id, sending.serial] += 1
        return real(sending, given)

    Journeys.compared = compared
    monkeypatch.setattr(challenges, "code_is_right", counted)
    monkeypatch.setattr(throttle, "allow", lambda kind, ip_address, subject="": True)
    run_state_machine_as_test(
        Journeys,
        settings=settings(
            max_examples=examples(12, 200),
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
