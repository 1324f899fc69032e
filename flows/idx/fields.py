"""The fields of a form, nested as the body of the answer will be."""

from collections.abc import Iterable

from accounts.domain.fields import Field, FieldType
from accounts.domain.messages import Message
from accounts.translations import translated, translated_options
from flows.idx.messages import ByPath, Json, message_array

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
    """One field. ``format``, ``help`` and ``placeholder`` are ours: an app that draws the form needs them."""
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
        "messages": messages_at(field.path, faults),
    }
    shown: Json = {"name": field.path.rpartition(".")[2]}
    return shown | {member: value for member, value in optional.items() if value is not None}


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
