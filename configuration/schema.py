"""Entries of the document as pydantic models, and pydantic's errors as violations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain, count
from typing import Annotated, Any, ClassVar, Final, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    create_model,
    model_validator,
)
from pydantic import ValidationError as SchemaError
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from accounts.domain.violations import ValidationFailed, Violation, raise_if

MAX_ITEMS: Final = 5000
DEFAULT_KEY: Final = ""
"""The key of the default entry of a list, which always exists, whatever its name."""

Fields = dict[str, Any]
"""By name: a type and its ``FieldInfo``, as ``create_model`` takes them."""

_CODES: Final = {
    "bool_type": "flag",
    "int_type": "number",
    "list_type": "list",
    "missing": "missing",
    "model_type": "record",
    "string_type": "text",
    "string_unicode": "unsafe",
}
"""What pydantic's types of errors are called in the catalogue of messages."""


def violation(code: str, *params: str, path: str = "") -> Violation:
    """Return a violation of the document's rules; ``code`` is the last part of its key."""
    return Violation(path, f"ssr.document.{code}", params)


def unknown(word: str, known: Iterable[str], path: str = "") -> Violation:
    """Return the violation for a word that is none of the known ones, with the nearest of them."""
    near = get_close_matches(word[:100], sorted(known), 1)
    return violation("unknown_near" if near else "unknown", word[:100], *near, path=path)


def joined(path: str, inner: str) -> str:
    """Return the path of a value inside the value of a path."""
    return f"{path}.{inner}" if path and inner and inner[0] != "[" else f"{path}{inner}"


def moved(failure: ValidationFailed, path_of: Callable[[str], str]) -> ValidationFailed:
    """Return a refusal with its fields as paths of the value around."""
    return ValidationFailed([replace(found, field=path_of(found.field)) for found in failure.violations])


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Annotates a type with a function that validates its values, and with its part of the JSON Schema.

    The function raises ValidationFailed with paths inside the value.
    """

    validate: Callable[[Any], Any]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._validated, handler(source))

    def _validated(self, value: Any) -> Any:
        try:
            return self.validate(value)
        except ValidationFailed as failure:
            raise PydanticCustomError("violations", "", {"found": failure.violations}) from failure

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), **self.schema}


@dataclass(frozen=True, slots=True)
class Reference:
    """Annotates a field that names entries of another section."""

    section: str


@dataclass(frozen=True, slots=True)
class Written:
    """Annotates a field that is written even where it has its default."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Annotates a field of keys with how administrators read each."""

    by_key: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """Annotates a field that an entry without it leaves unchanged, because no document can restore it."""


@dataclass(frozen=True, slots=True)
class ListRules:
    """What identifies the entries of one list, and their order.

    ``has_default``: the flag ``default`` marks an entry that always exists and is last. ``repeatable``:
    several may have one key, distinguished by their order. ``exclusive``: a flag of at most one entry.
    """

    identified_by: str = "name"
    has_default: bool = False
    ordered: bool = False
    repeatable: bool = False
    exclusive: str = ""


SINGLE: Final = ListRules(identified_by="")
"""An entry that is in no list."""


class DocumentEntry(BaseModel):
    """Named values. ``entry`` makes the subclasses from columns and types."""

    model_config = ConfigDict(strict=True, extra="forbid")

    list_rules: ClassVar[ListRules] = ListRules()
    short_field: ClassVar[str] = ""
    """The field whose text may stand for the whole entry."""

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, raw: Any) -> Any:
        return {cls.short_field: raw} if cls.short_field and isinstance(raw, str) else raw

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        full = handler(core)
        if not cls.short_field:
            return full
        short = handler.resolve_ref_schema(full)["properties"][cls.short_field]
        return {"anyOf": [short, full]}


def entry(
    name: str, fields: Fields, rules: ListRules = ListRules(), *, short_field: str = ""
) -> type[DocumentEntry]:
    """Return the model of an entry."""
    model = create_model(name, __base__=DocumentEntry, **fields)
    model.list_rules, model.short_field = rules, short_field
    return model


def label_of(item: DocumentEntry) -> str:
    """Return what an entry is called; one that stands alone has no name."""
    name = item.list_rules.identified_by
    return str(getattr(item, name)) if name else ""


