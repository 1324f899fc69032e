"""Two users, their mailboxes and browsers, and whatever was earned in them."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from accounts.credentials.challenges import Request, open_challenge
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.lifecycle.unverified_accounts import confirm_address
from accounts.messaging import outbox
from accounts.models import Challenge, ChallengePurpose, OutboxMail, User
from accounts.sessions.lifetime import OpenedSession
from flows.activation import begin_activation
from flows.domain.steps import FormName
from flows.domain.transaction import Intent
from flows.step_submission import Outcome
from tests.actors import Browser, a_user, code_in, link_in, mails_to, passcode, profile

ADDRESSES = ("victim@example.com", "attacker@example.org")
PASSWORDS = ("violet harbour under nine lamps", "eleven copper kettles by noon")
NEW_PASSWORDS = ("orange ladder beside the mill", "seven grey herons at dusk")


@dataclass
class EarnedAuthorization:
    """A session of one user's browser."""

    actor: int
    session: OpenedSession

    @property
    def user(self) -> User:
        return User.objects.get(pk=self.session.row.user_id)

    @property
    def live(self) -> bool:
        user = self.user
        return user.is_active and user.security_epoch == self.session.row.epoch


@dataclass
class Tab:
    """One browser of one of the two."""

    actor: int
    browser: Browser = field(default_factory=Browser)

    def offers(self, form: FormName) -> bool:
        return self.browser.stored() is not None and self.browser.step().form(form) is not None


@dataclass
class World:
    """Everything outside the server, and what happened in it."""

    tabs: list[Tab] = field(default_factory=lambda: [Tab(actor) for actor in (0, 0, 1, 1)])
    earned: list[EarnedAuthorization] = field(default_factory=list)
    begun: dict[str, int] = field(default_factory=dict)

    def note(self, tab: Tab, outcome: Outcome) -> Outcome:
        """Remember who began a transaction and who earned a session."""
        if tab.browser.open_id:
            self.begun.setdefault(tab.browser.open_id, tab.actor)
        if outcome.session is not None:
            self.earned.append(EarnedAuthorization(tab.actor, outcome.session))
        return outcome

    def sign_up(self, tab: Tab, address: str) -> Outcome:
        data = {**profile(address), **passcode(PASSWORDS[tab.actor])}
        return self.note(tab, tab.browser.begin(Intent.SIGN_UP, FormName.ENROLL_PROFILE, data))

    def identify(self, tab: Tab, address: str) -> Outcome:
        return self.note(tab, tab.browser.identify(address))

    def recover(self, tab: Tab, address: str) -> Outcome:
        return self.note(tab, tab.browser.recover(address))

    def answer(self, tab: Tab, form: FormName, data: dict | None = None) -> Outcome:
        return self.note(tab, tab.browser.answer(form, data))

    def mailbox(self, actor: int) -> list[OutboxMail]:
        """Return the mails that this user can read, with a proof in them, newest first."""
        mails = [mail for mail in mails_to(ADDRESSES[actor]) if mail.challenge and not mail.challenge.decoy]
        return mails[::-1]

    def codes(self, actor: int) -> list[str]:
        return [code_in(mail) for mail in self.mailbox(actor)]

    def links(self, actor: int) -> list[str]:
        return [link_in(mail) for mail in self.mailbox(actor)]

    def invite(self, address: str) -> None:
        """Add a user as an administrator does, with an invitation by mail."""
        if User.objects.filter(login=address).exists():
            return
        user = a_user(address, status=Status.PROVISIONED, email_verified=False)
        lifetime = timedelta(days=7)
        request = Request(ChallengePurpose.ACTIVATION, address, lifetime, user_id=user.pk)
        challenge = open_challenge(request, timezone.now())
        context = {"first_name": "Ada"}
        to = parse_email(address)
        outbox.enqueue(template="activation", to=to, context=context, challenge=challenge)

    def invitations(self, actor: int) -> list[Challenge]:
        """Return the live invitations in a user's mailbox."""
        kept = [mail.challenge for mail in self.mailbox(actor)]
        now = timezone.now()
        return [
            one
            for one in kept
            if one
            and one.purpose == ChallengePurpose.ACTIVATION
            and one.used_at is None
            and one.expires_at > now
        ]

    def open_invitation(self, tab: Tab, challenge: Challenge) -> None:
        if challenge.user is None or challenge.user.status != Status.PROVISIONED:
            return
        begun = begin_activation(challenge.user, challenge, tab.browser.binding, tab.browser.client)
        tab.browser.open_id = begun.id
        self.begun[begun.id] = tab.actor

    def confirm(self, earned: EarnedAuthorization) -> None:
        """Press the welcome mail's link in one's own session, if it is in one's own mailbox."""
        for mail in self.mailbox(earned.actor):
            challenge = mail.challenge
            if challenge and challenge.purpose == ChallengePurpose.WELCOME and earned.live:
                mine = challenge.user_id == earned.user.pk
                if mine:
                    confirm_address(earned.user, challenge, timezone.now())
