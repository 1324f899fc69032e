"""Passkeys: at the front door without a name, as a factor, and being made."""

from dataclasses import dataclass, replace
from functools import partial

from accounts.credentials import passkey, throttle
from accounts.credentials.enrollment_queries import passkey_holder, passkeys_by_handle
from accounts.credentials.enrollments import record_use, spend_challenge
from accounts.credentials.passkey import Assertion, PasskeyError
from accounts.credentials.passkey_answers import challenge_in, credential_id_in, user_handle_in
from accounts.credentials.passkey_challenges import FRONT_DOOR
from accounts.credentials.passkey_names import name_of
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, PasskeyCredential
from accounts.models import User
from flows.account_lookup import sign_in_candidate
from flows.domain.flow_user import FlowUser
from flows.domain.subjects import PasskeySubject
from flows.domain.transaction import Transaction
from flows.flow_states import passkey_origins
from flows.handlers import factors
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with
from flows.transaction_rows import flow_user

NOT_ACCEPTED, TAKEN = "ssr.passkey.not_accepted", "ssr.passkey.taken"

Response = dict[str, str]


@dataclass(frozen=True, slots=True)
class Used:
    """A used passkey, its user, and its response."""

    enrolled: Enrolled
    assertion: Assertion
    user: FlowUser | None = None


def _response(submission: StepSubmission) -> Response:
    return {path.removeprefix("credentials."): text for path, text in submission.answer.texts.items() if text}


def _refused() -> Refused:
    return refused_with(NOT_ACCEPTED, event=factors.VERIFIED)


def _verify(submission: StepSubmission) -> Used | Refused:
    subject = submission.step.subject
    required = isinstance(subject, PasskeySubject) and subject.user_verifying
    return _used(
        submission,
        factors.held(submission, Authenticator.PASSKEY),
        submission.transaction.id,
        required=required,
    )


def _used(
    submission: StepSubmission,
    candidates: tuple[Enrolled, ...],
    scope: str,
    *,
    required: bool,
    owner: str = "",
) -> Used | Refused:
    """Find the passkey that answered: by its id, or by trying them where a client does not tell it."""
    response = _response(submission)
    credential_id = credential_id_in(response)
    for enrolled in candidates:
        data = enrolled.data
        if not isinstance(data, PasskeyCredential) or (credential_id and data.credential_id != credential_id):
            continue
        found = passkey.verify_assertion(
            response,
            data,
            scope,
            submission.now,
            origins=passkey_origins(submission.transaction),
            owner=owner,
            require_user_verification=required,
        )
        if isinstance(found, Assertion):
            return Used(enrolled, found)
    return _refused()


def _proved(submission: StepSubmission, used: Used) -> Transaction:
    return factors.proved(submission, used.enrolled, user_verified=used.assertion.user_verified)


def _apply(submission: StepSubmission, used: Used) -> Applied:
    event = factors.verified(submission, Authenticator.PASSKEY)
    return Applied(_proved(submission, used), (event,), (partial(_spend, submission, used),))


def _spend(submission: StepSubmission, used: Used) -> Refused | None:
    """Accept the response once, and only while the passkey's counter goes forward."""
    assertion = used.assertion
    if not spend_challenge(challenge_in(_response(submission)), submission.now):
        return _refused()
    noted = record_use(
        used.enrolled.id, submission.now, sign_count=assertion.sign_count, backed_up=assertion.backed_up
    )
    return None if noted else _refused()


def _who(submission: StepSubmission) -> Used | Refused:
    """Find out who is at the door: the passkey names them, and must know them."""
    found = _owner(_response(submission))
    if found is None:
        return _refused()
    candidates, row = found
    user = sign_in_candidate(flow_user(row))
    if user is None:
        return _refused()
    used = _used(submission, candidates, FRONT_DOOR, required=True, owner=row.public_id)
    return used if isinstance(used, Refused) else replace(used, user=user)


def _owner(response: Response) -> tuple[tuple[Enrolled, ...], User] | None:
    credential_id = credential_id_in(response)
    if credential_id:
        found = passkey_holder(credential_id)
        return ((found[0],), found[1]) if found is not None else None
    return passkeys_by_handle(user_handle_in(response))


def _sign_in(submission: StepSubmission, used: Used) -> Applied:
    user = used.user
    if user is None:
        raise LookupError("a passkey used without an address names its user")
    known = replace(
        submission.transaction,
        identifier=user.address,
        identifier_display=user.display,
        user=user,
        user_epoch=user.epoch,
        decoy=False,
    )
    recognised = replace(submission, state=submission.state.with_transaction(known))
    event = factors.verified(recognised, Authenticator.PASSKEY)
    return Applied(_proved(recognised, used), (event,), (partial(_spend, submission, used),))


def _make(submission: StepSubmission) -> PasskeyCredential | Refused:
    subject = submission.step.subject
    required = isinstance(subject, PasskeySubject) and subject.user_verifying
    response = _response(submission)
    credential = passkey.verify_registration(
        response,
        submission.transaction.id,
        submission.now,
        origins=passkey_origins(submission.transaction),
        require_user_verification=required,
    )
    if isinstance(credential, PasskeyError):
        return refused_with(NOT_ACCEPTED, event="user.mfa.factor.activate")
    return refused_with(TAKEN) if passkey_holder(credential.credential_id) is not None else credential


def _enroll(submission: StepSubmission, credential: PasskeyCredential) -> Applied:
    def spend() -> Refused | None:
        return None if spend_challenge(challenge_in(_response(submission)), submission.now) else _refused()

    after = factors.new_enrollment(submission, Authenticator.PASSKEY, credential, name_of(credential.aaguid))
    return Applied(after, writes=(spend,))


CHALLENGE = Handler(_apply, work=_verify, throttle=throttle.Kind.PASSWORD, counts_transaction_attempt=True)
AUTOFILL = Handler(_sign_in, work=_who, throttle=throttle.Kind.PASSWORD)
ENROLL = Handler(_enroll, work=_make, throttle=throttle.Kind.CODE)
