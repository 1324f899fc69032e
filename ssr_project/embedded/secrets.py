"""Secrets of the embedded mode: made once, kept in a file that only its owner reads."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

SECRET_BYTES = 48
LATER_RINGS = ("ENCRYPTION_KEYS", "EVENT_SEAL_KEYS")


@dataclass(frozen=True, slots=True)
class Secrets:
    """``SECRET_KEY`` and the rings of keys as they would stand in the environment."""

    secret_key: str
    challenge_keys: str
    encryption_keys: str
    event_seal_keys: str


def load_or_create(path: Path) -> Secrets:
    """Return the secrets in ``path``, making the file (mode 0600) when there is none.

    Two processes that start at once end up with the same file: the second link is refused.
    """
    if not path.exists():
        _create(path)
    values = _read(path)
    for name in LATER_RINGS:
        if name not in values:
            _append(path, _fresh_ring(name))  # the file is from before there was one
            values = _read(path)
    return Secrets(values["SECRET_KEY"], values["CHALLENGE_KEYS"], *(values[name] for name in LATER_RINGS))


def _read(path: Path) -> dict[str, str]:
    """The first line of a name counts: of two processes that append at once both take the same one."""
    lines = [line.partition("=") for line in path.read_text().splitlines() if "=" in line]
    return {name: value for name, _, value in reversed(lines)}


def _append(path: Path, line: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "w") as file:
        file.write(line)


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # users and their mail come to lie here too
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
    secret_key = f"SECRET_KEY={secrets.token_urlsafe(SECRET_BYTES)}\n"
    return secret_key + "".join(map(_fresh_ring, ("CHALLENGE_KEYS", *LATER_RINGS)))


def _fresh_ring(name: str) -> str:
    return f"{name}=k1:{secrets.token_urlsafe(SECRET_BYTES)}\n"
