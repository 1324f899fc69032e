"""ASVS 5.0 V13 and V15.2: what the image holds, what it runs as, and what it shows of itself."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver, resolve

from ssr_project import settings as ours
from ssr_project.service_urls import broker_tls
from ssr_project.variables import VARIABLES, Variable
from tests.architecture.sources import APPS
from tests.lint import ROOT, production
from tests.tables import each

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("web", "worker", "beat", "migrate")
LOCK = ROOT / "requirements" / "runtime.txt"
SERVED = {".css", ".js", ".svg", ".png", ".ico", ".woff2"}


def let_through() -> list[str]:
    """Return what `.dockerignore` lets into the image."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    return [rule.removeprefix("!") for rule in rules if rule.startswith("!")]


def test_image_holds_the_apps_and_no_repository_tests_or_secrets():
    """ASVS 5.0 13.4.1, 13.3.1, 15.2.3."""
    files = {
        "gunicorn.conf.py",
        "manage.py",
        "requirements/runtime.txt",
        "LICENSE",
        "NOTICE",
        "locale",
        "static",
        "templates",
    }
    assert set(let_through()) == {*APPS, *files}


def test_foreign_images_are_pinned_by_digest():
    """ASVS 5.0 15.2.4."""
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.M)
    images = [service["image"] for name, service in COMPOSE["services"].items() if name not in OURS]
    assert [one for one in (*bases, *images) if not re.search(r":[\w.-]+@sha256:[0-9a-f]{64}$", one)] == []


def test_code_of_the_server_imports_no_tests():
    """ASVS 5.0 15.2.3."""
    found = [
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if re.search(
            r"^\s*(from|import) (tests|benchmarks|examples|pytest|hypothesis)\b", path.read_text(), re.M
        )
    ]
    assert found == []


@each("name", OURS)
def test_container_runs_without_rights(name: str):
    """ASVS 5.0 13.2.2."""
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "user" not in service


def test_image_runs_as_a_user_without_rights():
    """ASVS 5.0 13.2.2: the last user of the last stage."""
    users = re.findall(r"^USER (.+)$", (ROOT / "Dockerfile").read_text().rpartition("FROM ")[2], re.M)
    assert users == ["10001:10001"]


@each("secret", ["SECRET_KEY", "CHALLENGE_KEYS", "ENCRYPTION_KEYS", "EVENT_SEAL_KEYS"])
def test_compose_has_no_secret_of_its_own(secret: str):
    """ASVS 5.0 13.2.3: without a value in the environment nothing starts."""
    for name in OURS:
        assert COMPOSE["services"][name]["environment"][secret].startswith(f"${{{secret}:?")
    assert COMPOSE["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith(
        "${POSTGRES_PASSWORD:?"
    )


FIXED = {"MODE": "production"}
EMBEDDED_ONLY = {"DATA_DIR", "PORT"}
OF_GUNICORN = {"WEB_CONCURRENCY"}


@each("service", OURS)
@each("variable", VARIABLES, ids=lambda variable: variable.name)
def test_variable_reaches_every_service_of_compose(service: str, variable: Variable):
    """ASVS 5.0 13.1.1: what stands in .env counts, and an empty value is the server's default."""
    given = COMPOSE["services"][service]["environment"].get(variable.name)
    if variable.name in EMBEDDED_ONLY:
        assert given is None
    elif variable.name in FIXED:
        assert given == FIXED[variable.name]
    else:
        assert given.startswith((f"${{{variable.name}:-", f"${{{variable.name}:?"))
        if variable.default.isdecimal():
            assert given == f"${{{variable.name}:-{variable.default}}}"


@each("service", OURS)
def test_compose_gives_no_variable_that_the_server_does_not_know(service: str):
    given = set(COMPOSE["services"][service]["environment"])
    assert given - {variable.name for variable in VARIABLES} == OF_GUNICORN


def test_only_the_proxy_and_the_mailbox_are_reached_from_outside():
    """ASVS 5.0 13.4.5: on loopback."""
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert set(ports) == {"proxy", "mailpit"}
    assert all(port.startswith("127.0.0.1:") for held in ports.values() for port in held)


