"""Proving an address by code or link, asking for another mail, and correcting the address."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from accounts.credentials import challenges, throttle
from accounts.credentials.budgets import Charge, Purpose
from accounts.credentials.challenges import newest_mailed
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.codes import InvalidToken, LinkToken, Sending, parse_link_token
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.messages import Message
from accounts.events.log import Entry
from accounts.models import Challenge
from enrollment.domain.form import EMAIL_PATH, PASSWORD_PATH, domain_allowed
from flows.domain.pages.common import TOKEN_PATH
from flows.domain.proofs import ChallengeState, Proof
from flows.domain.transaction import MAIL_PAUSE, MAX_MAILS, RESEND_AFTER
from flows.handlers.enroll_profile import Standing, standing_of
from flows.notifications import after_sending, send_challenge, sent_event
from flows.step_submission import Applied, Handler, Refused, StepSubmission, charge_of, refused, refused_with

WRONG_CODE = "api.authn.error.PASSCODE_INVALID"
LINK_BROKEN, LINK_STALE = "idx.return.error", "idx.return.stale"
SPENT = "ssr.code.spent"
TOO_SOON, TEXT_TOO_SOON = "ssr.resend.too_soon", "ssr.resend.text_too_soon"
REDEEMED = "system.email.challenge_factor_redeemed"


def sending(challenge: ChallengeState) -> Sending:
    """Return what the newest code and link of a challenge are derived from."""
    return Sending(
        challenge.public_id, challenge.purpose, challenge.address, challenge.key_id, challenge.serial
    )


def _challenge(submission: StepSubmission) -> ChallengeState:
    challenge = submission.transaction.challenge
    if challenge is None:
        raise LookupError("an email step is entered with its challenge")
    return challenge


def _code_budget(submission: StepSubmission) -> Charge:
    return charge_of(Purpose.CODE, submission.transaction.subject_address, submission.client)


def _compare_code(submission: StepSubmission) -> Refused | None:
    challenge = submission.transaction.challenge
    if challenge is None:
        # The rule was raised while the page before was open: no mail has been asked for yet.
        return refused_with("ssr.code.expired")
    right = challenges.code_is_right(_mailed(challenge, submission), submission.answer.text(PASSWORD_PATH))
    if right and not challenge.decoy:
        return None
    if challenge.attempts + 1 >= challenge.max_attempts:
        return refused_with(SPENT, event=REDEEMED)
    return refused(PASSWORD_PATH, WRONG_CODE, event=REDEEMED)


def _mailed(challenge: ChallengeState, submission: StepSubmission) -> Sending:
    """Return what the mailed code is derived from: another challenge's, if this one sent no mail."""
    continued = _continued(challenge, submission)
    return sending(challenge) if continued is None else challenges.sending_of(continued)


def _continued(challenge: ChallengeState, submission: StepSubmission) -> Challenge | None:
    """Return the challenge of the newest mail, where this one sent none and it is about the same user."""
    if challenge.mailed:
        return None
    newest, user = (
        newest_mailed(challenge.address, challenge.purpose, submission.now),
        submission.transaction.user,
    )
    same = newest is not None and newest.user_id == (user.id if user is not None else None)
    return newest if same and newest is not None and not newest.decoy else None


def _meet(submission: StepSubmission, work: object) -> Applied | Refused:
    challenge = _challenge(submission)
    if challenge.purpose == ChallengePurpose.PHONE:
        # A page of the mail from before a text was requested: a code by text proves no address.
        return refused_with(LINK_STALE)
    continued = _continued(challenge, submission)
    if continued is None and not challenge.mailed:
        # Another browser spent the code between its comparison and this block.
        return refused_with(LINK_STALE)
    user = submission.transaction.user
    entry = Entry(
        REDEEMED,
        user_id=user.public_id if user else "",
        transaction_id=submission.transaction.id,
        detail={"variant": "code"},
    )
    proof = Proof(Authenticator.EMAIL, challenge.address, challenge.public_id, submission.now)
    after = replace(submission.transaction, challenge=replace(challenge, used_at=submission.now)).with_proof(
        proof
    )
    return Applied(after, (entry,), (partial(_consume, challenge, continued, submission.now),))


