"""Where policies want more than the attacker knows, nothing posted in any order makes up for it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.credentials import throttle
from accounts.domain.authenticators import Authenticator
from accounts.models import Enrollment, User
from flows.domain.steps import FormName, StepName
from tests.actors import passcode, start_afresh
from tests.flows.domain.oracle import Wish
from tests.journeys.policy_settings import app_wants
from tests.state_machine.victims import ATTACKER, VICTIM, WORDS, besieged, wrong
from tests.thoroughness import examples

START = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
TABS, PLACES = st.sampled_from([0, 1, 2, 3]), st.integers(0, 7)
METHODS = (Authenticator.EMAIL, Authenticator.TOTP, Authenticator.PASSKEY, Authenticator.RECOVERY_CODE)
JUMPS = st.sampled_from([31, 16 * 60, 61 * 60])
BY_MAIL = frozenset({"email", "phone"})
WISHES = (
    Wish(factors=2, device_bound=True),
    Wish(factors=2, excluded=BY_MAIL),
    Wish(phishing_resistant=True),
    Wish(password=True, factors=2, device_bound=True, user_verifying=True),
)
"""None of them is met by a password and a mailbox together."""


class Attacks(RuleBasedStateMachine):
    """Rules are what the two can post; a rule that is not possible just now does nothing."""

    seen: Counter

    def __init__(self) -> None:
        super().__init__()
        start_afresh()
        self.clock = time_machine.travel(START, tick=False)
        self.time = self.clock.start()
        self.block = transaction.atomic()
        self.block._from_testcase = True  # budgets insist on being the outermost block
        self.block.__enter__()
        self.looked_at: set[tuple[str, int, Wish]] = set()

    def teardown(self) -> None:
        for earned in self.siege.earned if hasattr(self, "siege") else ():
            type(self).seen[earned.actor.address, "session"] += 1
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.clock.stop()
        start_afresh()

    @initialize(knows=st.sets(st.sampled_from(["password", "email"])), wish=st.sampled_from(WISHES))
    def the_siege_begins(self, knows, wish):
        self.siege = besieged(frozenset(knows), wish)
        self._decree(wish)

    def _decree(self, wish):
        app_wants(**{name: getattr(wish, name) for name in wish.__dataclass_fields__})
        self.siege.wish = wish

    # What users do

    @rule(tab=TABS, whose=st.sampled_from([VICTIM, VICTIM, ATTACKER]), pages=st.sampled_from([1, 3, 0]))
    def sign_in(self, tab, whose, pages):
        self.siege.tabs[tab].browser.identify(whose)
        self.go_on(tab, pages)
        if tab and pages < 3:
            self.choose_other_ways(tab, METHODS[pages])

    @rule()
    def the_victim_comes_in(self):
        self.sign_in(0, VICTIM, 4)

    @rule(tab=TABS, whose=st.sampled_from([VICTIM, VICTIM, ATTACKER]), pages=st.sampled_from([4, 2, 1]))
    def recover(self, tab, whose, pages):
        self.siege.tabs[tab].browser.recover(whose)
        self.go_on(tab, pages)

    @rule(tab=TABS, pages=st.integers(1, 4))
    def go_on(self, tab, pages):
        tab = self.siege.tabs[tab]
        for _ in range(pages):
            step = tab.step()
            if step is None:
                return
            type(self).seen[tab.actor.address, step.name.value] += 1
            match step.name:
                case StepName.RESET_PASSWORD:
                    self._choose_password(tab)
                case StepName.DONE:
                    self.siege.post(tab, FormName.COMPLETE)
                case _:
                    self.siege.say(tab)

    def _choose_password(self, tab):
        done = self.siege.post(tab, FormName.RESET_AUTHENTICATOR, passcode(WORDS[2]))
        assert tab.actor.address == VICTIM or done.transaction.user.address == ATTACKER
        tab.actor.passwords.append(WORDS[2])

    @rule(tab=TABS)
    def come_with_passkey(self, tab):
        self.siege.come_with_passkey(self.siege.tabs[tab])

    @rule(tab=TABS, last=st.sampled_from(METHODS))
    def choose_other_ways(self, tab, last):
        """Choosing proves nothing, sets nothing up, and is the end of nothing, one after another."""
        tab = self.siege.tabs[tab]
        if tab.browser.stored() is None:
            return
        for method in (*METHODS, last):
            self._choose(tab, FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, method)
        self._choose(tab, FormName.SELECT_AUTHENTICATOR_ENROLL, last)

    def _choose(self, tab, form, method):
        before = tab.browser.facts()
        outcome = self.siege.post(tab, form, {"authenticator": {"id": method.value}})
        assert outcome.session is None
        assert outcome.transaction.proofs == before.proofs
        assert outcome.transaction.finished_at == before.finished_at
        assert not [one for one in outcome.transaction.pending if one.proved_at]

    @rule(tab=TABS)
    def answer_wrongly(self, tab):
        tab = self.siege.tabs[tab]
        step = tab.step()
        if step is not None and step.name is not StepName.DONE:
            data = wrong({"credentials": {"passcode": self.siege.attacker.app.code()}})
            before = tab.browser.facts().proofs
            assert self.siege.post(tab, FormName.CHALLENGE_AUTHENTICATOR, data).transaction.proofs == before

    @rule(tab=TABS, place=PLACES)
    def replay_what_was_overheard(self, tab, place):
        """An answer of the victim cannot be replayed by an observer."""
        tab, said = self.siege.tabs[tab], self.siege.overheard
        if said and tab.actor.address == ATTACKER:
            self.siege.post(tab, *said[place % len(said)])

    @rule(tab=TABS, steps=st.sampled_from([-2, -1, 1, 2]))
    def type_an_own_or_stale_code(self, tab, steps):
        """Neither a code of the attacker's own app nor one of the victim's a while ago opens anything."""
        tab = self.siege.tabs[tab]
        if tab.actor.address == ATTACKER and tab.browser.stored() is not None:
            self.siege.post(
                tab, FormName.CHALLENGE_AUTHENTICATOR, passcode(self.siege.attacker.app.code(steps=steps))
            )
            old = self.siege.victim.app.code(steps=-3)
            self.siege.post(tab, FormName.CHALLENGE_AUTHENTICATOR, passcode(old))

    @rule(tab=TABS, form=st.sampled_from([form for form in FormName if form is not FormName.POLL]))
    def post_any_form(self, tab, form):
        """Forms of steps that are over, or never were."""
        tab = self.siege.tabs[tab]
        known = tab.actor.passwords[-1]
        everything = {**passcode(known), "identifier": VICTIM, "keepMeSignedIn": "true"}
        if form not in (FormName.RESET_AUTHENTICATOR, FormName.IDENTIFY_RECOVERY):
            self.siege.post(tab, form, everything)

    @rule(tab=TABS)
    def skip(self, tab):
        self.siege.post(self.siege.tabs[tab], FormName.SKIP)

    @rule(seconds=JUMPS)
    def wait(self, seconds):
        self.time.shift(timedelta(seconds=seconds))

    @rule(wish=st.sampled_from(WISHES))
    def change_the_policy(self, wish):
        self._decree(wish)

    # What always holds

    @invariant()
    def the_attacker_is_never_the_victim(self):
        for earned in self.siege.earned:
            login = User.objects.get(pk=earned.session.row.user_id).login
            assert login == earned.actor.address

    @invariant()
    def every_session_rests_on_what_the_policy_wanted(self):
        for earned in self.siege.earned:
            assert earned.is_enough, (earned.wish, earned.tokens)

    @invariant()
    def every_proof_is_of_the_sessions_own_user(self):
        for earned in self.siege.earned:
            user = User.objects.get(pk=earned.session.row.user_id)
            held = set(Enrollment.objects.filter(user=user).values_list("public_id", flat=True))
            for one in earned.session.row.proofs:
                assert one["subject"] in {user.login, user.public_id, *held}

    @invariant()
    def no_attempt_of_the_attackers_at_the_victims_account_is_ever_done(self):
        for browser in {id(tab.browser): tab.browser for tab in self.siege.tabs[1:]}.values():
            stored = browser.stored() if browser.open_id else None
            facts = stored.transaction if stored is not None else None
            if facts is None or facts.user is None or facts.user.address != VICTIM:
                continue
            looked_at = (facts.id, facts.version, self.siege.wish)
            if looked_at not in self.looked_at:
                self.looked_at.add(looked_at)
                assert browser.step().name not in (StepName.DONE, StepName.RESET_PASSWORD)
                assert not facts.finished_at

    @invariant()
    def nothing_new_is_set_up_on_the_victims_account(self):
        assert Enrollment.objects.filter(user__login=VICTIM).count() == 3


@pytest.mark.django_db
def test_password_and_mailbox_do_not_suffice_for_any_attacker_posts(monkeypatch):
    monkeypatch.setattr(throttle, "allow", lambda kind, ip_address, subject="": True)
    Attacks.seen = Counter()
    run_state_machine_as_test(
        Attacks,
        settings=settings(
            max_examples=examples(6, 100),
            phases=(Phase.generate,),
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # The victim gets in, and the attacker stands before what they cannot prove.
    reached = [(VICTIM, "session"), (ATTACKER, "challenge-password"), (ATTACKER, "challenge-passkey")]
    assert all(Attacks.seen[one] for one in reached), Attacks.seen
