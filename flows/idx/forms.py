"""A form as a *remediation* or an action: its name on the wire, where it is posted to, and its fields.

Shapes are those of the documents that existing clients read; they ignore what they do not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.domain.steps import Form, FormName, StepName
from flows.idx.messages import Json

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
}
"""Where each form is posted to, below ``/idp/idx/``: the customary paths, which recorded tests know.

Links and changes to an account belong to the hosted pages; their paths are here so that none is forgotten.
"""

UNLOCK_BY = (StepName.IDENTIFY_UNLOCK, FormName.UNLOCK_ACCOUNT)
"""Clients know the button that leads to an unlocking and the form of its page by two names."""

_OWN_NAMES: Mapping[FormName, str] = {
    name: f"ssr-{name.value}"
    for name in (
        FormName.CHANGE_ADDRESS,
        FormName.COMPLETE,
        FormName.STEP_UP,
        FormName.CHANGE_EMAIL,
        FormName.REMOVE_AUTHENTICATOR,
        FormName.DELETE_ACCOUNT,
        FormName.LINK,
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
        "href": f"{frame.origin}{ROOT}{path_of(step, form.name)}",
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
