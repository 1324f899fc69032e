#!/usr/bin/env python
"""Every command of the server: ``serve`` starts it on this machine, ``help`` lists the rest."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_project.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
