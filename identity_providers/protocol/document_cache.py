"""Documents of providers, kept in the process."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from identity_providers.protocol.failures import UpstreamFailure, unreachable
from outbound.client import get_json
from outbound.errors import OutboundError

T = TypeVar("T")
FRESH_SECONDS: Final = 3600
FAILED_SECONDS: Final = 10
RENEWAL_SECONDS: Final = 60
MAX_DOCUMENTS: Final = 200


@dataclass(slots=True)
class _Entry(Generic[T]):
    """The newest version of a document, or why it could not be fetched."""

    lock: Lock = field(default_factory=Lock)
    value: T | None = None
    failure: UpstreamFailure | None = None
    fetched_at: float = float("-inf")
    renewed_at: float = float("-inf")


@dataclass(slots=True)
class DocumentCache(Generic[T]):
    """Documents by URL, each fetched by one thread at a time.

    ``endpoint`` names the kind of document in codes of failures. ``read`` makes a value of the JSON; it
    raises UpstreamFailure. ``media_types`` are those of a response.
    """

    endpoint: str
    read: Callable[[Any], T]
    media_types: tuple[str, ...] = ("application/json",)
    clock: Callable[[], float] = time.monotonic
    _entries: dict[str, _Entry[T]] = field(default_factory=dict)

    def get(self, url: str) -> T:
        """Return the document, at most an hour old. Raises UpstreamFailure.

        A failure is kept for some seconds, so that each visitor doesn't wait for a provider that is down.
        """
        entry = self._entry(url)
        with entry.lock:
            kept_for = FAILED_SECONDS if entry.failure else FRESH_SECONDS
            if self.clock() - entry.fetched_at >= kept_for:
                try:
                    self._keep(entry, self._fetched(url))
                except UpstreamFailure as failure:
                    entry.value, entry.failure, entry.fetched_at = None, failure, self.clock()
            return self._value(entry)

    def renewed(self, url: str) -> T:
        """Return the document, fetched again unless that was tried within a minute. Raises UpstreamFailure.

        A failure leaves the kept version as it is: anyone can send a token that names an unknown key.
        """
        entry = self._entry(url)
        with entry.lock:
            if self.clock() - entry.renewed_at >= RENEWAL_SECONDS:
                entry.renewed_at = self.clock()
                self._keep(entry, self._fetched(url))
            return self._value(entry)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def _entry(self, url: str) -> _Entry[T]:
        if len(self._entries) >= MAX_DOCUMENTS and url not in self._entries:
            self._entries.clear()
        return self._entries.setdefault(url, _Entry())

    def _fetched(self, url: str) -> T:
        try:
            return self.read(get_json(url, accepts=self.media_types))
        except OutboundError as error:
            raise unreachable(self.endpoint, error) from None

    def _keep(self, entry: _Entry[T], value: T) -> None:
        entry.value, entry.failure, entry.fetched_at = value, None, self.clock()

    def _value(self, entry: _Entry[T]) -> T:
        if entry.failure is not None:
            # Not the kept exception: each raise adds to its traceback.
            raise UpstreamFailure(entry.failure.reason, entry.failure.detail)
        assert entry.value is not None  # noqa: S101 - a document or a failure
        return entry.value