def _consume(challenge: ChallengeState, continued: Challenge | None, now: datetime) -> Refused | None:
    """Spend the code or link, and the one of the email that was sent before, where that was used."""
    if continued is not None and not challenges.consume_continued(continued.pk, continued.serial, now):
        return refused_with(LINK_STALE)
    return None if challenges.consume(challenge.id, challenge.serial, now) else refused_with(LINK_STALE)


def _compare_link(submission: StepSubmission) -> LinkToken | Refused:
    challenge = _challenge(submission)
    try:
        token = parse_link_token(submission.answer.text(TOKEN_PATH))
    except InvalidToken:
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


def _may_resend(submission: StepSubmission) -> Refused | None:
    challenge = submission.transaction.challenge
    if challenge is not None:
        by_text = challenge.purpose == ChallengePurpose.PHONE
        pause = RESEND_AFTER if by_text else MAIL_PAUSE
        seconds = seconds_to_wait(challenge.sent_at, submission.now, pause)
        if seconds:
            message = Message(TEXT_TOO_SOON if by_text else TOO_SOON, (str(seconds),))
            return Refused(messages=(message,), retry_after=seconds)
    if submission.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    return None


def _resend(submission: StepSubmission, work: object) -> Applied | Refused:
    """Begin the next code and link; where there is no challenge yet, entering the step opens it."""
    challenge, lifetime = (
        submission.transaction.challenge,
        submission.state.policies.security.protection.challenge_lifetime,
    )
    if challenge is None:
        return Applied(submission.transaction, mails_to=submission.transaction.subject_address)
    renewed = replace(
        challenge,
        serial=challenge.serial + 1,
        attempts=0,
        sent_at=submission.now,
        expires_at=submission.now + lifetime,
        mailed=True,
    )
    after = after_sending(replace(submission.transaction, challenge=renewed))

    def renew() -> Refused | None:
        if not challenges.renew(challenge.id, challenge.serial, now=submission.now, lifetime=lifetime):
            return refused_with(LINK_STALE)
        send_challenge(after, submission.client, submission.now)
        return None

    return Applied(after, (sent_event(after),), (renew,), mails_to=challenge.address)


def _examine_address(submission: StepSubmission) -> Standing | Refused:
    if submission.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    try:
        address = parse_email(submission.answer.text(EMAIL_PATH))
    except InvalidEmail as invalid:
        return refused(EMAIL_PATH, invalid.code, *invalid.params)
    if not domain_allowed(submission.state.policies.enrollment, address.domain):
        return refused(EMAIL_PATH, "ssr.email.domain_not_allowed", address.domain)
    return standing_of(submission, address)


def _change_address(submission: StepSubmission, standing: Standing) -> Applied:
    """Correct the address; the open challenge ends, and so do proofs of the old address."""
    challenge, profile = submission.transaction.challenge, submission.transaction.submission
    if profile is None:
        raise LookupError("only a sign-up has an address to correct")
    corrected = replace(profile, address=standing.address.normal, display=standing.address.display)
    proofs = tuple(proof for proof in submission.transaction.proofs if proof.subject == corrected.address)
    close = partial(challenges.close, challenge.id, submission.now) if challenge is not None else None
    return Applied(
        replace(
            submission.transaction, submission=corrected, proofs=proofs, challenge=None, decoy=standing.decoy
        ),
        writes=(close,) if close is not None else (),
        mails_to=standing.address.normal,
    )


CHALLENGE: Handler[None] = Handler(
    _meet,
    work=_compare_code,
    throttle=throttle.Kind.PASSWORD,
    attempt_budget=_code_budget,
    counts_challenge_attempt=True,
)
ENROLL: Handler[None] = replace(CHALLENGE, throttle=throttle.Kind.CODE)
LINK: Handler[LinkToken] = Handler(_meet, work=_compare_link, throttle=throttle.Kind.LINK)
RESEND: Handler[None] = Handler(_resend, work=_may_resend, throttle=throttle.Kind.MAIL)
CHANGE_ADDRESS = Handler(_change_address, work=_examine_address, throttle=throttle.Kind.MAIL)
