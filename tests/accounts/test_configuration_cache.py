"""Snapshots of configuration in processes that hear of changes by one row."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction

from accounts import configuration_cache
from accounts.configuration_cache import MAX_CHANGES, Snapshot, area_of, ids_in, raise_version
from accounts.models import ConfigurationVersion

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@dataclass
class Process:
    """A process with one snapshot of the areas ``garden`` and ``pond``, and what it did to have it."""

    did: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.snapshot = Snapshot(self._load, frozenset({"garden", "pond"}), self._renew)

    def _load(self) -> int:
        self.did.append("loaded")
        return len(self.did)

    def _renew(self, held: int, changed: frozenset[str]) -> int:
        self.did.append(set(changed))
        return held + 1

    def looks(self) -> list[object]:
        """Look at the value as another process does some time later, and return what that took."""
        configuration_cache.forget()
        before = len(self.did)
        self.snapshot.get()
        return self.did[before:]


@pytest.fixture
def process() -> Process:
    raise_version()
    made = Process()
    assert made.looks() == ["loaded"]
    return made


def test_nothing_is_read_while_nothing_changes(process):
    assert process.looks() == []


def test_change_elsewhere_keeps_the_value(process):
    value = process.snapshot.get()
    raise_version("roof")
    assert (process.looks(), process.snapshot.get()) == ([], value)


def test_changed_snapshot_is_renewed_after_any_other_change(process):
    raise_version("garden", "roof")
    raise_version("cellar")
    raise_version(area_of("pond", 7))
    assert process.looks() == [{"garden", "pond:7"}]
    raise_version(area_of("pond", 8))
    assert process.looks() == [{"pond:8"}]


def test_change_of_everything_is_loaded(process):
    raise_version("garden")
    raise_version()
    raise_version("roof")
    assert process.looks() == ["loaded"]


def test_process_that_missed_too_much_loads_everything(process):
    for _ in range(MAX_CHANGES):
        raise_version("roof")
    assert process.looks() == ["loaded"]
    assert len(ConfigurationVersion.objects.get().changes) == MAX_CHANGES


def test_change_that_was_rolled_back_leaves_nothing_behind(process):
    with transaction.atomic():
        raise_version("garden")
        assert process.looks() == [{"garden"}]
        transaction.set_rollback(True)
    assert process.looks() == ["loaded"]
    raise_version("garden")
    assert process.looks() == [{"garden"}]


def test_database_without_a_version_is_read_each_time():
    ConfigurationVersion.objects.all().delete()
    process = Process()
    assert process.looks() + process.looks() == ["loaded", "loaded"]


def test_rows_of_an_area_are_named_one_by_one():
    changed = ["pond:7", "pond:9", "pond", "garden:1"]
    assert (ids_in(changed, "pond"), ids_in(["garden"], "garden")) == ({7, 9}, frozenset())
