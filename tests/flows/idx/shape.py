"""What every document of the JSON face must be like for the clients that exist (protocol reference §4)."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

Json = dict[str, Any]


def faults_of(document: Json) -> list[str]:
    """Return everything that would break a client, in words."""
    return [
        *_top_level(document),
        *(f"{path} is null" for path, value in _walk(document) if value is None),
        *(fault for form in forms_of(document) for fault in _form(document, form)),
    ]


def forms_of(document: Json) -> list[Json]:
    """Return every remediation and action, wherever it is nested."""
    return [
        value
        for _, value in _walk(document)
        if isinstance(value, dict) and "href" in value and value["method"] == "POST"
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


def keys(holder: Json) -> list[str]:
    return [message["i18n"]["key"] for message in holder.get("messages", {"value": []})["value"]]


def _top_level(document: Json) -> Iterator[str]:
    if document.get("version") != "1.0.0":
        yield "the version is not 1.0.0"
    yield from (f"a member {name}" for name in ("error", "stateToken") if name in document)
    for member, value in document.items():
        if isinstance(value, dict) and "rel" not in value and value.get("type") not in ("object", "array"):
            yield f"{member} has no type"


def _form(document: Json, form: Json) -> Iterator[str]:
    name = form["name"]
    if form.get("rel") != ["create-form"]:
        yield f"{name} has no rel"
    if not form["href"].startswith(f"{settings.PUBLIC_URL}/idp/idx/"):
        yield f"{name} is posted to {form['href']}"
    handle = form["value"][-1]
    expected = {"name": "stateHandle", "required": True, "visible": False, "mutable": False}
    if handle != expected | {"value": document["stateHandle"]}:
        yield f"{name} does not end with the state handle"
    for path in _relations(form):
        if not _resolves(document, path):
            yield f"{name} relates to {path}, which is not there"


def _relations(form: Json) -> Iterator[str]:
    for _, value in _walk(form):
        if isinstance(value, dict) and "relatesTo" in value:
            said = value["relatesTo"]
            yield from [said] if isinstance(said, str) else said


def _resolves(document: Json, path: str) -> bool:
    value: Any = document
    for part in path.removeprefix("$.").split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value is not None


def _walk(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]")
