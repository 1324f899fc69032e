"""A step as the one document that clients of the IDX API read."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import ConsentSubject
from flows.domain.transaction import Transaction
from flows.idx.choices import fields_of
from flows.idx.context import ACTIONS, AUTOFILL, Context, context_of
from flows.idx.forms import Frame, form_object
from flows.idx.messages import ByPath, Json, array, by_path, instant, message_array
from flows.idx.provider_links import provider_links

VERSION = "1.0.0"
LOGIN = "LOGIN"
"""What every attempt that an app begins is called, whichever way it takes."""

_NOBODY_YET = (
    StepName.IDENTIFY,
    StepName.IDENTIFY_RECOVERY,
    StepName.IDENTIFY_UNLOCK,
    StepName.ENROLL_PROFILE,
)
_OF_CURRENT = (
    FormName.ENROLL_AUTHENTICATOR,
    FormName.CHALLENGE_AUTHENTICATOR,
    FormName.RESET_AUTHENTICATOR,
    FormName.REENROLL_AUTHENTICATOR,
    FormName.REENROLL_AUTHENTICATOR_WARNING,
    FormName.AUTHENTICATOR_ENROLLMENT_DATA,
    FormName.AUTHENTICATOR_VERIFICATION_DATA,
)
"""Forms that clients tell apart by the authenticator they are about."""


@dataclass(frozen=True, slots=True)
class App:
    """The app that a user comes from, as clients show it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Known:
    """A user who has finished, to their own app."""

    id: str
    identifier: str
    first_name: str = ""
    last_name: str = ""


def terminal(messages: Iterable[Message]) -> Json:
    """The end of a way: messages and nothing to do."""
    return {"version": VERSION, "messages": message_array(messages)}


def step_document(
    step: Step,
    transaction: Transaction,
    frame: Frame,
    app: App,
    *,
    violations: tuple[Violation, ...] = (),
    messages: tuple[Message, ...] = (),
) -> Json:
    """A step with its forms, and why the last answer was refused: at the fields, or for the whole form."""
    if step.name is StepName.ENDED:
        return terminal(step.messages)
    context = context_of(step, _actions(step, frame))
    remediations = _remediations(step, transaction, frame, context, by_path(violations))
    document = _head(transaction, frame) | context.members
    if isinstance(step.subject, ConsentSubject):
        document["scopes"] = array([{"name": scope} for scope in step.subject.scopes])
    document["remediation"] = {"type": "array", "value": remediations}
    all_messages = dict.fromkeys((*step.messages, *messages, *_homeless(step, violations)))
    if all_messages:
        document["messages"] = message_array(all_messages)
    return document | _user(step, transaction) | _foot(frame, app)


def redirect_to(target: str) -> Json:
    """A page to go on to."""
    # Without `rel`: with it one client takes this for an action of its own and finds nothing to go on to.
    return {"success": {"name": "success-redirect", "href": target, "method": "GET"}}


def issue(href: str, client_id: str, code: str) -> Json:
    """The form by which an app gets its tokens; the verifier is for the app to fill in."""
    fields = {"grant_type": "interaction_code", "interaction_code": code, "client_id": client_id}
    value: list[Json] = [
        {"name": name, "required": True, "value": content} for name, content in fields.items()
    ]
    return {
        "successWithInteractionCode": {
            "rel": ["create-form"],
            "name": "issue",
            "href": href,
            "method": "POST",
            "value": [*value, {"name": "code_verifier", "required": True}],
            "accepts": "application/x-www-form-urlencoded",
        }
    }


def success_document(transaction: Transaction, frame: Frame, app: App, known: Known, way_on: Json) -> Json:
    """The transaction is finished: where to go on, and who is signed in."""
    names = {"firstName": known.first_name, "lastName": known.last_name}
    user = {
        "id": known.id,
        "identifier": known.identifier,
        "profile": {key: name for key, name in names.items() if name},
    }
    shown = {"user": {"type": "object", "value": user}, "app": _app(app)}
    return _head(transaction, frame) | way_on | shown


def _head(transaction: Transaction, frame: Frame) -> Json:
    return {
        "version": VERSION,
        "stateHandle": frame.handle,
        "expiresAt": instant(transaction.expires_at),
        "intent": LOGIN,
    }


def _foot(frame: Frame, app: App) -> Json:
    return {"cancel": form_object(frame, StepName.IDENTIFY, Form(FormName.CANCEL)), "app": _app(app)}


def _app(app: App) -> Json:
    return {"type": "object", "value": {"name": "oidc_client", "label": app.label, "id": app.id}}


def _actions(step: Step, frame: Frame) -> Json:
    return {
        form.name.value: form_object(frame, step.name, form) for form in step.forms if form.name in ACTIONS
    }


def _remediations(
    step: Step, transaction: Transaction, frame: Frame, context: Context, faults: ByPath
) -> list[Json]:
    """The main form first, after it the other ways, and last what can be put off."""
    shown = [form for form in step.forms if form.name not in ACTIONS]
    remediations, left = [], faults
    for form in shown:
        if form.name is FormName.REDIRECT_IDP:
            remediations.extend(provider_links(form, transaction, frame))
            continue
        fields = fields_of(step, form, context, left)
        remediations.append(form_object(frame, step.name, form, fields, _relation(form, context)))
        # Of two forms with the same field the first says what is wrong with it.
        left = {path: left[path] for path in left if all(field.path != path for field in form.fields)}
    return remediations


def _relation(form: Form, context: Context) -> str:
    if form.name is FormName.PASSKEY_AUTOFILL:
        return AUTOFILL
    return context.path if form.name in _OF_CURRENT else ""


def _homeless(step: Step, violations: tuple[Violation, ...]) -> list[Message]:
    """Return violations of fields outside the step as messages of the whole form."""
    paths = {field.path for form in step.forms for field in form.fields}
    return [Message.of(violation) for violation in violations if violation.field not in paths]


def _user(step: Step, transaction: Transaction) -> Json:
    """Return the user as typed: stored values are not for an unproved client."""
    if step.name in _NOBODY_YET:
        return {}
    return {"user": {"type": "object", "value": {"identifier": _as_typed(transaction)}}}


def _as_typed(transaction: Transaction) -> str:
    """The address as this client itself entered it: the spelling on file would tell that it is on file."""
    submission = transaction.submission
    if submission is not None:
        return submission.display
    return transaction.identifier_display or transaction.display_address
