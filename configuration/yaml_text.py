"""The document as YAML: read with care, written for users."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from accounts.domain.violations import Violation
from configuration.document import SECTIONS, VERSION
from configuration.schema import joined

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 20
MAX_WIDTH: Final = 110

_OTHER_BREAKS: Final = re.compile("[\r\x85\u2028\u2029\ufeff]")
"""What YAML takes for the end of a line, and would give back as a space."""

HEAD: Final = """\
# The configuration of this server, written by `manage.py export_config`.
# Preview a change: `manage.py plan_config FILE`. Apply it: `manage.py apply_config FILE`.
# An omitted value has its default. An omitted entry or section stays unchanged.
# The document has no secrets, and no users except those that a rule names.
"""


class Unreadable(Exception):
    """The text is no document; ``violation`` says why."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.code)
        self.violation = violation


class _Loader(yaml.SafeLoader):
    """Maps, lists, text, whole numbers, true, false and null; nothing that makes a small text a large value.

    Only what YAML 1.2 calls so is a number or a flag: ``no`` is a country, ``12:30`` a time.
    """

    yaml_implicit_resolvers: dict[Any, Any] = {}

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        tagged = getattr(event, "tag", None) not in (None, "!") or getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent) or tagged:
            raise Unreadable(Violation(_line(event.start_mark), "ssr.document.alias"))
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(Violation(_line(event.start_mark), "ssr.document.deep"))
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set[str]()
        for key, _value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not isinstance(key, yaml.ScalarNode) or name in seen:
                code = "ssr.document.repeated" if name in seen else "ssr.document.record"
                raise Unreadable(Violation(_line(key.start_mark), code, (name[:100],)))
            seen.add(name)
        return super().construct_mapping(node, deep)


def _line(mark: Any) -> str:
    return f"line {mark.line + 1}"


for _tag, _pattern, _first in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^-?(?:0|[1-9][0-9]{0,17})$", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


class _Dumper(yaml.SafeDumper):
    """Lists inside a map are indented, as users write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _OTHER_BREAKS.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def load(content: bytes) -> object:
    """Return what a file holds. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable(Violation("", "ssr.document.size", (str(MAX_BYTES),)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(Violation("", "ssr.document.encoding")) from error
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_data()
    except (yaml.YAMLError, ValueError) as error:
        why = " ".join(str(error).split())[:300]
        raise Unreadable(Violation("", "ssr.document.unreadable", (why,))) from error
    finally:
        if loader is not None:
            loader.dispose()


def line_numbers(content: bytes) -> dict[str, int]:
    """Return the line of every value of a file, by its path; none for a file that is not readable."""
    try:
        load(content)
    except Unreadable:
        return {}
    loader = _Loader(content.decode("utf-8-sig"))
    try:
        return dict(_lines(loader.get_single_node(), "", 1))
    finally:
        loader.dispose()


def _lines(node: Any, path: str, line: int) -> Iterator[tuple[str, int]]:
    yield path, line
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, joined(path, key.value[:100]), key.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield from _lines(item, f"{path}[{place}]", item.start_mark.line + 1)


def line_of(lines: Mapping[str, int], path: str) -> int | None:
    """Return the line of a value, or of what is around it where it has none."""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path)


def dump(document: Mapping[str, Any]) -> str:
    """Return the text of a document, always the same for the same document."""
    return "\n".join((HEAD, f"version: {VERSION}\n", *_sections(document)))


def _sections(document: Mapping[str, Any]) -> Iterator[str]:
    comments = {section.heading: section.comment for section in SECTIONS}
    for name, part in document.items():
        comment = "".join(f"# {line}\n" for line in comments.get(name, "").splitlines())
        yield comment + yaml.dump(
            {name: part}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=MAX_WIDTH
        )
