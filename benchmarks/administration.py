"""``python -m benchmarks administration``: the administration's pages at a million users.

[--people N] [--events N] [--only TEXT] [--plans] [--skip-jobs]

`DATABASE_URL` names a database to use and to leave as it is: one that is filled already is not filled again.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.servers import launch

# A plan of several processes would hide what it costs from the clock of the one process that answers.
OPTIONS = "-c max_parallel_workers_per_gather=0"


def main(arguments: Sequence[str]) -> None:
    """Start PostgreSQL, let another process fill and measure it, and delete it."""
    with launch.postgres(OPTIONS) as database:
        settings = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        command = [sys.executable, "-m", "benchmarks.administration_pages", *arguments]
        subprocess.run(command, env=os.environ | settings, check=True)
