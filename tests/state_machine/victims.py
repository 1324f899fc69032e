"""A user with every further authenticator, and an attacker who knows a part of it."""

from dataclasses import dataclass, field, replace
from typing import Any

from accounts.models import OutboxMail, User
from accounts.sessions.lifetime import OpenedSession
from flows.domain.steps import FormName, Step, StepName
from flows.domain.subjects import PasskeySubject
from flows.domain.transaction import Intent
from flows.step_submission import Outcome
from tests.actors import Browser, a_user, code_in, mails_to, passcode, wrong_code
from tests.flows.domain.oracle import Wish
from tests.methods import App, a_passkey, an_app, first_page_assertion, signed, some_codes
from tests.passkeys import Device

VICTIM, ATTACKER = "victim@example.com", "attacker@example.org"
WORDS = "violet harbour under nine lamps", "eleven copper kettles by noon", "orange ladder beside the mill"
Data = dict[str, Any]
MAIN = (FormName.CHALLENGE_AUTHENTICATOR, FormName.ENROLL_AUTHENTICATOR)


@dataclass
class Somebody:
    """A user with all they have; ``passwords`` are those they know, the present one last."""

    row: User
    app: App
    device: Device
    codes: list[str]
    passwords: list[str]

    @classmethod
    def made(cls, address: str, password: str) -> "Somebody":
        row = a_user(address, password)
        return cls(row, an_app(row), a_passkey(row), list(some_codes(row)), [password])


@dataclass
class Actor:
    """A user of a browser: their secrets and devices, whose account, and which mailbox they read."""

    address: str
    passwords: list[str]
    app: App | None
    device: Device | None
    codes: list[str]
    mailboxes: tuple[str, ...]

    def mails(self) -> list[OutboxMail]:
        found = [mail for address in self.mailboxes for mail in mails_to(address)]
        proving = [mail for mail in found if mail.challenge and not mail.challenge.decoy]
        return sorted(proving, key=lambda mail: -mail.pk)

    def answer(self, step: Step, transaction_id: str) -> Data | None:
        """Return what this user can say to the page, as well as they can."""
        match step.name:
            case StepName.CHALLENGE_PASSWORD:
                return passcode(self.passwords[-1]) if self.passwords else None
            case StepName.CHALLENGE_EMAIL:
                return passcode(code_in(self.mails()[0])) if self.mails() else None
            case StepName.CHALLENGE_TOTP:
                return passcode(self.app.code()) if self.app else None
            case StepName.CHALLENGE_RECOVERY_CODE:
                return passcode(self.codes.pop()) if self.codes else None
            case StepName.CHALLENGE_PASSKEY:
                return {"credentials": signed(self.device, transaction_id)} if self.device else None
        return {}


@dataclass
class EarnedAuthorization:
    """A session, who got it, and what the policy wanted at that moment."""

    actor: Actor
    session: OpenedSession
    wish: Wish
    intent: Intent

    @property
    def is_enough(self) -> bool:
        """Return whether the proofs are what the policy requires.

        A password chosen in the recovery is one; beside the mail it is no further factor.
        """
        chose = self.intent is Intent.RECOVER
        return (replace(self.wish, password=False) if chose else self.wish).is_met(self.tokens)

    @property
    def tokens(self) -> frozenset[str]:
        proofs = self.session.row.proofs
        return frozenset(one["authenticator"] + ("+" if one["user_verified"] else "") for one in proofs)


@dataclass
class Tab:
    """An open page; two of them may show the same attempt."""

    actor: Actor
    browser: Browser = field(default_factory=Browser)

    def step(self) -> Step | None:
        return self.browser.step() if self.browser.stored() is not None else None


@dataclass
class Siege:
    """Everything outside the server, and what happened in it."""

    victim: Somebody
    attacker: Somebody
    tabs: list[Tab]
    wish: Wish
    earned: list[EarnedAuthorization] = field(default_factory=list)
    overheard: list[tuple[FormName, Data]] = field(default_factory=list)

    def note(self, tab: Tab, outcome: Outcome) -> Outcome:
        if outcome.session is not None:
            intent = outcome.transaction.intent
            self.earned.append(EarnedAuthorization(tab.actor, outcome.session, self.wish, intent))
        return outcome

    def post(self, tab: Tab, form: FormName, data: Data | None = None) -> Outcome | None:
        if tab.browser.stored() is None:
            return None
        return self.note(tab, tab.browser.answer(form, data))

    def say(self, tab: Tab) -> Outcome | None:
        """Answer the page with the user's secrets; an observer may see the answer."""
        step = tab.step()
        form = next((form.name for form in step.forms if form.name in MAIN), None) if step else None
        if step is None or form is None:
            return None
        data = tab.actor.answer(step, tab.browser.open_id)
        if data is None:
            return None
        if tab.actor.address == VICTIM and step.name is not StepName.CHALLENGE_PASSWORD:
            self.overheard.append((form, data))
        return self.post(tab, form, data)

    def come_with_passkey(self, tab: Tab) -> Outcome | None:
        from_device = tab.actor.device
        step = tab.step()
        if from_device is None or step is None or not isinstance(step.subject, PasskeySubject):
            return None
        return self.post(tab, FormName.PASSKEY_AUTOFILL, first_page_assertion(from_device))


def besieged(knows: frozenset[str], wish: Wish) -> Siege:
    """Return the two: the attacker has an account too, and knows this of the victim's."""
    victim, attacker = Somebody.made(VICTIM, WORDS[0]), Somebody.made(ATTACKER, WORDS[1])
    mailboxes = (VICTIM, ATTACKER) if "email" in knows else (ATTACKER,)
    known = [attacker.passwords[0], *(victim.passwords if "password" in knows else ())]
    own = Actor(VICTIM, victim.passwords, victim.app, victim.device, victim.codes, (VICTIM,))
    other = Actor(ATTACKER, known, attacker.app, attacker.device, attacker.codes, mailboxes)
    shared = Browser(ip_address="192.0.2.66")
    tabs = [Tab(own), Tab(other, shared), Tab(other, shared), Tab(other, Browser(ip_address="192.0.2.67"))]
    return Siege(victim, attacker, tabs, wish)


def wrong(data: Data) -> Data:
    """Return an answer that is nearly right."""
    text = data.get("credentials", {}).get("passcode", "")
    return passcode(wrong_code(text) if text.isdigit() else f"{text}x")
