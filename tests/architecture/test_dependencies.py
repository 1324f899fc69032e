"""pyproject.toml is the one place that names dependencies and versions of Python; the locks follow it."""

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.lint import ROOT

PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
DECLARED = {
    "runtime": PROJECT["dependencies"],
    "dev": [*PROJECT["dependencies"], *PYPROJECT["dependency-groups"]["dev"]],
    "peers": PYPROJECT["dependency-groups"]["peers"],
}


def locked_versions(lock: str) -> dict[str, str]:
    """Return the version of each package in a lock, by its canonical name."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return {
        canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.M)
    }


@pytest.mark.parametrize("lock", DECLARED)
def test_lock_satisfies_every_declared_dependency(lock: str):
    locked = locked_versions(lock)
    wanted = [Requirement(line) for line in DECLARED[lock]]
    unmet = [
        str(requirement)
        for requirement in wanted
        if locked.get(canonicalize_name(requirement.name), "0") not in requirement.specifier
    ]
    assert unmet == []


def test_locks_agree_on_shared_packages():
    runtime, dev = locked_versions("runtime"), locked_versions("dev")
    assert {name: version for name, version in runtime.items() if dev.get(name) != version} == {}


def test_benchmark_peers_use_the_drivers_of_the_product():
    runtime, peers = locked_versions("runtime"), locked_versions("peers")
    assert {name: peers[name] for name in peers.keys() & runtime if peers[name] != runtime[name]} == {}
    assert {"django", "celery", "gunicorn", "psycopg", "redis"} <= peers.keys()


def test_claimed_python_versions_include_the_one_of_the_image():
    classifiers = set(re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"])))
    image = re.findall(r"^FROM python:(3\.\d+)", (ROOT / "Dockerfile").read_text(), re.M)
    assert set(image) <= classifiers
    assert [one for one in classifiers if one not in SpecifierSet(PROJECT["requires-python"])] == []
