"""Write docs/flows.md from ``next_step``: ``python -m tools.flow_diagram``; ``--check`` only compares."""

import os
import sys
from pathlib import Path

import django

PAGE = Path(__file__).parent.parent.parent / "docs" / "flows.md"


def main(arguments: list[str]) -> str:
    """Write the page; return what is wrong, empty if nothing is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_project.settings")
    django.setup()
    from tools.flow_diagram.diagram import page  # noqa: PLC0415 - the texts need Django's settings

    text = page()
    if "--check" not in arguments:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        return "docs/flows.md is out of date. Run `python -m tools.flow_diagram`."
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
