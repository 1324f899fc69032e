"""What every document of the IDX API must be like for the clients that exist (protocol reference §4)."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings

Json = dict[str, Any]
TELLING = ("-authenticator", "-authenticator-warning", "-enrollment-data", "-verification-data")
"""How the names of forms end that clients tell apart by the authenticator they relate to."""


def faults_of(document: Json) -> list[str]:
    """Return everything that would break a client, in words."""
    return [
        *_top_level(document),
        *(f"{path} is null" for path, value in _walk(document) if value is None),
        *(fault for form in forms_of(document) for fault in _form(document, form)),
        *repeats_of(document),
    ]


def repeats_of(document: Json) -> list[str]:
    """Return every message that the document holds more than once."""
    return [f"{text} is said {times} times" for text, times in _messages(document).items() if times > 1]


def _messages(document: Json) -> Counter[str]:
    """Count every message by its key and text, wherever it is nested."""
    found = (value for _, value in _walk(document) if isinstance(value, dict) and "i18n" in value)
    return Counter(f"{value['i18n']} {value['message']}" for value in found)


def forms_of(document: Json) -> list[Json]:
    """Return every remediation and action, wherever it is nested."""
    return [
        value for _, value in _walk(document) if isinstance(value, dict) and value.get("method") == "POST"
    ]


def remediations(document: Json) -> list[str]:
    return [form["name"] for form in document["remediation"]["value"]]


def form(document: Json, name: str) -> Json:
    return next(form for form in forms_of(document) if form["name"] == name)


def field(fields: list[Json], path: str) -> Json:
    """Return the field at a dotted path."""
    name, _, rest = path.partition(".")
    found = next(one for one in fields if one["name"] == name)
    return field(found["form"]["value"], rest) if rest else found


def options_of(form: Json) -> list[Json]:
    """Return what a form lets users choose from, authenticator by authenticator."""
    offered = (one.get("options", []) for one in form["value"] if one["name"] == "authenticator")
    return [option for options in offered for option in options]


def method_of(option: Json) -> str:
    return str(field(option["value"]["form"]["value"], "methodType")["value"])


def id_of(option: Json) -> str:
    return str(field(option["value"]["form"]["value"], "id")["value"])


def keys(holder: Json) -> list[str]:
    return [message["i18n"]["key"] for message in holder.get("messages", {"value": []})["value"]]


def steady(document: Json) -> Json:
    """Return the document without what is drawn anew each time it is shown: what passkeys are to sign."""
    return {name: _steady(value) for name, value in document.items()}


def _steady(value: Any) -> Any:
    if isinstance(value, list):
        return [_steady(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: "…" if name == "challenge" else _steady(inner) for name, inner in value.items()}


def _top_level(document: Json) -> Iterator[str]:
    if document.get("version") != "1.0.0":
        yield "the version is not 1.0.0"
    yield from (f"a member {name}" for name in ("error", "stateToken") if name in document)
    for member, value in document.items():
        told = isinstance(value, dict) and ("rel" in value or value.get("type") in ("object", "array"))
        if isinstance(value, dict) and not told and member != "success":
            yield f"{member} has no type"


def _form(document: Json, form: Json) -> Iterator[str]:
    name = form["name"]
    if form.get("rel") != ["create-form"]:
        yield f"{name} has no rel"
    if name.endswith(TELLING) and not name.startswith(("select-", "ssr-")) and "relatesTo" not in form:
        yield f"{name} relates to nothing"
    if not form["href"].startswith(f"{settings.PUBLIC_URL}/idp/idx/"):
        yield f"{name} is posted to {form['href']}"
    handle = form["value"][-1]
    expected = {"name": "stateHandle", "required": True, "visible": False, "mutable": False}
    if handle != expected | {"value": document["stateHandle"]}:
        yield f"{name} does not end with the state handle"
    for path in _relations(form):
        if not _resolves(document, path):
            yield f"{name} relates to {path}, which is not there"
    for option in options_of(form):
        if at(document, option["relatesTo"])["methods"] != [{"type": method_of(option)}]:
            yield f"{name} offers {option['label']} and relates it to something else"


def _relations(form: Json) -> Iterator[str]:
    for _, value in _walk(form):
        if isinstance(value, dict) and "relatesTo" in value:
            said = value["relatesTo"]
            yield from [said] if isinstance(said, str) else said


def _resolves(document: Json, path: str) -> bool:
    return at(document, path) is not None


def at(document: Json, path: str) -> Any:
    """Return what a path of the clients leads to, such as ``$.authenticators.value[1]``, or nothing."""
    value: Any = document
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", path.removeprefix("$.")):
        value = value.get(name) if isinstance(value, dict) else None
        if index:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else None
    return value


def _walk(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]")
