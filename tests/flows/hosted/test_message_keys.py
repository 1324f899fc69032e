"""Whatever the code says to a user is in the catalogue."""

import re
from pathlib import Path

from accounts.domain.messages import CATALOGUE

ROOT = Path(__file__).parents[3]
KEY = re.compile(r'"((?:ssr|idx|oie|errors|api|authfactor|security)\.[\w.]*\w)"')
# Prefixes of loggers and columns, and events of the system log, look like keys and are none.
OTHERS = re.compile(r"security\.(?!access_denied).*")


def keys_in(folder: str) -> set[str]:
    sources = (path.read_text() for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)
    return {key for source in sources for key in KEY.findall(source) if not OTHERS.fullmatch(key)}


def test_every_message_that_the_flows_and_the_settings_say_exists():
    accounts = (
        f"accounts/{subject}" for subject in ("credentials", "lifecycle", "profile", "sessions", "users")
    )
    used = set().union(*map(keys_in, ("flows", "dashboard", "enrollment", *accounts)))
    assert len(used) > 60
    assert used - CATALOGUE.keys() == set()
