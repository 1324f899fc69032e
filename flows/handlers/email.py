"""Proving an address by code or link, asking for another mail, and correcting the address."""

from dataclasses import replace
from datetime import datetime, timedelta

from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.codes import LinkToken, MangledToken, parse_link_token
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.messages import Message
from accounts.events import Entry
from accounts.models import Challenge
from accounts.selectors.challenges import newest_mailed
from accounts.services import challenges
from accounts.services.budgets import Charge, Purpose
from enrollment.domain.form import EMAIL_PATH, PASSWORD_PATH, domain_allowed
from flows.domain.challenges import ChallengeState
from flows.domain.pages.common import TOKEN_PATH
from flows.domain.proofs import Proof
from flows.domain.transaction import MAIL_PAUSE, MAX_MAILS, RESEND_AFTER, Transaction
from flows.handlers.enroll_profile import Standing, standing_of
from flows.notifications import send_challenge
from flows.step_submission import Applied, Handler, Refused, StepSubmission, charge_of, refused, refused_with

WRONG_CODE = "api.authn.error.PASSCODE_INVALID"
LINK_BROKEN, LINK_STALE = "idx.return.error", "idx.return.stale"
SPENT = "ssr.code.spent"
TOO_SOON, TEXT_TOO_SOON = "ssr.resend.too_soon", "ssr.resend.text_too_soon"
REDEEMED = "system.email.challenge_factor_redeemed"


def sending(challenge: ChallengeState) -> challenges.Sending:
    """Return what the newest code and link of a challenge are derived from."""
    return challenges.Sending(
        challenge.public_id, challenge.purpose, challenge.address, challenge.key_id, challenge.serial
    )


def _challenge(turn: StepSubmission) -> ChallengeState:
    challenge = turn.transaction.challenge
    if challenge is None:
        raise LookupError("an e-mail step is entered with its challenge")
    return challenge


def _code_charge(turn: StepSubmission) -> Charge:
    return charge_of(Purpose.CODE, turn.transaction.subject_address, turn.client)


def _compare_code(turn: StepSubmission) -> Refused | None:
    challenge = turn.transaction.challenge
    if challenge is None:
        # The rule was raised while the page before was open: no mail has been asked for yet.
        return refused_with("ssr.code.expired")
    right = challenges.code_is_right(_mailed(challenge, turn), turn.answer.text(PASSWORD_PATH))
    if right and not challenge.decoy:
        return None
    if challenge.attempts + 1 >= challenge.max_attempts:
        return refused_with(SPENT, event=REDEEMED)
    return refused(PASSWORD_PATH, WRONG_CODE, event=REDEEMED)


def _mailed(challenge: ChallengeState, turn: StepSubmission) -> challenges.Sending:
    """Return what the mailed code is derived from: another challenge's, if this one sent no mail."""
    continued = _continued(challenge, turn)
    return sending(challenge) if continued is None else challenges.sending_of(continued)


def _continued(challenge: ChallengeState, turn: StepSubmission) -> Challenge | None:
    """Return the challenge of the newest mail, where this one sent none and it is about the same user."""
    if challenge.mailed:
        return None
    newest, person = newest_mailed(challenge.address, challenge.purpose, turn.now), turn.transaction.person
    same = newest is not None and newest.person_id == (person.id if person is not None else None)
    return newest if same and newest is not None and not newest.decoy else None


def _met(turn: StepSubmission, work: object) -> Transaction:
    challenge = turn.transaction.challenge
    if challenge is None:
        return turn.transaction
    proof = Proof(Authenticator.EMAIL, challenge.address, challenge.public_id, turn.now)
    return replace(turn.transaction, challenge=replace(challenge, used_at=turn.now)).with_proof(proof)


def _meet(turn: StepSubmission, work: object) -> Applied | Refused:
    challenge = _challenge(turn)
    if challenge.purpose == ChallengePurpose.PHONE:
        # A page of the mail from before a text was requested: a code by text proves no address.
        return refused_with(LINK_STALE)
    continued = _continued(challenge, turn)
    if continued is None and not challenge.mailed:
        # Another browser spent the code between its comparison and this block.
        return refused_with(LINK_STALE)
    if continued is not None and not challenges.consume_continued(continued.pk, continued.serial, turn.now):
        return refused_with(LINK_STALE)
    if not challenges.consume(challenge.id, challenge.serial, turn.now):
        return refused_with(LINK_STALE)
    person = turn.transaction.person
    entry = Entry(
        REDEEMED,
        user_id=person.public_id if person else "",
        transaction_id=turn.transaction.id,
        detail={"variant": "code"},
    )
    return Applied(_met(turn, work), (entry,))


