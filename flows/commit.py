"""The atomic block of one answer: consume, apply, enter the next step, perhaps finish, write events."""

from dataclasses import dataclass, replace

from django.db import transaction as database
from django.utils import timezone

from accounts.authenticators import recovery_codes, totp
from accounts.configuration import forget
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Data, PendingEnrollment
from accounts.domain.networks import parse_address
from accounts.events import Entry, open_context, record
from accounts.identities import new_public_id, new_secret
from accounts.models import User
from accounts.selectors.brand import current_brand
from accounts.services.budgets import Purpose, clear
from accounts.services.devices import recall
from accounts.services.sessions import OpenedSession
from accounts.sms.gateway import sms_available
from applications.domain import DASHBOARD, Application
from applications.selectors import consented_scopes, known_application
from enrollment.domain.form import EnrollmentPolicy
from enrollment.selectors import enrollment_policy, policy_for
from flows import store
from flows.completion import Ending, finish
from flows.domain.next_step import next_step
from flows.domain.policies import Policies, Where
from flows.domain.steps import Step, StepName
from flows.domain.subjects import EmailSubject, PhoneSubject, RecoveryCodesSubject, TotpSubject
from flows.domain.transaction import Face, Transaction
from flows.notifications import needs_sending, open_challenge, send_challenge
from flows.passkey_origins import passkey_origins
from flows.step_submission import Client, Handler, Refused, StepSubmission
from flows.store import Stored
from policies.selectors import current_policies


class RolledBack(Exception):
    """A handler refused inside the block: nothing of it may stay."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__()
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Committed:
    """What the block made. ``code`` is what the JSON face gives an app to ask for its tokens with."""

    transaction: Transaction
    step: Step
    session: OpenedSession | None = None
    code: str = ""


def read_policies(
    transaction: Transaction | None = None, client: Client | None = None, *, fresh: bool = False
) -> Policies:
    """Return the configuration for the transaction's app and the visitor's origin.

    ``fresh`` reads the rows' version now, where a second's delay would decide on outdated rows.
    """
    if fresh:
        forget()
    security, brand, app = current_policies(), current_brand(), _application(transaction)
    return Policies(
        _enrollment(app, transaction),
        security,
        (brand.name,),
        app if app.contact else replace(app, contact=brand.support_email),
        where_of(transaction, client, devices_matter=security.looks_at_devices),
        texts=sms_available(),
        passkeys=transaction is None or bool(passkey_origins(transaction)),
        agreed=_agreed(transaction, app),
    )


def _application(transaction: Transaction | None) -> Application:
    return known_application(transaction.application if transaction is not None else DASHBOARD)


def _enrollment(app: Application, transaction: Transaction | None) -> EnrollmentPolicy:
    """Return the app's profile enrollment policy, no laxer than the app itself.

    Sign-up is offered only where the new user could use the app (OM-25). A submitted form joins the groups
    that it had then, so those decide.
    """
    policy = enrollment_policy() if app.built_in else policy_for(app.enrollment_policy_id)
    submission = transaction.submission if transaction is not None else None
    joined = frozenset(policy.group_ids if submission is None else submission.group_ids)
    return replace(
        policy,
        sign_up_allowed=policy.sign_up_allowed and app.open_to_newcomers(joined),
        verification_required=policy.verification_required or app.verified_addresses_only,
    )


def _agreed(transaction: Transaction | None, app: Application) -> frozenset[str]:
    """Return what the person lets the app learn; read only where it matters."""
    if transaction is None or transaction.request is None or transaction.person is None:
        return frozenset()
    return consented_scopes(transaction.person.id, app.key) if app.consent_required else frozenset()


def where_of(transaction: Transaction | None, client: Client | None, *, devices_matter: bool) -> Where:
    """Return the origin of the request; trusted devices are read only where they matter."""
    if client is None:
        return Where()
    person = transaction.person if transaction is not None else None
    held = None
    if devices_matter and person is not None and client.device_id:
        held = recall(person.id, person.epoch, client.device_id, timezone.now())
    return Where(
        ip_address=parse_address(client.ip_address),
        known_device=held is not None,
        second_factor_at=held.further_factor_at if held is not None else None,
        asked_to_stay_at=client.asked_to_stay_at,
    )


def commit(
    turn: StepSubmission, stored: Stored, handler: Handler[object], work: object, secret: str
) -> Committed:
    """Run the block. Raises RolledBack, Stale, AddressTaken or ValueTaken, with nothing written.

    ``secret`` is given for a transaction that is not stored yet.
    """
    with database.atomic():
        applied = handler.apply(turn, work)
        if isinstance(applied, Refused):
            raise RolledBack(applied)
        _forgive(turn, handler)
        facts, step, entered = enter(turn, applied.transaction)
        facts = replace(facts, context_id=_context_id(turn, stored))
        if step.name is StepName.DONE:
            facts, step, entered = _decide_again(turn, facts)
        saved = store.insert(facts, secret) if secret else store.save(facts)
        events, session, code = (*applied.events, *entered), None, ""
        if saved.finished_at is not None:
            finished = finish(
                Ending(facts, _row_of(facts, stored), step, turn.policies, turn.client, turn.now)
            )
            events, session = (*events, *finished.events), finished.session
            code = _open_answer(saved, session)
        record(events, now=turn.now, context_id=facts.context_id)
    return Committed(saved, step, session, code)


def _open_answer(finished: Transaction, session: OpenedSession | None) -> str:
    """Let the app's request be answered: by the browser with this session, or for the code returned here."""
    if finished.request is None or session is None:
        return ""
    code = new_secret() if finished.face is Face.IDX else ""
    store.open_answer(finished.id, session.row.sid, code)
    return code


