#!/usr/bin/env python
"""Every command of the server: ``serve`` starts it on this machine, ``help`` lists the rest."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_project.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:  # whoever set a variable needs its name, not a traceback
        sys.exit(f"Not started: {wrong}")


if __name__ == "__main__":
    main()
