"""Which port the embedded server uses: cookies and mail links depend on it, so it is remembered."""

import errno
import socket
from pathlib import Path

FIRST_PORT = 8000
LAST_PORT = 8099
_LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
_NO_IPV6 = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)


def remembered(data_dir: Path) -> int:
    """Return the port used last time, or 8000 when the server never ran here."""
    try:
        return int((data_dir / "port").read_text())
    except (FileNotFoundError, ValueError):
        return FIRST_PORT


def remember(data_dir: Path, port: int) -> None:
    """Keep ``port`` beside the database for the next start."""
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / "port").write_text(f"{port}\n")


def bind(port: int) -> list[socket.socket]:
    """Return listening sockets for ``port`` on the loopback addresses of this machine.

    ``localhost`` means both 127.0.0.1 and ::1, and browsers try either first: with one only, another
    program could answer in our place. Raises ``OSError`` when one of them is taken.
    """
    sockets: list[socket.socket] = []
    try:
        for family, address in _LOOPBACKS:
            sockets.extend(_listen(family, address, port))
    except OSError:
        close(sockets)
        raise
    return sockets


def close(sockets: list[socket.socket]) -> None:
    """Give the port back."""
    for listener in sockets:
        listener.close()


def first_free() -> int:
    """Return the first free port from 8000 on; raises ``OSError`` when a hundred are taken."""
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if is_free(port):
            return port
    raise OSError(f"Every port from {FIRST_PORT} to {LAST_PORT} is taken; set PORT to a free one.")


def is_free(port: int) -> bool:
    """Return whether ``port`` is free on every loopback address of this machine."""
    try:
        close(bind(port))
    except OSError:
        return False
    return True


def _listen(family: socket.AddressFamily, address: str, port: int) -> list[socket.socket]:
    try:
        listening = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return []
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family is socket.AF_INET6:
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        listening.bind((address, port))
        listening.listen()  # two sockets may share an address until one of them listens
    except OSError as error:
        listening.close()
        if family is socket.AF_INET6 and error.errno in _NO_IPV6:
            return []
        raise
    return [listening]