def _compare_link(turn: StepSubmission) -> LinkToken | Refused:
    challenge = _challenge(turn)
    try:
        token = parse_link_token(turn.answer.text(TOKEN_PATH))
    except MangledToken:
        return refused_with(LINK_BROKEN)
    if token.challenge_id != challenge.public_id or token.serial < challenge.serial:
        return refused_with(LINK_STALE)
    if challenge.decoy or not challenges.link_is_right(sending(challenge), token):
        return refused_with(LINK_BROKEN)
    # Its page may have been open before the last guess at the code.
    return refused_with(SPENT) if challenge.attempts >= challenge.max_attempts else token


def seconds_to_wait(sent_at: datetime, now: datetime, pause: timedelta = MAIL_PAUSE) -> int:
    """Return how many seconds, rounded up, are left of the pause after the newest message."""
    left = sent_at + pause - now
    return max(0, -(-left // timedelta(seconds=1)))


def _may_resend(turn: StepSubmission) -> Refused | None:
    challenge = turn.transaction.challenge
    if challenge is not None:
        by_text = challenge.purpose == ChallengePurpose.PHONE
        pause = RESEND_AFTER if by_text else MAIL_PAUSE
        seconds = seconds_to_wait(challenge.sent_at, turn.now, pause)
        if seconds:
            message = Message(TEXT_TOO_SOON if by_text else TOO_SOON, (str(seconds),))
            return Refused(messages=(message,), retry_after=seconds)
    if turn.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    return None


def _own_address(turn: StepSubmission, work: object) -> str:
    challenge = turn.transaction.challenge
    return challenge.address if challenge is not None else turn.transaction.subject_address


def _resend(turn: StepSubmission, work: object) -> Applied | Refused:
    """Begin the next code and link; where there is no challenge yet, entering the step opens it."""
    challenge, lifetime = turn.transaction.challenge, turn.policies.security.protection.challenge_lifetime
    if challenge is None:
        return Applied(turn.transaction)
    if not challenges.renew(challenge.id, challenge.serial, now=turn.now, lifetime=lifetime):
        return refused_with(LINK_STALE)
    renewed = replace(
        challenge,
        serial=challenge.serial + 1,
        attempts=0,
        sent_at=turn.now,
        expires_at=turn.now + lifetime,
        mailed=True,
    )
    return Applied(
        *send_challenge(replace(turn.transaction, challenge=renewed), turn.client, turn.now, lifetime)
    )


def _examine_address(turn: StepSubmission) -> Standing | Refused:
    if turn.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    try:
        address = parse_email(turn.answer.text(EMAIL_PATH))
    except InvalidEmail as invalid:
        return refused(EMAIL_PATH, invalid.code, *invalid.params)
    if not domain_allowed(turn.policies.enrollment, address.domain):
        return refused(EMAIL_PATH, "ssr.email.domain_not_allowed", address.domain)
    return standing_of(turn, address)


def _new_address(turn: StepSubmission, standing: Standing) -> str:
    return standing.address.normal


def _change_address(turn: StepSubmission, standing: Standing) -> Applied:
    """Keep everything else; the old challenge dies, and so do proofs of the old address."""
    if turn.transaction.challenge is not None:
        challenges.close(turn.transaction.challenge.id, turn.now)
    submission = turn.transaction.submission
    if submission is None:
        raise LookupError("only a sign-up has an address to correct")
    corrected = replace(submission, address=standing.address.normal, display=standing.address.display)
    proofs = tuple(proof for proof in turn.transaction.proofs if proof.subject == corrected.address)
    return Applied(
        replace(turn.transaction, submission=corrected, proofs=proofs, challenge=None, decoy=standing.decoy)
    )


CODE: Handler[None] = Handler(_meet, work=_compare_code, charge=_code_charge, guesses=True, foresee=_met)
LINK: Handler[LinkToken] = Handler(_meet, work=_compare_link, foresee=_met)
RESEND: Handler[None] = Handler(_resend, work=_may_resend, mails=_own_address)
CHANGE_ADDRESS = Handler(_change_address, work=_examine_address, mails=_new_address)
