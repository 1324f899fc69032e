"""Check the language of the code, of the documents and of the texts that users and administrators read.

    python tools/language.py

Checked are words of docstrings and documents, names of modules and subjects of commits. Texts must be marked
for translation with a comment about their place, and keep to the spelling and length of docs/words.md.
The settings are ``[tool.language]`` in pyproject.toml.
"""

import ast
import io
import re
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.extract import extract
from django.utils.translation import TranslatorCommentWarning
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
DIALECT = re.compile(
    r"\b(whoever|whom|nobody|somebody|anybody|of ours|any more)\b"
    r"|\b(is|are|was|were) (said|told|asked)\b"
    r"|\bways? (in|on|back|out)\b"
    r"|\bwhat (is|was|are|were) (missing|proved|said|asked|set up|held|left|made|given)\b",
    re.IGNORECASE,
)
"""Words that make a sentence a riddle where a noun of the glossary exists."""

DIALECT_IN_NAMES = re.compile(
    r"_(whoever|whom|nobody|nobodys|somebody|somebodys|anybody|everybody|of_ours|any_more"
    r"|persons?|faces?|told|said|asked|ways?_(in|on|back|out))(?=_|$)"
)
"""Words that the name of a test goes without."""

MAX_SHARE = 0.02
MAX_SUBJECT = 65
MAX_TEST_NAME = 70


