"""Secrets of the embedded mode: made once, kept in a file that only its owner reads."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

SECRET_BYTES = 48


@dataclass(frozen=True, slots=True)
class Secrets:
    """``SECRET_KEY`` and ``CHALLENGE_KEYS`` as they would stand in the environment."""

    secret_key: str
    challenge_keys: str


def load_or_create(path: Path) -> Secrets:
    """Return the secrets in ``path``, making the file (mode 0600) when there is none.

    Two processes that start at once end up with the same file: the second link is refused.
    """
    if not path.exists():
        _create(path)
    values = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    return Secrets(values["SECRET_KEY"], values["CHALLENGE_KEYS"])


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # people and their mail come to lie here too
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(_fresh())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was faster: its file counts
    finally:
        draft.unlink()


def _fresh() -> str:
    secret_key, challenge_key = secrets.token_urlsafe(SECRET_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    return f"SECRET_KEY={secret_key}\nCHALLENGE_KEYS=k1:{challenge_key}\n"
