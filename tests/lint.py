"""Every check that reads the code instead of running it. One line each; a failing check shows what it said.

python -m tests.lint [NAME ...]
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def production() -> dict[str, str]:
    """Return an environment as a deployment sets it; nothing in it is ever connected to."""
    return {
        "MODE": "production",
        "PUBLIC_URL": "https://id.example.com",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "CHALLENGE_KEYS": f"one:{secrets.token_urlsafe(48)}",
        "ENCRYPTION_KEYS": f"one:{secrets.token_urlsafe(48)}",
        "EVENT_SEAL_KEYS": f"one:{secrets.token_urlsafe(48)}",
        "DATABASE_URL": f"postgresql://ssr:{secrets.token_urlsafe(8)}@database.invalid/ssr?sslmode=require",
        "REDIS_URL": f"rediss://:{secrets.token_urlsafe(8)}@redis.invalid:6379/0",
        "EMAIL_URL": f"smtp+tls://ssr:{secrets.token_urlsafe(8)}@mail.invalid:587",
        "DEFAULT_FROM_EMAIL": "accounts@example.com",
        "SECURITY_CONTACT": "mailto:security@example.com",
        "TRUSTED_PROXIES": "10.0.0.0/8",
    }


COMPOSE_SCHEMA = "vendor.compose-spec"
MANAGE = (sys.executable, "-W", "error::DeprecationWarning:__main__", "manage.py")
CHECKS = (
    Check("ruff", (f"{BIN}/ruff", "check", "--quiet", ".")),
    Check("format", (f"{BIN}/ruff", "format", "--check", "--quiet", ".")),
    Check("language", (sys.executable, "tools/language.py")),
    Check("types", (f"{BIN}/mypy",)),
    Check("layers", (f"{BIN}/lint-imports",)),
    Check(
        "architecture", (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture")
    ),
    Check("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    Check("initial", (sys.executable, "tools/initial_migrations.py", "--check")),
    Check("templates", (f"{BIN}/djlint", "--lint", "--quiet", "templates/admin", "templates/emails")),
    Check("pages", (f"{BIN}/djlint", "--lint", "--quiet", "--profile", "jinja", "templates/pages")),
    Check("deploy", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), production()),
    Check(
        "compose",
        (f"{BIN}/check-jsonschema", "--builtin-schema", COMPOSE_SCHEMA, "docker-compose.yml"),
    ),
    Check("dockerfile", (f"{BIN}/hadolint", "Dockerfile")),
)


def passes(check: Check) -> bool:
    start = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    good = done.returncode == 0
    print(f"{'ok    ' if good else 'FAILED'} {check.name:<12} {time.monotonic() - start:5.1f} s", flush=True)
    if not good:
        print(done.stdout, flush=True)
    return good


def main(names: list[str]) -> int:
    """Run the named checks, or all; return 1 when any fails."""
    chosen = [check for check in CHECKS if not names or check.name in names]
    results = [passes(check) for check in chosen]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
