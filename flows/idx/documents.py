"""A step as the one document that clients of the JSON face read. Pure but for the language of its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.transaction import Transaction
from flows.idx.authenticators import ACTIONS, Context, context_of
from flows.idx.forms import Frame, form_object
from flows.idx.messages import ByPath, Json, by_path, message_array

VERSION = "1.0.0"
LOGIN = "LOGIN"
"""What every attempt that an app begins is called, whichever way it takes."""

_NOBODY_YET = (StepName.IDENTIFY, StepName.IDENTIFY_RECOVERY, StepName.ENROLL_PROFILE)


@dataclass(frozen=True, slots=True)
class App:
    """The app that a person comes from, as clients show it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Known:
    """A person who has finished, to their own app."""

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
    faults = by_path(violations)
    context = context_of(step, frame, _as_typed(transaction))
    remediations = _remediations(step, frame, context, faults)
    document = _head(transaction, frame) | context.members
    document["remediation"] = {"type": "array", "value": remediations}
    said = (*step.messages, *messages, *_homeless(step, violations))
    if said:
        document["messages"] = message_array(said)
    return document | _user(step, transaction) | _foot(frame, app)


def success_document(transaction: Transaction, frame: Frame, app: App, known: Known, target: str) -> Json:
    """The transaction is finished: where to go on, and who is signed in."""
    names = {"firstName": known.first_name, "lastName": known.last_name}
    user = {
        "id": known.id,
        "identifier": known.identifier,
        "profile": {key: name for key, name in names.items() if name},
    }
    # Without `rel`: with it one client takes this for an action of its own and finds nothing to go on to.
    success = {"name": "success-redirect", "href": target, "method": "GET"}
    shown = {"success": success, "user": {"type": "object", "value": user}, "app": _app(app)}
    return _head(transaction, frame) | shown


def _head(transaction: Transaction, frame: Frame) -> Json:
    return {
        "version": VERSION,
        "stateHandle": frame.handle,
        "expiresAt": _instant(transaction.expires_at),
        "intent": LOGIN,
    }


def _foot(frame: Frame, app: App) -> Json:
    return {"cancel": form_object(frame, Form(FormName.CANCEL), {}), "app": _app(app)}


def _app(app: App) -> Json:
    return {"type": "object", "value": {"name": "oidc_client", "label": app.label, "id": app.id}}


def _remediations(step: Step, frame: Frame, context: Context, faults: ByPath) -> list[Json]:
    """The main form first; a field's fault is said in the first form that has the field."""
    shown = []
    for form in step.forms:
        if form.name in ACTIONS:
            continue
        of_authenticator = form.name.endswith("-authenticator")
        relates_to = context.path if of_authenticator else ""
        nested = context.path if form.name is FormName.ENROLL_PROFILE else ""
        shown.append(form_object(frame, form, faults, relates_to=relates_to, nested=nested))
    return shown


def _homeless(step: Step, violations: tuple[Violation, ...]) -> list[Message]:
    """Faults of fields that the step does not show are said of the whole form, rather than not at all."""
    paths = {field.path for form in step.forms for field in form.fields}
    return [Message.of(violation) for violation in violations if violation.field not in paths]


def _user(step: Step, transaction: Transaction) -> Json:
    """Who was named, as they were typed: what the server knows of them is not for whoever asks."""
    if step.name in _NOBODY_YET:
        return {}
    return {"user": {"type": "object", "value": {"identifier": _as_typed(transaction)}}}


def _as_typed(transaction: Transaction) -> str:
    """The address as this client itself entered it: the spelling on file would tell that it is on file."""
    submission = transaction.submission
    if submission is not None:
        return submission.display
    return transaction.identifier_display or transaction.display_address


def _instant(moment: datetime) -> str:
    """ISO 8601 with milliseconds, as clients of the protocol expect it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