def docstrings(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every docstring."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", text


def check_docstrings(paths: Iterable[Path]) -> list[str]:
    """Return the places with words of the dialect when they are more than the allowed share."""
    found = list(docstrings(paths))
    wrong = [place for place, text in found if DIALECT.search(text)]
    return wrong if len(wrong) > MAX_SHARE * len(found) else []


def check_documents(patterns: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Return the lines with words of the dialect, and exceptions that no line needs. Code is passed over."""
    exceptions, used = set(allowed), set[str]()
    wrong = []
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            found = DIALECT.search(re.sub(r"`[^`]*`", "", line))
            if found:
                place = f"{path.relative_to(ROOT)}: {found[0]}"
                used.add(place)
                wrong += [] if place in exceptions else [f"{path.relative_to(ROOT)}:{number}: “{found[0]}”"]
    return [*wrong, *(f"{one!r}: no longer an exception" for one in sorted(exceptions - used))]


def check_modules(paths: Iterable[Path], allowed: Iterable[str]) -> list[str]:
    """Return modules with a verb's name, and exceptions that no module needs."""
    gerunds = {path.relative_to(ROOT).as_posix() for path in paths if path.stem.endswith("ing")}
    exceptions = set(allowed)
    return [
        *(f"{path}: name the module by a noun" for path in sorted(gerunds - exceptions)),
        *(f"{path}: no longer an exception of [tool.language]" for path in sorted(exceptions - gerunds)),
    ]


def check_test_names(paths: Iterable[Path]) -> list[str]:
    """Return tests whose names are too long or hold words of the dialect."""
    wrong = []
    for path in paths:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            found = re.match(r"\s*def (test_\w+)", line)
            if found and (len(found[1]) > MAX_TEST_NAME or DIALECT_IN_NAMES.search(found[1])):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {found[1]}")
    return wrong


def check_subjects(base: str) -> list[str]:
    """Return the subjects of commits after ``base`` that are too long or end with a full stop.

    A checkout without that commit (an archive, a shallow clone) has none to check.
    """
    log = subprocess.run(
        ("git", "log", "--format=%s", f"{base}..HEAD"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    subjects = log.stdout.splitlines()
    return [f"commit: {one}" for one in subjects if len(one) > MAX_SUBJECT or one.endswith(".")]


class Text(NamedTuple):
    """A text marked for translation, its place, and what the comment tells translators."""

    place: str
    text: str
    comment: str


MARKS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"})
"""Functions that makemessages looks for."""

OPTIONS = frozenset({"verbose_name", "verbose_name_plural", "help_text", "help"})

COMMENT = re.compile(r"\s*# Translators: (.+)")
MAX_WORDS = 20
_LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_MARKED_IN_TEMPLATE = re.compile(rf"(?:gettext|\b_)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?")
_WORDS_OF_ATTRIBUTES = re.compile(r"""\b(?:alt|title|placeholder|aria-label)="([^"]*)\"""")
_SENTENCE_ENDS = re.compile(r"(?<=[.?!…])[”’)]?\s+")


def texts_of_module(path: Path) -> Iterator[Text]:
    """Yield the marked texts of a module.

    xgettext takes a comment from the line right above the text only.
    """
    source = path.read_text()
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in MARKS
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                comment = COMMENT.fullmatch(lines[first.lineno - 2])
                place = f"{path.relative_to(ROOT)}:{first.lineno}"
                yield Text(place, first.value, comment[1] if comment else "")


def texts_of_options(path: Path) -> Iterator[Text]:
    """Yield the names and help texts that a model or a command gives its columns and options."""
    for node in ast.walk(ast.parse(path.read_text())):
        for option in node.keywords if isinstance(node, ast.Call) else ():
            value = option.value
            if option.arg in OPTIONS and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield Text(f"{path.relative_to(ROOT)}:{value.lineno}", value.value, "")


def unmarked_in_module(path: Path) -> Iterator[Text]:
    """Yield the sentences of a module that translators do not find."""
    tree = ast.parse(path.read_text())
    passed = {id(part) for node in ast.walk(tree) if _is_no_text(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else None
        if isinstance(text, str) and re.match(r"[A-Z][\w’]* \w", text):
            yield Text(f"{path.relative_to(ROOT)}:{node.lineno}", text, "")


def _is_no_text(node: ast.AST) -> bool:
    marked = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return marked or docstring or isinstance(node, ast.Raise)


def texts_of_template(path: Path) -> Iterator[Text]:
    """Yield the marked texts of a template of the mails, read as makemessages reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", TranslatorCommentWarning)
        code = templatize(path.read_text())
    comment = ""
    for number, line in enumerate(code.splitlines(), start=1):
        before, mark, said = line.partition("# Translators: ")
        for found in _MARKED_IN_TEMPLATE.finditer(before):
            for literal in filter(None, found.groups()):
                text = " ".join(str(ast.literal_eval(literal)).replace("%%", "%").split())
                yield Text(f"{path.relative_to(ROOT)}:{number}", text, comment)
            # xgettext gives a comment to the first text after it.
            comment = ""
        if mark:
            comment = said.strip()
        elif line.strip(" #"):
            comment = ""


def texts_of_page(path: Path) -> Iterator[Text]:
    """Yield the marked texts of a page's template, read as pybabel reads it.

    A comment belongs to the first text that follows it, on its own line or the next one.
    """
    found = extract(
        "jinja2", io.BytesIO(path.read_bytes()), {"_": None, "ngettext": (1, 2)}, ("Translators:",)
    )
    for number, messages, comments, _context in found:
        comment = comments[-1].removeprefix("Translators:").strip(" -") if comments else ""
        for message in [messages] if isinstance(messages, str) else filter(None, messages):
            yield Text(f"{path.relative_to(ROOT)}:{number}", message.replace("%%", "%"), comment)


def unmarked_in_template(path: Path) -> Iterator[Text]:
    """Yield the words of a template that stand outside of every tag."""
    source = path.read_text()
    for pattern in (
        r"{% comment %}.*?{% endcomment %}",
        r"{% blocktranslate\b.*?{% endblocktranslate %}",
        r"{#.*?#}",
        r"<(style|script)\b.*?</\1>",
        r"{[{%#].*?[}%#]}",
    ):
        source = re.sub(pattern, lambda found: "\n" * found[0].count("\n"), source, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>", lambda tag: " ".join(_WORDS_OF_ATTRIBUTES.findall(tag[0])), source)
    # A template may hold attributes only, of a tag that another one opens.
    words = re.sub(r"""[\w-]*="[^"]*\"|&#?\w+;""", "", words)
    for number, line in enumerate(words.splitlines(), start=1):
        if re.search(r"[A-Za-z]{2}", line):
            yield Text(f"{path.relative_to(ROOT)}:{number}", line.strip(), "")


def violations_of(text: Text, banned: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a marked text. ``banned`` are patterns with what to write instead."""
    if not text.comment:
        yield "say where it stands, in a line “Translators: …” above"
    yield from _banned_words(text.text, banned)
    yield from _long_sentences(text.text)


def _banned_words(text: str, banned: Mapping[str, str]) -> Iterator[str]:
    words = re.sub(r"<[^>]*>|%\(\w+\)s|\{[^}]*\}", "", text)
    for pattern, better in banned.items():
        found = re.search(pattern, words, re.IGNORECASE)
        if found:
            yield f"“{found[0]}” ({better})"


def _long_sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_ENDS.split(text):
        words = len(sentence.split())
        if words > MAX_WORDS:
            yield f"{words} words in a sentence"


def _files(place: Path) -> Iterable[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.*"))


def check_end_user_texts(settings: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the texts that end users read."""
    others = tuple(ROOT / one for one in settings["other_readers"])
    paths = [path for one in settings["files"] for path in _files(ROOT / one)]
    paths = [path for path in paths if not any(path.is_relative_to(one) for one in others)]
    modules = [path for path in paths if path.suffix == ".py"]
    templates = [path for path in paths if path.suffix in {".html", ".txt"}]
    unmarked = [text for path in modules for text in unmarked_in_module(path)]
    unmarked += [text for path in templates for text in unmarked_in_template(path)]
    marked = [text for path in modules for text in texts_of_module(path)]
    pages = ROOT / "templates" / "pages"
    marked += [
        text
        for path in templates
        for text in (texts_of_page(path) if path.is_relative_to(pages) else texts_of_template(path))
    ]
    found = [(text, "mark for translation") for text in unmarked]
    found += [(text, wrong) for text in marked for wrong in violations_of(text, settings["banned"])]
    exceptions = set(settings["exceptions"])
    return [
        *(f"{text.place}: {wrong}: {text.text!r}" for text, wrong in found if text.text not in exceptions),
        *(
            f"{one!r}: no longer an exception"
            for one in sorted(exceptions - {text.text for text, _ in found})
        ),
    ]


def check_administrator_texts(settings: Mapping[str, Any], banned: Mapping[str, str]) -> list[str]:
    """Return banned words and long sentences of the texts that administrators read. Comments are not held."""
    paths = [path for one in settings["files"] for path in _files(ROOT / one)]
    modules = [path for path in paths if path.suffix == ".py" and "migrations" not in path.parts]
    words, exceptions = {**banned, **settings["banned"]}, set(settings["exceptions"])
    found = [
        (text, wrong)
        for path in modules
        for text in (*texts_of_module(path), *texts_of_options(path))
        for wrong in (*_banned_words(text.text, words), *_long_sentences(text.text))
    ]
    return [
        *(f"{text.place}: {wrong}: {text.text!r}" for text, wrong in found if text.text not in exceptions),
        *(
            f"{one!r}: no longer an exception"
            for one in sorted(exceptions - {text.text for text, _ in found})
        ),
    ]


def main() -> int:
    """Print every violation; return 1 when there is one."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    language = settings["tool"]["language"]
    folders = settings["tool"]["importlinter"]["root_packages"]
    paths = [path for one in folders for path in (ROOT / one).rglob("*.py") if "migrations" not in path.parts]
    tests = sorted(path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts)
    violations = [
        *check_docstrings(paths),
        *check_docstrings(tests),
        *check_documents(language["documents"]["files"], language["documents"]["exceptions"]),
        *check_modules(paths, language["verbs_as_module_names"]),
        *check_test_names(path for path in tests if path.name.startswith("test_")),
        *check_subjects(language["subjects_since"]),
        *check_end_user_texts(language["texts"]),
        *check_administrator_texts(language["administrator_texts"], language["texts"]["banned"]),
    ]
    print("\n".join(violations))
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