def key_of(item: Any) -> str:
    """Return what identifies an entry in its list."""
    return DEFAULT_KEY if item.list_rules.has_default and item.default else label_of(item)


def short_form(value: Any) -> Any:
    """Return the plain value that a document shows: entries without what is the default."""
    if isinstance(value, list):
        return [short_form(item) for item in value]
    if not isinstance(value, DocumentEntry):
        return value
    shown = {
        name: short_form(getattr(value, name))
        for name, field in type(value).model_fields.items()
        if Written() in field.metadata or getattr(value, name) != field.get_default(call_default_factory=True)
    }
    return shown[value.short_field] if list(shown) == [value.short_field] else shown


def list_of(model: type[DocumentEntry]) -> Any:
    """Return the type of a list of entries that their keys distinguish."""
    items: Any = list[model]  # type: ignore[valid-type]
    return Annotated[items, Field(max_length=MAX_ITEMS), Checked(_distinct, {})]


def _distinct(entries: list[DocumentEntry]) -> list[DocumentEntry]:
    violations, seen, exclusive = list[Violation](), set[str](), False
    for place, item in enumerate(entries):
        rules, key = item.list_rules, key_of(item)
        if key in seen and not (rules.repeatable and key != DEFAULT_KEY):
            violations.append(violation("again", key or label_of(item), path=f"[{place}]"))
        seen.add(key)
        flagged = bool(rules.exclusive) and getattr(item, rules.exclusive)
        if flagged and exclusive:
            violations.append(violation("single", path=f"[{place}].{rules.exclusive}"))
        exclusive = exclusive or flagged
    raise_if(violations)
    return entries


def keyed(entries: Iterable[DocumentEntry]) -> dict[str, DocumentEntry]:
    """Return entries by keys that are all different, in their order, the default one last."""
    found: dict[str, DocumentEntry] = {}
    for item in entries:
        key = key_of(item)
        candidates = chain([key], (f"{key} #{number}" for number in count(2)))
        found[next(candidate for candidate in candidates if candidate not in found)] = item
    if DEFAULT_KEY in found:
        found[DEFAULT_KEY] = found.pop(DEFAULT_KEY)
    return found


def references(value: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield every name of an entry of another section: its path, the section, the name."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from references(item, f"{path}[{place}]")
    if not isinstance(value, DocumentEntry):
        return
    for name, field in type(value).model_fields.items():
        inner, content = joined(path, name), getattr(value, name)
        for mark in (mark for mark in field.metadata if isinstance(mark, Reference)):
            names = content if isinstance(content, list) else [content]
            yield from ((inner, mark.section, word) for word in names if word is not None)
        yield from references(content, inner)


def violations_of(error: SchemaError, model: type[DocumentEntry]) -> tuple[Violation, ...]:
    """Return pydantic's errors as violations with paths of the document."""
    details = error.errors(include_url=False)
    return tuple(found for detail in details for found in _violations(detail, model))


def _violations(error: Any, model: type[DocumentEntry]) -> Iterator[Violation]:
    loc, kind = error["loc"], error["type"]
    path = path_of(loc)
    if kind == "violations":
        for inner in error["ctx"]["found"]:
            yield Violation(joined(path, inner.field), inner.code, inner.params)
    elif kind in ("extra_forbidden", "invalid_key"):
        name, known = str(loc[-1]), _model_at(model, loc[:-1]).model_fields
        yield unknown(name, known, joined(path_of(loc[:-1]), name[:100]))
    elif kind == "too_long":
        yield violation("many", str(MAX_ITEMS), path=path)
    else:
        yield violation(_CODES.get(kind, "text"), path=path)


def path_of(loc: Sequence[str | int]) -> str:
    """Return a place as text, like ``groups[0].name``."""
    path = ""
    for part in loc:
        path = f"{path}[{part}]" if isinstance(part, int) else joined(path, str(part)[:100])
    return path


def _model_at(model: type[DocumentEntry], loc: Sequence[str | int]) -> type[DocumentEntry]:
    for name in loc:
        if isinstance(name, str):
            model = next(models_in(model.model_fields[name].annotation))
    return model


def models_in(annotation: Any) -> Iterator[type[DocumentEntry]]:
    """Yield the models of entries in a type."""
    if isinstance(annotation, type) and issubclass(annotation, DocumentEntry):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)
