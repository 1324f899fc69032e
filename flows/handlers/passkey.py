"""Passkeys: at the front door without a name, as a factor, and being made."""

from dataclasses import dataclass, replace

from accounts.authenticators import passkey
from accounts.authenticators.passkey import Assertion, PasskeyRefused
from accounts.authenticators.passkey_answers import challenge_in, credential_id_in, user_handle_in
from accounts.authenticators.passkey_challenges import FRONT_DOOR
from accounts.authenticators.passkey_names import name_of
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, PasskeyCredential
from accounts.models import User
from accounts.selectors.enrollments import passkey_holder, passkeys_by_handle
from accounts.services.enrollments import note_use, spend_challenge
from flows.account_lookup import sign_in_candidate
from flows.domain.person import Person
from flows.domain.subjects import PasskeySubject
from flows.domain.transaction import Transaction
from flows.handlers import factors
from flows.passkey_origins import passkey_origins
from flows.rows import person_of
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with

NOT_ACCEPTED, TAKEN = "ssr.passkey.not_accepted", "ssr.passkey.taken"

Response = dict[str, str]


@dataclass(frozen=True, slots=True)
class Used:
    """A used passkey, its user, and its response."""

    enrolled: Enrolled
    assertion: Assertion
    person: Person | None = None


def _response(turn: StepSubmission) -> Response:
    return {path.removeprefix("credentials."): text for path, text in turn.answer.texts.items() if text}


def _refused() -> Refused:
    return refused_with(NOT_ACCEPTED, event=factors.VERIFIED)


def _verify(turn: StepSubmission) -> Used | Refused:
    subject = turn.step.subject
    required = isinstance(subject, PasskeySubject) and subject.user_verifying
    return _used(turn, factors.held(turn, Authenticator.PASSKEY), turn.transaction.id, required=required)


def _used(
    turn: StepSubmission, candidates: tuple[Enrolled, ...], scope: str, *, required: bool, owner: str = ""
) -> Used | Refused:
    """Find the passkey that answered: by its id, or by trying them where a client does not tell it."""
    response = _response(turn)
    told = credential_id_in(response)
    for enrolled in candidates:
        data = enrolled.data
        if not isinstance(data, PasskeyCredential) or (told and data.credential_id != told):
            continue
        found = passkey.verify_assertion(
            response,
            data,
            scope,
            turn.now,
            origins=passkey_origins(turn.transaction),
            owner=owner,
            require_user_verification=required,
        )
        if isinstance(found, Assertion):
            return Used(enrolled, found)
    return _refused()


def _proved(turn: StepSubmission, used: Used) -> Transaction:
    return factors.proved(turn, used.enrolled, user_verified=used.assertion.user_verified)


def _apply(turn: StepSubmission, used: Used) -> Applied | Refused:
    if not _spend(turn, used):
        return _refused()
    return Applied(_proved(turn, used), (factors.verified(turn, Authenticator.PASSKEY),))


def _spend(turn: StepSubmission, used: Used) -> bool:
    """Accept the answer once, and only while the passkey's counter goes forward."""
    said = used.assertion
    if not spend_challenge(challenge_in(_response(turn)), turn.now):
        return False
    return note_use(used.enrolled.id, turn.now, sign_count=said.sign_count, backed_up=said.backed_up)


def _who(turn: StepSubmission) -> Used | Refused:
    """Find out who is at the door: the passkey names them, and must know them."""
    found = _owner(_response(turn))
    if found is None:
        return _refused()
    candidates, row = found
    person = sign_in_candidate(person_of(row))
    if person is None:
        return _refused()
    used = _used(turn, candidates, FRONT_DOOR, required=True, owner=row.public_id)
    return used if isinstance(used, Refused) else replace(used, person=person)


def _owner(response: Response) -> tuple[tuple[Enrolled, ...], User] | None:
    told = credential_id_in(response)
    if told:
        found = passkey_holder(told)
        return ((found[0],), found[1]) if found is not None else None
    return passkeys_by_handle(user_handle_in(response))


def _recognised(turn: StepSubmission, used: Used) -> Transaction:
    person = used.person
    if person is None:
        raise LookupError("a passkey at the door names its person")
    known = replace(
        turn.transaction,
        identifier=person.address,
        identifier_display=person.display,
        person=person,
        person_epoch=person.epoch,
        decoy=False,
    )
    return _proved(replace(turn, transaction=known), used)


def _come_in(turn: StepSubmission, used: Used) -> Applied | Refused:
    if not _spend(turn, used):
        return _refused()
    facts = _recognised(turn, used)
    entry = factors.verified(replace(turn, transaction=facts), Authenticator.PASSKEY)
    return Applied(facts, (entry,))


def _make(turn: StepSubmission) -> PasskeyCredential | Refused:
    subject = turn.step.subject
    required = isinstance(subject, PasskeySubject) and subject.user_verifying
    response = _response(turn)
    made = passkey.verify_registration(
        response,
        turn.transaction.id,
        turn.now,
        origins=passkey_origins(turn.transaction),
        require_user_verification=required,
    )
    if isinstance(made, PasskeyRefused):
        return refused_with(NOT_ACCEPTED, event="user.mfa.factor.activate")
    return refused_with(TAKEN) if passkey_holder(made.credential_id) is not None else made


def _keep(turn: StepSubmission, made: PasskeyCredential) -> Applied | Refused:
    if not spend_challenge(challenge_in(_response(turn)), turn.now):
        return _refused()
    return Applied(_kept(turn, made))


def _kept(turn: StepSubmission, made: PasskeyCredential) -> Transaction:
    return factors.new_enrollment(turn, Authenticator.PASSKEY, made, name_of(made.aaguid))


CHALLENGE = Handler(_apply, work=_verify, tries=True, foresee=_proved)
AUTOFILL = Handler(_come_in, work=_who, foresee=_recognised)
ENROLL = Handler(_keep, work=_make, foresee=_kept)
