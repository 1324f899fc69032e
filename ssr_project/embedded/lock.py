"""One server for one database: the lock lies beside it and names its holder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Another process serves this database; the text says which, and where."""


@contextmanager
def only_server(data_dir: Path, url: str) -> Iterator[None]:
    """Hold the lock of ``data_dir`` while the block runs. The system gives it back however the process ends.

    Raises ``AlreadyRunning`` when another process has it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "serve.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(_holder(file.read())) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {url}\n")
        file.flush()
        yield


def _holder(text: str) -> str:
    pid, _, url = text.strip().partition(" ")
    return f"Already running as process {pid or 'unknown'}: {url}".rstrip(": ")
