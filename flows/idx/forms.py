"""A form as a *remediation* or an action, its fields nested as the body of the answer will be.

Shapes are those of the documents that existing clients read; they ignore what they do not know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.domain.fields import Field, FieldType
from accounts.domain.messages import Message
from accounts.wording import translated
from flows.domain.steps import Form, FormName
from flows.idx.messages import ByPath, Json, message_array

ION = "application/ion+json; okta-version=1.0.0"
JSON = "application/json; okta-version=1.0.0"
ROOT = "/idp/idx/"

PATHS: Mapping[FormName, str] = {
    FormName.IDENTIFY: "identify",
    FormName.IDENTIFY_RECOVERY: "identify",
    FormName.SELECT_IDENTIFY: "identify/select",
    FormName.SELECT_ENROLL_PROFILE: "enroll",
    FormName.ENROLL_PROFILE: "enroll/new",
    FormName.CHANGE_ADDRESS: "enroll/change-address",
    FormName.ENROLL_AUTHENTICATOR: "challenge/answer",
    FormName.CHALLENGE_AUTHENTICATOR: "challenge/answer",
    FormName.RESET_AUTHENTICATOR: "challenge/answer",
    FormName.REENROLL_AUTHENTICATOR: "challenge/answer",
    FormName.COMPLETE: "challenge/answer",
    FormName.RESEND: "challenge/resend",
    FormName.POLL: "challenge/poll",
    FormName.RECOVER: "recover",
    FormName.CANCEL: "cancel",
}
"""Where each form is posted to, below ``/idp/idx/``: the customary paths, which recorded tests know."""

_OWN_NAMES: Mapping[FormName, str] = {
    FormName.CHANGE_ADDRESS: "ssr-change-address",
    FormName.COMPLETE: "ssr-complete",
}
"""Forms that existing clients have no word for."""

_SAID_BY_TYPE = (FieldType.STRING, FieldType.BOOLEAN, FieldType.PASSWORD)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every form of a document repeats: the server's public origin and the state handle."""

    origin: str
    handle: str

    def href(self, form: FormName) -> str:
        """Return the absolute address a form is posted to."""
        return f"{self.origin}{ROOT}{PATHS[form]}"


def form_object(frame: Frame, form: Form, faults: ByPath, *, relates_to: str = "", nested: str = "") -> Json:
    """One form. ``relates_to`` says whose it is; ``nested`` says it of the credentials inside the form."""
    handle = {
        "name": "stateHandle",
        "required": True,
        "value": frame.handle,
        "visible": False,
        "mutable": False,
    }
    shown: Json = {
        "rel": ["create-form"],
        "name": _OWN_NAMES.get(form.name, form.name.value),
        "href": frame.href(form.name),
        "method": "POST",
        "produces": ION,
        "value": [*_nest(form.fields, faults, nested), handle],
        "accepts": JSON,
    }
    if relates_to:
        shown["relatesTo"] = [relates_to]
    if form.refresh_ms is not None:
        shown["refresh"] = form.refresh_ms
    return shown


def _nest(fields: Iterable[Field], faults: ByPath, credentials_relate_to: str) -> list[Json]:
    """Put ``userProfile.email`` into the form of one ``userProfile`` member, in the order of the fields."""
    members: dict[str, Json] = {}
    for field in fields:
        parent, _, name = field.path.rpartition(".")
        shown = _field(field, name, faults)
        if not parent:
            members[name] = shown
            continue
        group = members.setdefault(parent, _group(parent, credentials_relate_to))
        group["form"]["value"].append(shown)
    return list(members.values())


def _group(name: str, credentials_relate_to: str) -> Json:
    group: Json = {"name": name, "form": {"value": []}}
    if name == "credentials":
        group |= {"type": "object", "required": True}
        group |= {"relatesTo": credentials_relate_to} if credentials_relate_to else {}
    return group


def _field(field: Field, name: str, faults: ByPath) -> Json:
    """One field. ``format``, ``help`` and ``placeholder`` are ours: an app that draws the form needs them."""
    constraints = field.constraints
    optional = {
        "type": "boolean" if field.type is FieldType.BOOLEAN else None,
        "format": None if field.type in _SAID_BY_TYPE else field.type.value,
        "secret": field.secret or None,
        "minLength": constraints.min_length,
        "maxLength": constraints.max_length,
        "help": translated(field.help) or None,
        "placeholder": translated(field.placeholder) or None,
        "value": None if field.secret else field.value,
        "mutable": None if field.mutable else False,
        "visible": None if field.visible else False,
        "options": _options(field) or None,
        "messages": _messages(field, faults),
    }
    shown: Json = {"name": name, "label": translated(field.label), "required": field.required}
    return shown | {member: value for member, value in optional.items() if value is not None}


def _options(field: Field) -> list[Json]:
    """How a profile's choices are sent: one entry that says how to draw them, for clients know no other way.

    Given as a plain list they are left out by one client, and another takes the first for the answer.
    """
    if not field.options:
        return []
    choices = [{"label": translated(option.title), "value": option.value} for option in field.options]
    drawn = {"inputType": "select", "options": choices}
    return [{"label": "display", "value": {"type": "object", "value": drawn}}]


def _messages(field: Field, faults: ByPath) -> Json | None:
    found = faults.get(field.path, ())
    return message_array(Message.of(violation) for violation in found) if found else None
