"""The environment of the pages, which refuses to show a method: Jinja, unlike Django, calls none."""

from inspect import ismethod
from typing import Any

from jinja2 import Environment

from ssr_project import page_templates


def environment(**options: Any) -> Environment:
    """Return the environment of the server with the check."""
    made = page_templates.environment(**options)
    made.finalize = _value
    return made


def _value(shown: Any) -> Any:
    if ismethod(shown):
        raise TypeError(f"a page shows the method {shown.__qualname__} instead of what it returns")
    return shown
