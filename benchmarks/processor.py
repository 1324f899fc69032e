"""Processor time and memory of running processes and everything they started (Linux)."""

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil


def seconds(pids: Iterable[int]) -> float:
    """Return the processor seconds that the processes and their children have used so far."""
    return sum(_own(member) for pid in pids for member in _family(pid))


def _family(pid: int) -> list[int]:
    """Return a process and its descendants, without a look at every process of the machine."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(FileNotFoundError, ProcessLookupError):
                found.extend(int(child) for child in children.read_text().split())
    return found


def _own(pid: int) -> float:
    try:
        used = psutil.Process(pid).cpu_times()
        # The clock of a process counts nanoseconds, where cpu_times counts hundredths of a second.
        own = time.clock_gettime(~pid << 3 | 2)
    except (psutil.NoSuchProcess, OSError):
        return 0.0
    # Children that have ended are counted with their parent: PostgreSQL starts one process a connection.
    return own + used.children_user + used.children_system


def proportional_mebibytes(pid: int) -> float:
    """Return the memory of a process and its children, shared pages divided by those who share them (PSS)."""
    return sum(_proportional_kib(member) for member in _family(pid)) / 1024


def _proportional_kib(pid: int) -> int:
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


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
