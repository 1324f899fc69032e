import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT

APPS_DOWNWARD = "Apps import downward only"
ACCOUNTS = "Floors of accounts"
POLICIES = "Floors of policies, enrollment and applications"
FLOWS = "Floors of flows"
OIDC = "Floors of oidc"
PLAIN = "Domain code is plain Python"
FACES = "The hosted and the JSON face do not know each other"
STORE = "Only the store touches a transaction's row"

VIOLATIONS = [
    ("accounts/models/__init__.py", "import policies.domain", APPS_DOWNWARD),
    ("policies/selectors/reading.py", "import enrollment.domain", APPS_DOWNWARD),
    ("enrollment/selectors.py", "import flows.domain", APPS_DOWNWARD),
    ("flows/store.py", "import dashboard", APPS_DOWNWARD),
    ("flows/store.py", "import ssr_project.env", APPS_DOWNWARD),
    ("accounts/events.py", "import accounts.services.outbox", ACCOUNTS),
    ("accounts/newcomer.py", "", ACCOUNTS),
    ("policies/models/rules.py", "import policies.selectors", POLICIES),
    ("enrollment/models.py", "import enrollment.selectors", POLICIES),
    ("flows/handlers/__init__.py", "import flows.hosted", FLOWS),
    ("flows/domain/steps.py", "import flows.store", FLOWS),
    ("flows/store.py", "import oidc.models", APPS_DOWNWARD),
    ("dashboard/urls.py", "import oidc.models", APPS_DOWNWARD),
    ("oidc/models/keys.py", "import oidc.urls", OIDC),
    ("oidc/newcomer.py", "", OIDC),
    ("accounts/domain/codes.py", "import django", PLAIN),
    ("oidc/domain/scopes.py", "import oauthlib", PLAIN),
    ("flows/domain/steps.py", "import policies.models", PLAIN),
    ("flows/hosted/wording.py", "import flows.idx", FACES),
    ("flows/idx/__init__.py", "import flows.hosted.presenter", FACES),
    ("flows/handlers/__init__.py", "from flows.models import Transaction", STORE),
    ("dashboard/__init__.py", "import flows.models.transactions", STORE),
]


def broken_contracts(folder: Path) -> set[str]:
    """Return the names of the contracts that import-linter reports as broken."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if line.endswith(" BROKEN")}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "*.html"))
    return tmp_path


def test_the_layers_hold():
    assert broken_contracts(ROOT) == set()


@pytest.mark.parametrize(("path", "line", "contract"), VIOLATIONS)
def test_a_planted_import_breaks_its_contract(copy: Path, path: str, line: str, contract: str):
    with (copy / path).open("a") as file:
        file.write(f"\n{line}\n")
    assert contract in broken_contracts(copy)
