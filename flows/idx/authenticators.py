"""The members of a document that say which authenticator a step is about.

Nothing here depends on whether a person exists: a pretence must read like the truth.
"""

from dataclasses import dataclass

from accounts.domain.identifiers import parse_email
from accounts.domain.passwords import PasswordRules
from accounts.wording import translated
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import EmailSubject, PasswordSubject
from flows.idx.forms import Frame, form_object
from flows.idx.messages import Json

CURRENT = "currentAuthenticator"
CHALLENGED = "currentAuthenticatorEnrollment"
ACTIONS = (FormName.RESEND, FormName.POLL, FormName.RECOVER)
"""Forms that live inside the current authenticator instead of among the remediations."""

_CHALLENGES = (StepName.CHALLENGE_EMAIL, StepName.CHALLENGE_PASSWORD)


@dataclass(frozen=True, slots=True)
class Context:
    """The authenticator part of a document, and the path by which its forms relate to it."""

    members: Json
    path: str = ""


def context_of(step: Step, frame: Frame, typed: str) -> Context:
    """Describe the step's authenticator. ``typed`` is the address as the client itself entered it."""
    match step.subject:
        case EmailSubject():
            described = _email(typed)
        case PasswordSubject(rules=rules) as subject if rules is not None or not subject.enrolling:
            described = _password(rules)
        case _:
            return Context({})
    actions = {form.name.value: _action(frame, form) for form in step.forms if form.name in ACTIONS}
    if step.name in _CHALLENGES:
        return _challenged(described | actions)
    return _enrolled(step, described | actions)


def _challenged(described: Json) -> Context:
    enrollment = described | {"id": f"enr-{described['type']}"}
    members = {
        CHALLENGED: _object(enrollment),
        "authenticatorEnrollments": _array(_plain(enrollment)),
        "authenticators": _array(_plain(described)),
    }
    return Context(members, f"$.{CHALLENGED}")


def _enrolled(step: Step, described: Json) -> Context:
    members: Json = {CURRENT: _object(described)}
    if step.name is not StepName.ENROLL_PROFILE:
        members |= {
            "authenticators": _array(_plain(described)),
            "authenticatorEnrollments": _array(),
            "enrollmentAuthenticator": _object(_plain(described)),
        }
    return Context(members, f"$.{CURRENT}")


def _email(address: str) -> Json:
    # The link in the mail leads to a page with the code: clients show their box for the code at once.
    shown = _authenticator("email", "okta_email", translated("Email"))
    masked = parse_email(address).masked()
    return shown | {"contextualData": {"useEmailMagicLink": False}, "profile": {"email": masked}}


def _password(rules: PasswordRules | None) -> Json:
    shown = _authenticator("password", "okta_password", translated("Password"))
    return shown if rules is None else shown | {"settings": _settings(rules)}


def _settings(rules: PasswordRules) -> Json:
    """Our rules in the clients' terms: a length and no composition (NIST SP 800-63B-4 §3.1.1.2)."""
    return {
        "complexity": {
            "minLength": rules.min_length,
            "minLowerCase": 0,
            "minUpperCase": 0,
            "minNumber": 0,
            "minSymbol": 0,
            "excludeUsername": rules.refuse_personal,
            "excludeAttributes": ["firstName", "lastName"] if rules.refuse_personal else [],
        },
        "age": {"minAgeMinutes": 0, "historyCount": 0},
    }


def _authenticator(kind: str, key: str, name: str) -> Json:
    return {"type": kind, "key": key, "id": f"aut-{kind}", "displayName": name, "methods": [{"type": kind}]}


def _plain(described: Json) -> Json:
    return {member: described[member] for member in ("type", "key", "id", "displayName", "methods")}


def _action(frame: Frame, form: Form) -> Json:
    return form_object(frame, form, {})


def _object(value: Json) -> Json:
    return {"type": "object", "value": value}


def _array(*values: Json) -> Json:
    return {"type": "array", "value": list(values)}
