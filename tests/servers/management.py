"""Commands of `manage.py` for one deployment, from one process that has loaded Django.

A start of Django costs more than most commands: `management_process` loads it once and forks for each.
"""

import json
import subprocess
import sys
from collections.abc import Mapping

from tests.lint import ROOT


class Management:
    """Runs commands with the environment of a deployment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Return the exit code of a command and what it wrote to standard output and error."""
        if self._process is None:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "tests.servers.management_process"),
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"no command can be run: the process ended with {self._process.wait()}"
        code, out, err = json.loads(answer)
        return code, out, err

    def close(self) -> None:
        """End the process, which has read its last line."""
        if self._process is not None:
            self._process.communicate()
            self._process = None
