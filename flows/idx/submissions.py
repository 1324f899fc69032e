"""Which form a posted object answers, and the object in our own words."""

import json
from collections.abc import Mapping
from typing import Any

from accounts.domain.authenticators import Authenticator
from flows.domain.steps import FormName, Step
from flows.idx.authenticators import named
from flows.idx.context import authenticator_of
from flows.idx.forms import path_of

Body = dict[str, Any]

_DATA = (FormName.AUTHENTICATOR_ENROLLMENT_DATA, FormName.AUTHENTICATOR_VERIFICATION_DATA)


def form_at(where: str, step: Step, body: Mapping[str, Any]) -> str:
    """Return the form of the step that this path submits, or an empty text, which the engine refuses.

    Selecting another authenticator and adding data to the current one share a path. A submission that names
    another one selects it.
    """
    found = [form.name for form in step.forms if path_of(step.name, form.name) == where]
    if len(found) > 1:
        chooses = _named_in(body) not in (None, authenticator_of(step))
        found = [name for name in found if (name not in _DATA) is chooses]
    return next((name.value for name in found), "")


def in_our_words(body: Body) -> Body:
    """Return the object with our own name for the authenticator, and a passkey's transports as one text."""
    answer = dict(body)
    one, credentials = _named_in(body), body.get("credentials")
    if one is not None:
        answer["authenticator"] = {**body["authenticator"], "id": one.value}
    if isinstance(credentials, Mapping) and isinstance(credentials.get("transports"), list):
        answer["credentials"] = {**credentials, "transports": json.dumps(credentials["transports"])}
    return answer


def _named_in(body: Mapping[str, Any]) -> Authenticator | None:
    given = body.get("authenticator")
    text = given.get("id") if isinstance(given, Mapping) else None
    return named(text) if isinstance(text, str) else None
