"""Named networks. A zone may hold thousands of blocks; whether an address is in it takes a few look-ups."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

from accounts.domain.text import trim
from accounts.domain.violations import Violation

Network = IPv4Network | IPv6Network

MAX_MULTIPLIER: Final = 100
"""How many times the usual limits one address of a zone may have at most."""


@dataclass(frozen=True)
class Zone:
    """A name for some networks."""

    id: int
    name: str
    networks: tuple[Network, ...]

    def holds(self, address: IPv4Address | IPv6Address) -> bool:
        """Whether the address is in one of the networks. An IPv4 address inside an IPv6 one is IPv4."""
        plain = (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
        number, own = int(plain), plain.version
        for version, shift, starts in self._by_length:  # noqa: SIM110 - asked ten thousand times in a sign-in
            if version == own and number >> shift in starts:
                return True
        return False

    @cached_property
    def _by_length(self) -> tuple[tuple[int, int, frozenset[int]], ...]:
        """The first bits of every network, for each version and number of bits left over."""
        shifts = {(network.version, network.max_prefixlen - network.prefixlen) for network in self.networks}
        return tuple((*key, frozenset(self._starts(*key))) for key in sorted(shifts))

    def _starts(self, version: int, shift: int) -> Iterator[int]:
        for network in self.networks:
            if (network.version, network.max_prefixlen - network.prefixlen) == (version, shift):
                yield int(network.network_address) >> shift


def lines_of(text: str) -> list[str]:
    """Return what an administrator wrote, one network a line."""
    return [line for line in map(trim, text.splitlines()) if line]


def networks_of(text: str) -> tuple[Network, ...]:
    """Return the networks. Raises ValueError for a line that is none, or that has bits behind its prefix."""
    return tuple(ip_network(line) for line in lines_of(text))


def check_networks(text: str) -> tuple[Violation, ...]:
    """Refuse a zone without networks and every line that is no network."""
    lines = lines_of(text)
    if not lines:
        return (Violation("networks", "ssr.policy.zone_empty"),)
    return tuple(Violation("networks", "ssr.policy.network", (line,)) for line in _unreadable(lines))


def check_multiplier(times: int) -> tuple[Violation, ...]:
    """Refuse a number of times that no address may have."""
    if 1 <= times <= MAX_MULTIPLIER:
        return ()
    return (Violation("limit_multiplier", "ssr.policy.zone_multiplier", ("1", str(MAX_MULTIPLIER))),)


def _unreadable(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        try:
            ip_network(line)
        except ValueError:
            yield line