def test_debug_is_off_in_any_environment(monkeypatch: pytest.MonkeyPatch):
    """ASVS 5.0 13.4.2: there is no variable for it."""
    assert ours.DEBUG is False
    assert not re.search(
        r"\bDEBUG\b\s*=(?!\s*False$)", (ROOT / "ssr_project" / "settings.py").read_text(), re.M
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/static/", "/static/admin/", "/static", "/static/../manage.py", "/.git/config"]
)
def test_directories_and_the_repository_are_not_served(client: Client, path: str):
    """ASVS 5.0 13.4.1, 13.4.3."""
    assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/signin", "/me/", "/static/ui.css", "/oauth2/v1/keys", "/nowhere"])
def test_trace_is_answered_nowhere(client: Client, path: str):
    """ASVS 5.0 13.4.4: nothing of the request comes back."""
    answer = client.trace(path, headers={"X-Canary": "canary-7"})
    assert answer.status_code in (302, 404, 405)
    assert b"canary-7" not in answer.getvalue()


def test_only_listed_kinds_of_files_are_served():
    """ASVS 5.0 13.4.7."""
    names = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    own = [name for name in names if not name.startswith("admin/")]
    assert own
    assert {Path(name).suffix for name in own} <= SERVED


def test_there_is_no_page_of_documentation_or_of_measurements():
    """ASVS 5.0 13.4.5."""
    routes = {str(pattern.pattern) for pattern in get_resolver().url_patterns}
    assert not [route for route in routes if re.search(r"metrics|schema|swagger|docs|debug|status", route)]
    assert resolve("/signin")


def test_every_package_is_pinned_and_hashed():
    """ASVS 5.0 15.1.2, 15.2.4: a package of the same name from elsewhere does not install."""
    entries = LOCK.read_text().replace("\\\n", " ").splitlines()
    packages = [entry for entry in entries if entry.strip() and not entry.startswith("#")]
    assert packages
    assert [
        entry for entry in packages if not re.match(r"[\w.\-\[\]]+==\S+ (; [^-]+ )?\s*--hash=sha256:", entry)
    ] == []
    installs = re.findall(
        r"pip install.*|PYTHON.*install.*",
        (ROOT / "Dockerfile").read_text() + (ROOT / "Makefile").read_text(),
    )
    assert sum("--require-hashes" in line for line in installs) == 2


def test_task_queue_is_encrypted_where_redis_is():
    """ASVS 5.0 12.3.1."""
    assert broker_tls(ours.REDIS_URL) == ours.CELERY_BROKER_USE_SSL


def test_time_frames_for_fixes_are_written_down():
    """ASVS 5.0 15.1.1: a row for each severity, with days."""
    rows = (ROOT / "SECURITY.md").read_text().partition("## Time frames for fixes")[2].partition("\n## ")[0]
    for severity in ("critical", "high", "medium", "low"):
        assert re.search(rf"^\| {severity}[^|]*\| \d+ days \|", rows, re.M)
    assert "every 90 days" in rows


@pytest.fixture(scope="module")
def in_production() -> dict[str, Any]:
    """Return the settings of a deployment, as its processes read them."""
    program = (
        "import json, ssr_project.settings as held;"
        "print(json.dumps({name: repr(getattr(held, name)) for name in dir(held) if name.isupper()}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **production()},
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        name: ast.literal_eval(value) for name, value in json.loads(done.stdout).items() if name in EXPECTED
    }


EXPECTED: dict[str, Any] = {
    "SECURE_HSTS_SECONDS": 2 * 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "DEBUG": False,
    "CELERY_BROKER_USE_SSL": {"ssl_cert_reqs": "required"},
    "CELERY_ACCEPT_CONTENT": ["json"],
}


@each("name", EXPECTED)
def test_setting_of_production_protects(name: str, in_production: dict[str, Any]):
    """ASVS 5.0 12.2.1, 12.3.1, 13.4.2: HTTPS for two years, its cookies, the task queue, no debug."""
    assert in_production[name] == EXPECTED[name]
