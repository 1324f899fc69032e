"""Processor time of running processes and everything they started."""

from collections.abc import Iterable
from dataclasses import dataclass

import psutil


def seconds(pids: Iterable[int]) -> float:
    """Return the processor seconds that the processes and their living children have used so far."""
    return sum(_own(process) for pid in pids for process in _family(pid))


def _family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def _own(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    # Children that have ended are counted with their parent: PostgreSQL starts one process a connection.
    return used.user + used.system + used.children_user + used.children_system


def owners_of(port: int) -> list[int]:
    """Return the processes that listen on a loopback port."""
    found = {
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid
    }
    parents = {pid for pid in found if psutil.Process(pid).ppid() not in found}
    return sorted(parents)


@dataclass(frozen=True)
class Part:
    """One part of the server and the processes it runs in."""

    name: str
    pids: tuple[int, ...]

    def used(self) -> float:
        return seconds(self.pids)