def _forgive(turn: StepSubmission, handler: Handler[object]) -> None:
    """A right code clears what was guessed before it: only wrong ones in a row are held back (SU-38).

    The answer to a question does not: it is right every time, and would buy guesses at the codes.
    """
    charge, repeats = handler.charge(turn), turn.step.name is StepName.CHALLENGE_SECURITY_QUESTION
    if charge is not None and charge.purpose is Purpose.FACTOR and not repeats:
        clear(charge)


def _row_of(facts: Transaction, stored: Stored) -> User | None:
    """Return the user's row: a user identified by this very submission was not read before."""
    if facts.person is None or stored.person is not None:
        return stored.person
    return User.objects.get(pk=facts.person.id)


def enter(turn: StepSubmission, facts: Transaction) -> tuple[Transaction, Step, tuple[Entry, ...]]:
    """Make what the next step needs before it can be shown: a challenge with its message, a secret."""
    turn = seen_by(turn, facts)
    step = next_step(facts, turn.policies, turn.now)
    begun = _begun(facts, step)
    if begun is not None:
        return begun, next_step(begun, turn.policies, turn.now), ()
    if not needs_sending(facts, step.subject):
        return facts, step, ()
    assert isinstance(step.subject, EmailSubject | PhoneSubject)  # noqa: S101 - what can wait is one of these
    lifetime = turn.policies.security.protection.challenge_lifetime
    opened = open_challenge(facts, step.subject, turn.now, lifetime, mailed=turn.mail_paid)
    sent = send_challenge(opened, turn.client, turn.now, lifetime) if turn.mail_paid else (opened, ())
    entered, events = sent
    if entered.submission is not None and step.name is StepName.ENROLL_EMAIL:
        # Asked for it once, a sign-up is not freed by a rule that is lowered later.
        entered = replace(entered, submission=replace(entered.submission, verification_required=True))
    return entered, next_step(entered, turn.policies, turn.now), events


def is_unready(step: Step) -> bool:
    """Whether the step shows a secret or codes that are still to be drawn: the rules changed under a page."""
    match step.subject:
        case TotpSubject(enrolling=True, secret="") | RecoveryCodesSubject(enrolling=True, public_id=""):
            return True
        case _:
            return False


def seen_by(turn: StepSubmission, facts: Transaction) -> StepSubmission:
    """Return the submission with this browser's relation to the user just identified."""
    before, security = turn.transaction.person, turn.policies.security
    if facts.person is None or (before is not None and before.id == facts.person.id):
        return turn
    where = where_of(facts, turn.client, devices_matter=security.looks_at_devices)
    agreed = _agreed(facts, turn.policies.application)
    return replace(turn, policies=replace(turn.policies, where=where, agreed=agreed))


def _begun(facts: Transaction, step: Step) -> Transaction | None:
    """Draw the secret or the codes that a step is about to show."""
    match step.subject:
        case TotpSubject(enrolling=True, secret=""):
            public_id = new_public_id()
            data: Data = totp.new_secret(public_id)
            return facts.with_pending(_pending(public_id, Authenticator.TOTP, data))
        case RecoveryCodesSubject(enrolling=True, public_id=""):
            public_id = new_public_id()
            data = recovery_codes.generate(public_id).data
            return facts.with_pending(_pending(public_id, Authenticator.RECOVERY_CODE, data))
        case _:
            return None


def _pending(public_id: str, authenticator: Authenticator, data: Data) -> PendingEnrollment:
    return PendingEnrollment(public_id, authenticator, authenticator.label, data)


def _decide_again(turn: StepSubmission, facts: Transaction) -> tuple[Transaction, Step, tuple[Entry, ...]]:
    """Nothing seems to be missing: look at today's policies once more before that is final."""
    policies = read_policies(facts, turn.client, fresh=True)
    facts, step, entered = enter(replace(turn, policies=policies), facts)
    if step.name is not StepName.DONE:
        return facts, step, entered
    return replace(facts, finished_at=turn.now, ended=step.outcome), step, entered


def _context_id(turn: StepSubmission, stored: Stored) -> int:
    """Return the personal side of this transaction's events; another network or browser gets its own."""
    client, held = turn.client, stored.context
    if held is not None and (held.ip_address or "", held.client) == (client.ip_address, client.description):
        return held.pk
    return open_context(now=turn.now, ip_address=client.ip_address, client=client.description).pk
