"""A form as a *remediation* or an action: its name on the wire, where it is posted to, and its fields.

Shapes are those of the documents that existing clients read; they ignore what they do not know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.domain.field_conditions import FieldCondition
from accounts.domain.fields import Field, FieldType
from accounts.domain.messages import Message
from accounts.page_paths import page_path
from accounts.translations import translated, translated_options
from flows.domain.steps import Form, FormName, StepName
from flows.idx.messages import ByPath, Json, message_array

ION = "application/ion+json; okta-version=1.0.0"
JSON = "application/json; okta-version=1.0.0"

PATHS: Mapping[FormName, str] = {
    FormName.IDENTIFY: "identify",
    FormName.IDENTIFY_RECOVERY: "identify",
    FormName.SELECT_IDENTIFY: "identify/select",
    FormName.SELECT_ENROLL_PROFILE: "enroll",
    FormName.ENROLL_PROFILE: "enroll/new",
    FormName.CHANGE_ADDRESS: "enroll/change-address",
    FormName.SELECT_AUTHENTICATOR_ENROLL: "credential/enroll",
    FormName.AUTHENTICATOR_ENROLLMENT_DATA: "credential/enroll",
    FormName.SELECT_AUTHENTICATOR_AUTHENTICATE: "challenge",
    FormName.AUTHENTICATOR_VERIFICATION_DATA: "challenge",
    FormName.ENROLL_AUTHENTICATOR: "challenge/answer",
    FormName.CHALLENGE_AUTHENTICATOR: "challenge/answer",
    FormName.RESET_AUTHENTICATOR: "challenge/answer",
    FormName.REENROLL_AUTHENTICATOR: "challenge/answer",
    FormName.REENROLL_AUTHENTICATOR_WARNING: "challenge/answer",
    FormName.COMPLETE: "challenge/answer",
    FormName.PASSKEY_AUTOFILL: "challenge/answer/webauthn-autofillui",
    FormName.RESEND: "challenge/resend",
    FormName.POLL: "challenge/poll",
    FormName.RECOVER: "recover",
    FormName.UNLOCK_ACCOUNT: "unlock-account",
    FormName.SKIP: "skip",
    FormName.CONSENT: "consent",
    FormName.PROFILE_UPDATE: "enroll/new",
    FormName.KEEP_ME_SIGNED_IN: "keep-me-signed-in",
    FormName.CANCEL: "cancel",
    FormName.STEP_UP: "step-up",
    FormName.CHANGE_EMAIL: "change-email",
    FormName.REMOVE_AUTHENTICATOR: "remove-authenticator",
    FormName.DELETE_ACCOUNT: "delete-account",
    FormName.LINK: "link",
    FormName.BACK: "enroll/back",
    FormName.REDIRECT_IDP: "redirect",
    FormName.IDP_CALLBACK: "redirect/callback",
}
"""Where each form is posted to, below ``/idp/idx/``: the customary paths, which recorded tests know.

Links and changes to an account belong to the hosted pages; their paths are here so that none is forgotten.
"""

UNLOCK_BY = (StepName.IDENTIFY_UNLOCK, FormName.UNLOCK_ACCOUNT)
"""Clients know the button that leads to an unlocking and the form of its page by two names."""

_OWN_NAMES: Mapping[FormName, str] = {
    name: f"ssr-{name.value}"
    for name in (
        FormName.BACK,
        FormName.CHANGE_ADDRESS,
        FormName.COMPLETE,
        FormName.STEP_UP,
        FormName.CHANGE_EMAIL,
        FormName.REMOVE_AUTHENTICATOR,
        FormName.DELETE_ACCOUNT,
        FormName.LINK,
        FormName.IDP_CALLBACK,
    )
}
"""Forms that existing clients have no word for."""


def path_of(step: StepName, form: FormName) -> str:
    """Return where a step's form is posted to, below ``/idp/idx/``."""
    return "challenge" if (step, form) == UNLOCK_BY else PATHS[form]


def name_of(step: StepName, form: FormName) -> str:
    """Return what clients call a step's form."""
    if (step, form) == UNLOCK_BY:
        return "select-authenticator-unlock-account"
    return _OWN_NAMES.get(form, form.value)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every form of a document repeats: the server's public origin and the state handle."""

    origin: str
    handle: str


def form_object(
    frame: Frame, step: StepName, form: Form, fields: list[Json] | None = None, relates_to: str = ""
) -> Json:
    """One form. ``relates_to`` is the path of the authenticator whose form it is."""
    handle = {
        "name": "stateHandle",
        "required": True,
        "value": frame.handle,
        "visible": False,
        "mutable": False,
    }
    shown: Json = {
        "rel": ["create-form"],
        "name": name_of(step, form.name),
        "href": f"{frame.origin}{page_path(f'idx:{path_of(step, form.name)}')}",
        "method": "POST",
        "produces": ION,
        "value": [*(fields or ()), handle],
        "accepts": JSON,
    }
    if relates_to:
        shown["relatesTo"] = [relates_to]
    if form.refresh_ms is not None:
        shown["refresh"] = form.refresh_ms
    return shown


_SAID_BY_TYPE = (FieldType.STRING, FieldType.BOOLEAN, FieldType.PASSWORD, FieldType.HIDDEN)


def nested(fields: Iterable[Field], faults: ByPath, credentials_relate_to: str = "") -> list[Json]:
    """Put ``userProfile.email`` into the form of one ``userProfile`` member, in the order of the fields.

    ``credentials_relate_to``: the path of the authenticator whose rules the credentials have to meet.
    """
    members: dict[str, Json] = {}
    for field in fields:
        parent, _, name = field.path.rpartition(".")
        shown = drawn(field, faults)
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


def drawn(field: Field, faults: ByPath) -> Json:
    """One field. ``format``, ``help``, ``placeholder`` and ``condition`` are ours, for apps that draw it."""
    constraints = field.constraints
    optional = {
        "label": translated(field.label) or None,
        "required": field.required,
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
        "condition": _condition(field.shown_if),
        "messages": messages_at(field.path, faults),
    }
    shown: Json = {"name": field.path.rpartition(".")[2]}
    return shown | {member: value for member, value in optional.items() if value is not None}


def _condition(condition: FieldCondition | None) -> Json | None:
    """When an app shows the field: the answer that another field of the form must have."""
    if condition is None:
        return None
    shown: Json = {"name": condition.field.rpartition(".")[2], "is": condition.comparison.value}
    return shown | ({"values": list(condition.values)} if condition.values else {})


def _options(field: Field) -> list[Json]:
    """How a profile's choices are sent: one entry that says how to draw them, for clients know no other way.

    Given as a plain list they are left out by one client, and another takes the first for the answer.
    """
    if not field.options:
        return []
    choices = [{"label": option.title, "value": option.value} for option in translated_options(field)]
    drawn = {"inputType": "select", "options": choices}
    return [{"label": "display", "value": {"type": "object", "value": drawn}}]


def messages_at(path: str, faults: ByPath) -> Json | None:
    """Return what is wrong with a field, or nothing."""
    found = faults.get(path, ())
    return message_array(Message.of(violation) for violation in found) if found else None
