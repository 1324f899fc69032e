"""Run the commands that standard input names, a JSON list of arguments a line, each in a fork."""

import gc
import json
import os
import sys
import tempfile
import traceback

import django
from django.urls import get_resolver

from manage import main as run_command_line


def run(arguments: list[str]) -> tuple[int, str, str]:
    """Return the exit code of a command and what it wrote to standard output and error."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            _become(arguments, out.fileno(), err.fileno())
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return os.waitstatus_to_exitcode(status), out.read(), err.read()


def _become(arguments: list[str], out: int, err: int) -> None:
    """Be the command until the end of this process, which takes nothing apart: all of it is the parent's."""
    for ours, theirs in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(ours, theirs)
    sys.argv = ["manage.py", *arguments]
    code = _exit_code()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _exit_code() -> int:
    try:
        run_command_line()
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return int(end.code or 0)
    except Exception:  # noqa: BLE001 - as the interpreter ends
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    django.setup()
    # Commands check the URLs, for which everything is imported.
    get_resolver().check()
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
