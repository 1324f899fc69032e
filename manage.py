#!/usr/bin/env python
"""Every command of the server: ``serve`` starts it on this machine, ``help`` lists the rest."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError

from ssr_project.database_version import OTHER_VERSION, found_other_version

WAIT = "If the server is starting for the first time, wait until it is up and try again."


def main() -> None:
    """Run the command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_project.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:  # whoever set a variable needs its name, not a traceback
        sys.exit(f"Not started: {wrong}")
    except DatabaseError as error:
        if "--traceback" in sys.argv:
            raise
        if found_other_version():
            sys.exit(OTHER_VERSION)
        if not isinstance(error, OperationalError):
            raise
        sys.exit(f"The database can’t be used now ({error}). {WAIT}")


if __name__ == "__main__":
    main()
