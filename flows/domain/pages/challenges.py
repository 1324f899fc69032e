"""Pages that ask for a proof by one authenticator, and offer the others that would do."""

from dataclasses import replace
from functools import partial
from typing import assert_never

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import (
    RecoveryCodeSet,
    SecurityAnswer,
)
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.messages.entry import gettext_noop as _
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import (
    ANSWER,
    ASSERTION,
    CODE,
    button,
    credentials_of,
    enrolled_of,
    other_ways,
    phone_subject,
    sign_in_as_other,
)
from flows.domain.pages.email import challenge_email
from flows.domain.pages.identity_providers import challenge_identity_provider
from flows.domain.pages.passwords import challenge_password
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import (
    AccessCodeSubject,
    PasskeySubject,
    QuestionSubject,
    RecoveryCodesSubject,
    Subject,
    TotpSubject,
)
from flows.domain.transaction import Intent

_RECOVERY_CODE = Field(
    PASSWORD_PATH,
    FieldType.STRING,
    # Translators: label of the field of a recovery code
    _("Recovery code"),
    required=True,
    autocomplete="one-time-code",
    constraints=Constraints(max_length=40),
)
_ACCESS_CODE = Field(
    PASSWORD_PATH,
    FieldType.STRING,
    # Translators: label of the field of a temporary access code
    _("Temporary access code"),
    required=True,
    autocomplete="one-time-code",
    constraints=Constraints(max_length=80),
)

_CHALLENGES = {
    Authenticator.TOTP: (StepName.CHALLENGE_TOTP, (CODE,)),
    Authenticator.PASSKEY: (StepName.CHALLENGE_PASSKEY, ASSERTION),
    Authenticator.PHONE: (StepName.CHALLENGE_PHONE_CODE, (CODE,)),
    Authenticator.SECURITY_QUESTION: (StepName.CHALLENGE_SECURITY_QUESTION, (ANSWER,)),
    Authenticator.RECOVERY_CODE: (StepName.CHALLENGE_RECOVERY_CODE, (_RECOVERY_CODE,)),
    Authenticator.ACCESS_CODE: (StepName.CHALLENGE_ACCESS_CODE, (_ACCESS_CODE,)),
}


def challenge(
    authenticator: Authenticator,
    names: tuple[Authenticator, ...],
    state: FlowState,
    *,
    user_verifying: bool = False,
) -> Step:
    """Ask for a proof by this authenticator; ``names`` are all that would do, offered beside."""
    transaction = state.transaction
    if authenticator is Authenticator.PASSWORD:
        # With enumeration prevention the button is shown to all or to none.
        hidden = state.policies.prevents_enumeration(Intent.SIGN_IN) and not transaction.proofs
        of_anybody = state.with_transaction(replace(transaction, user=None)) if hidden else state
        return challenge_password(transaction, names, recover=of_anybody.decisions.password.reset_allowed)
    if authenticator is Authenticator.EMAIL:
        return challenge_email(state, names)
    if authenticator is Authenticator.IDENTITY_PROVIDER:
        return challenge_identity_provider(names, state)
    others = other_ways(FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, names, authenticator)
    beside = (*others, *sign_in_as_other(transaction))
    if authenticator is Authenticator.PHONE and transaction.chosen is not Authenticator.PHONE:
        # A text message costs money and may wake a user: it is sent on request.
        forms = (button(FormName.AUTHENTICATOR_VERIFICATION_DATA), *beside)
        return Step(StepName.CHALLENGE_PHONE, forms, subject=phone_subject(state, enrolling=False))
    name, fields = _CHALLENGES[authenticator]
    resend = (button(FormName.RESEND),) if authenticator is Authenticator.PHONE else ()
    main = Form(FormName.CHALLENGE_AUTHENTICATOR, fields)
    subject = _challenged(authenticator, state, user_verifying=user_verifying)
    draw = partial(challenge, authenticator, names, user_verifying=user_verifying)
    return Step(name, (main, *resend, *beside), subject=subject, draw=draw)


def _challenged(authenticator: Authenticator, state: FlowState, *, user_verifying: bool) -> Subject:
    transaction = state.transaction
    enrollments = [
        enrolled for enrolled in enrolled_of(transaction) if enrolled.authenticator is authenticator
    ]
    match authenticator:
        case Authenticator.TOTP:
            return TotpSubject(transaction.display_address, enrolling=False)
        case Authenticator.PASSKEY:
            return PasskeySubject(
                transaction.id,
                enrolling=False,
                user_id=transaction.user_id,
                # A visitor who merely typed an address does not learn its keys.
                credentials=credentials_of(enrollments) if transaction.proofs else (),
                user_verifying=user_verifying,
            )
        case Authenticator.PHONE:
            return phone_subject(state, enrolling=False)
        case Authenticator.SECURITY_QUESTION:
            data = enrollments[0].data if enrollments else None
            question = data.question if isinstance(data, SecurityAnswer) else ""
            return QuestionSubject(enrolling=False, question=question)
        case Authenticator.RECOVERY_CODE:
            sets = (
                enrollment.data for enrollment in enrollments if isinstance(enrollment.data, RecoveryCodeSet)
            )
            return RecoveryCodesSubject(enrolling=False, left=sum(len(codes.digests) for codes in sets))
        case Authenticator.ACCESS_CODE:
            return AccessCodeSubject()
        case Authenticator.PASSWORD | Authenticator.EMAIL | Authenticator.IDENTITY_PROVIDER:
            raise LookupError(f"{authenticator} has a page of its own")
        case _:
            assert_never(authenticator)
