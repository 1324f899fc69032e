"""The members of a document that say which authenticators a step is about, and which ones it offers.

Nothing here depends on whether a user exists: a pretence must read like the truth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from accounts.domain.authenticators import Authenticator
from flows.domain.pages.common import AUTHENTICATOR_PATH
from flows.domain.steps import FormName, Step, StepName
from flows.domain.subjects import (
    AccessCodeSubject,
    EmailSubject,
    PasskeySubject,
    PasswordSubject,
    PhoneSubject,
    QuestionSubject,
    RecoveryCodesSubject,
    SelectSubject,
    Subject,
    TotpSubject,
)
from flows.idx.authenticators import as_enrollment, described, details_of, to_sign
from flows.idx.messages import Json, array, instant

CURRENT = "currentAuthenticator"
CHALLENGED = "currentAuthenticatorEnrollment"
AUTHENTICATORS, ENROLLMENTS = "authenticators", "authenticatorEnrollments"
AUTOFILL = "webauthnAutofillUIChallenge"

ACTIONS = (FormName.RESEND, FormName.POLL, FormName.RECOVER)
"""Forms that live inside the current authenticator instead of among the remediations."""

_PLAIN = ("type", "key", "id", "displayName", "methods")


@dataclass(frozen=True, slots=True)
class Context:
    """The authenticator part of a document.

    ``path`` leads to the current authenticator, ``paths`` to each of those that can be chosen. ``current`` is
    what the step is about, if it is about one.
    """

    members: Json
    path: str = ""
    paths: Mapping[Authenticator, str] = field(default_factory=dict)
    current: Authenticator | None = None


def authenticator_of(step: Step) -> Authenticator | None:
    """Return the one authenticator that a step is about, or nothing."""
    match step.subject:
        case PasswordSubject(rules=rules, enrolling=enrolling):
            # A sign-up form without a password on it speaks of the user alone.
            return Authenticator.PASSWORD if rules is not None or not enrolling else None
        case PasskeySubject():
            return None if step.name is StepName.IDENTIFY else Authenticator.PASSKEY
        case EmailSubject():
            return Authenticator.EMAIL
        case TotpSubject():
            return Authenticator.TOTP
        case PhoneSubject():
            return Authenticator.PHONE
        case QuestionSubject():
            return Authenticator.SECURITY_QUESTION
        case RecoveryCodesSubject():
            return Authenticator.RECOVERY_CODE
        case AccessCodeSubject():
            return Authenticator.ACCESS_CODE
        case _:
            return None


def context_of(step: Step, actions: Json) -> Context:
    """Describe the step's authenticators; ``actions`` are the forms that live inside the current one."""
    current = authenticator_of(step)
    offered = _offered(step)
    if current is None:
        context = _about_none(step.subject, offered)
        # With a password on the first page, clients look there for what to do without it.
        beside = {CURRENT: _object(described(Authenticator.PASSWORD) | actions)} if actions else {}
        return replace(context, members=context.members | beside)
    own = described(current) | details_of(step.subject) | actions
    if step.name.startswith("challenge-"):
        return _challenged(step.subject, current, own, offered)
    return _enrolled(step, current, own, offered)


def _offered(step: Step) -> tuple[Authenticator, ...]:
    """Return what can be chosen on this step. A locked account is opened by mail and by nothing else."""
    if step.name is StepName.IDENTIFY_UNLOCK:
        return (Authenticator.EMAIL,)
    fields = (field for form in step.forms for field in form.fields if field.path == AUTHENTICATOR_PATH)
    return tuple(Authenticator(option.value) for field in fields for option in field.options)


def _about_none(subject: Subject, offered: tuple[Authenticator, ...]) -> Context:
    if isinstance(subject, PasskeySubject):
        # Beside the box for the name: a browser that holds a passkey offers it there.
        return Context({AUTOFILL: _object({"challengeData": to_sign(subject)})})
    if not offered:
        return Context({})
    listed = [described(authenticator) | _deadline(subject) for authenticator in offered]
    members = {AUTHENTICATORS: array(listed), ENROLLMENTS: array([])}
    return Context(members, paths=_paths(AUTHENTICATORS, offered))


def _deadline(subject: Subject) -> Json:
    """Say how long something required can wait."""
    if not isinstance(subject, SelectSubject):
        return {}
    until = {"expiry": instant(subject.deadline)} if subject.deadline is not None else {}
    skips = {"skipCount": subject.skips_left} if subject.skips_left else {}
    return {"gracePeriod": until | skips} if until or skips else {}


def _challenged(
    subject: Subject, current: Authenticator, own: Json, offered: tuple[Authenticator, ...]
) -> Context:
    others = [described(authenticator) for authenticator in offered]
    own_enrollments = _held(subject, own)
    members = {
        ENROLLMENTS: array([*own_enrollments, *(as_enrollment(authenticator) for authenticator in others)]),
        AUTHENTICATORS: array([_plain(own), *others]),
    }
    # The clients look for what a passkey shall sign in the authenticator, for all else in the enrollment.
    member = CURRENT if current is Authenticator.PASSKEY else CHALLENGED
    shown = own if current is Authenticator.PASSKEY else as_enrollment(own)
    paths = _paths(ENROLLMENTS, offered, start=len(own_enrollments))
    return Context({member: _object(shown), **members}, f"$.{member}", paths, current)


def _enrolled(step: Step, current: Authenticator, own: Json, offered: tuple[Authenticator, ...]) -> Context:
    members: Json = {CURRENT: _object(own)}
    if step.name is not StepName.ENROLL_PROFILE:
        own_enrollments = _held(step.subject, own) if isinstance(step.subject, PasskeySubject) else []
        members |= {
            AUTHENTICATORS: array([_plain(own), *(described(authenticator) for authenticator in offered)]),
            ENROLLMENTS: array(own_enrollments),
            "enrollmentAuthenticator": _object(_plain(own)),
        }
    paths = _paths(AUTHENTICATORS, offered, start=1)
    return Context(members, f"$.{CURRENT}", paths, current)


def _held(subject: Subject, own: Json) -> list[Json]:
    """Return what the user has of the current kind. Clients make their list of passkeys from this."""
    shown = _plain(as_enrollment(own))
    if not isinstance(subject, PasskeySubject):
        return [shown]
    return [
        shown | {"id": f"{shown['id']}-{number}", "credentialId": known.credential_id}
        for number, known in enumerate(subject.credentials, start=1)
    ]


def _paths(member: str, offered: tuple[Authenticator, ...], start: int = 0) -> Mapping[Authenticator, str]:
    return {authenticator: f"$.{member}.value[{index}]" for index, authenticator in enumerate(offered, start)}


def _plain(shown: Json) -> Json:
    return {member: shown[member] for member in _PLAIN}


def _object(value: Json) -> Json:
    return {"type": "object", "value": value}
