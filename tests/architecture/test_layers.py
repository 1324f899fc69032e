import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT
from tests.tables import each

APPS_DOWNWARD = "Apps import downward only"
ACCOUNTS = "Floors of accounts"
POLICIES = "Floors of policies, enrollment and applications"
FLOWS = "Floors of flows"
OIDC = "Floors of oidc"
ADMINISTRATION = "Floors of the administration"
OUTBOUND = "Floors of outbound"
PROVIDERS = "Floors of identity providers"
PLAIN = "Domain code is plain Python"
PROTOCOL = "The protocol knows OAuth's libraries, no rows and no Django"
PROVIDER_PROTOCOL = "The protocol with identity providers knows no rows"
CONFIGURATION = "Floors of the configuration document"
COMMANDS = "Only commands and versions of policies load pydantic"
FRONT_ENDS = "The hosted pages and the IDX API do not know each other"
STORE = "Only the store touches a transaction's row"

MAX_LAYERS = 6

VIOLATIONS = [
    ("accounts/models/__init__.py", "import policies.domain", APPS_DOWNWARD),
    ("policies/selectors/policy_rows.py", "import enrollment.domain", APPS_DOWNWARD),
    ("enrollment/selectors.py", "import flows.domain", APPS_DOWNWARD),
    ("flows/repository.py", "import dashboard", APPS_DOWNWARD),
    ("flows/repository.py", "import ssr_project.env", APPS_DOWNWARD),
    ("accounts/events/log.py", "import accounts.messaging.outbox", ACCOUNTS),
    ("accounts/newcomer.py", "", ACCOUNTS),
    ("policies/models/rules.py", "import policies.selectors", POLICIES),
    ("enrollment/models.py", "import enrollment.selectors", POLICIES),
    ("flows/handlers/__init__.py", "import flows.hosted", FLOWS),
    ("flows/domain/steps.py", "import flows.repository", FLOWS),
    ("flows/repository.py", "import oidc.models", APPS_DOWNWARD),
    ("dashboard/urls.py", "import oidc.models", APPS_DOWNWARD),
    ("oidc/models.py", "import oidc.urls", OIDC),
    ("oidc/newcomer.py", "", OIDC),
    ("dashboard/urls.py", "import administration.base", APPS_DOWNWARD),
    ("administration/base.py", "import administration.lists", ADMINISTRATION),
    ("administration/newcomer.py", "", ADMINISTRATION),
    ("accounts/domain/codes.py", "import django", PLAIN),
    ("flows/domain/steps.py", "import policies.models", PLAIN),
    ("oidc/protocol/claims.py", "import accounts.models", PROTOCOL),
    ("identity_providers/protocol/client.py", "import identity_providers.models", PROVIDER_PROTOCOL),
    ("oidc/protocol/claims.py", "import oidc.models", OIDC),
    ("configuration/schema.py", "import configuration.plan", CONFIGURATION),
    ("configuration/newcomer.py", "", CONFIGURATION),
    ("ssr_project/urls.py", "import configuration.apply", COMMANDS),
    ("administration/base.py", "import configuration.history", COMMANDS),
    ("dashboard/urls.py", "import configuration.models", APPS_DOWNWARD),
    ("policies/domain/rules.py", "import pydantic", COMMANDS),
    ("identity_providers/selectors.py", "import policies.domain", APPS_DOWNWARD),
    ("identity_providers/models.py", "import identity_providers.selectors", PROVIDERS),
    ("identity_providers/newcomer.py", "", PROVIDERS),
    ("identity_providers/domain/presets.py", "import django", PLAIN),
    ("outbound/client.py", "import accounts.identities", APPS_DOWNWARD),
    ("outbound/urls.py", "import outbound.client", OUTBOUND),
    ("outbound/newcomer.py", "", OUTBOUND),
    ("outbound/destinations.py", "import outbound.messages", PLAIN),
    ("flows/hosted/inputs.py", "import flows.idx", FRONT_ENDS),
    ("flows/idx/__init__.py", "import flows.hosted.presenter", FRONT_ENDS),
    ("flows/handlers/__init__.py", "from flows.models import Transaction", STORE),
    ("dashboard/__init__.py", "import flows.models.transactions", STORE),
]


def report_of(folder: Path) -> str:
    """Return what import-linter says of the code in a folder."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return done.stdout


def violations_of(report: str, contract: str) -> list[str]:
    """Return the first step of each import that breaks a contract, as "importer -> imported"."""
    section = re.search(rf"^{re.escape(contract)}\n-+\n(.*?)(?=^[^\n]+\n---+$|\Z)", report, re.M | re.S)
    return re.findall(r"^- +(.+?)(?: \(l\.[^)]*\))?$", section[1], re.M) if section else []


def violation(path: str, line: str) -> str:
    """Return how the report names a planted line, or a module that no layer knows."""
    importer = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    words = line.split()
    return f"{importer} -> {words[1]}" if words else importer


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the report of a copy of the code with every line of the table planted."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for app in APPS:
        shutil.copytree(ROOT / app, folder / app, ignore=shutil.ignore_patterns("__pycache__", "*.html"))
    for path, line, _contract in VIOLATIONS:
        with (folder / path).open("a") as file:
            file.write(f"\n{line}\n")
    return report_of(folder)


def test_the_layers_hold():
    assert "BROKEN" not in report_of(ROOT)


def test_an_app_has_at_most_six_layers():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = {contract["id"]: len(contract["layers"]) for contract in contracts if "containers" in contract}
    assert floors
    assert {id: count for id, count in floors.items() if count > MAX_LAYERS} == {}


@each("path, line, contract", VIOLATIONS)
def test_a_planted_import_breaks_its_contract(planted: str, path: str, line: str, contract: str):
    assert violation(path, line) in violations_of(planted, contract)
