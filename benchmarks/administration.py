"""``python -m benchmarks administration``: the administration's pages at a million users.

[--users N] [--events N] [--plans]
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.servers import launch


def main(arguments: Sequence[str]) -> None:
    """Start PostgreSQL, let another process fill and measure it, and delete it."""
    with launch.postgres() as database:
        settings = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        command = [sys.executable, "-m", "benchmarks.administration_pages", *arguments]
        subprocess.run(command, env=os.environ | settings, check=True)
