"""The one place that reads the environment.

``VARIABLES`` is the whole list, and ``.env.example`` is written from it. Settings hold facts about this
deployment only; what the product does is decided by rows an administrator edits.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
MOST_PORT = 65535


class Mode(StrEnum):
    """How the server runs: everything in one process on this machine, or as separate replicated processes."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable. An empty default stands for what ``help`` says."""

    name: str
    default: str
    help: str


VARIABLES = (
    Variable("MODE", "embedded", "embedded (one process on this machine) or production."),
    Variable(
        "PUBLIC_URL", "", "Address people use, https://id.example.com. Embedded: http://localhost:PORT."
    ),
    Variable("SECRET_KEY", "", "Signs cookies; 50 characters or more. Embedded: made at first start."),
    Variable(
        "CHALLENGE_KEYS",
        "",
        "Codes and links come from id:secret,id:secret; the first signs. Embedded: made at first start.",
    ),
    Variable(
        "ENCRYPTION_KEYS",
        "",
        "Encrypt what people set up, id:secret,id:secret; the first encrypts. Embedded: made at first start.",
    ),
    Variable(
        "DATABASE_URL", "", "postgresql://user:password@host/name. Embedded: SQLite in DATA_DIR/db.sqlite3."
    ),
    Variable("REDIS_URL", "", "redis://host:6379/0, broker and rate limits. Embedded: inside the process."),
    Variable(
        "EMAIL_URL",
        "",
        "smtp+tls://user:password@host:587. Embedded: kept in DATA_DIR/mailbox, see /dev/mail.",
    ),
    Variable(
        "SMS_GATEWAY_URL",
        "",
        "https address that text messages are posted to. Empty: no phones; embedded: see /dev/mail.",
    ),
    Variable("SMS_GATEWAY_SECRET", "", "Signs what is posted to SMS_GATEWAY_URL; 32 characters or more."),
    Variable("DEFAULT_FROM_EMAIL", "accounts@localhost", "Sender of every mail."),
    Variable(
        "SECURITY_CONTACT", "", "mailto: or https: address in security.txt. Empty: the sender's address."
    ),
    Variable(
        "BREACHED_PASSWORDS_URL",
        "",
        "Range service for leaked passwords, https://api.pwnedpasswords.com/range. Empty: nobody is asked.",
    ),
    Variable(
        "TRUSTED_PROXIES",
        "",
        "Networks of the proxies in front, 10.0.0.0/8,fd00::/8, or none. Production has to say one.",
    ),
    Variable(
        "BACKCHANNEL_NETWORKS",
        "",
        "Private networks of apps that are told of logouts, 10.0.0.0/8,fd00::/8. Empty: none.",
    ),
    Variable("ARGON2_MEMORY_KIB", "19456", "Memory of one password hash in KiB."),
    Variable("ARGON2_TIME_COST", "2", "Passes of one password hash."),
    Variable("ARGON2_PARALLELISM", "1", "Lanes of one password hash."),
    Variable("HASH_CONCURRENCY", "", "Password hashes at once in one process. Empty: one for each core."),
    Variable("HASH_QUEUE_SECONDS", "2", "How long a hash waits for its turn before the answer is 503."),
    Variable("DATA_DIR", "var", "Folder of the embedded database, secrets and mailbox."),
    Variable(
        "PORT", "", "Port of the embedded server. Empty: the one used last time, else 8000 or the next free."
    ),
    Variable("LOG_LEVEL", "", "DEBUG, INFO, WARNING or ERROR. Empty: INFO, or WARNING when embedded."),
)


@dataclass(frozen=True, slots=True)
class Argon2:
    """Cost of a password hash: memory in KiB, passes, lanes."""

    memory_kib: int
    time_cost: int
    parallelism: int


@dataclass(frozen=True)
class Environment:
    """What the environment says, typed. Empty text and ``None`` mean that it says nothing."""

    mode: Mode
    public_url: str
    secret_key: str
    challenge_keys: str
    encryption_keys: str
    database_url: str
    redis_url: str
    email_url: str
    sms_gateway_url: str
    sms_gateway_secret: str
    default_from_email: str
    security_contact: str
    breached_passwords_url: str
    trusted_proxies: str
    backchannel_networks: tuple[IPv4Network | IPv6Network, ...]
    argon2: Argon2
    hash_concurrency: int
    hash_queue_seconds: float
    data_dir: Path
    port: int | None
    log_level: str

    @cached_property
    def embedded(self) -> bool:
        return self.mode is Mode.EMBEDDED


class _Reader:
    """Typed look-ups in one mapping, with the defaults of ``VARIABLES``; ``NAME_FILE`` names a file."""

    def __init__(self, source: Mapping[str, str]) -> None:
        self._env = environ.FileAwareEnv()
        said = {name: value for name, value in source.items() if value != ""}
        self._env.ENVIRON = environ.fileaware_mapping.FileAwareMapping(env=said)
        self._defaults = {variable.name: variable.default for variable in VARIABLES}

    def text(self, name: str) -> str:
        return str(self._env.str(name, default=self._defaults[name])).strip()

    def number(self, name: str, fallback: int = 0) -> int:
        said = self.text(name)
        try:
            return int(said) if said else fallback
        except ValueError:
            raise ImproperlyConfigured(f"{name} has to be a whole number, not {said!r}.") from None

    def port(self) -> int | None:
        said = self.number("PORT")
        if not 0 <= said <= MOST_PORT:
            raise ImproperlyConfigured(f"PORT has to be between 1 and {MOST_PORT}, not {said}.")
        return said or None

    def networks(self, name: str) -> tuple[IPv4Network | IPv6Network, ...]:
        said = self.text(name)
        try:
            return tuple(ip_network(part.strip()) for part in said.split(",") if part.strip())
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} has to be networks like 10.0.0.0/8,fd00::/8, not {said!r}."
            ) from None

    def seconds(self, name: str) -> float:
        said = self.text(name)
        try:
            return float(said)
        except ValueError:
            raise ImproperlyConfigured(f"{name} has to be a number of seconds, not {said!r}.") from None

    def mode(self) -> Mode:
        said = self.text("MODE")
        try:
            return Mode(said)
        except ValueError:
            raise ImproperlyConfigured(f"MODE has to be embedded or production, not {said!r}.") from None

    def argon2(self) -> Argon2:
        return Argon2(
            self.number("ARGON2_MEMORY_KIB"),
            self.number("ARGON2_TIME_COST"),
            self.number("ARGON2_PARALLELISM"),
        )


def read(source: Mapping[str, str] | None = None) -> Environment:
    """Return what ``source`` (the process's environment when not given) says.

    Raises ``ImproperlyConfigured`` for a value that cannot be understood; whether the values are safe to
    run in production is asked by the system checks.
    """
    reader = _Reader(os.environ if source is None else source)
    mode = reader.mode()
    return Environment(
        mode=mode,
        public_url=reader.text("PUBLIC_URL").rstrip("/"),
        secret_key=reader.text("SECRET_KEY"),
        challenge_keys=reader.text("CHALLENGE_KEYS"),
        encryption_keys=reader.text("ENCRYPTION_KEYS"),
        database_url=reader.text("DATABASE_URL"),
        redis_url=reader.text("REDIS_URL"),
        email_url=reader.text("EMAIL_URL"),
        sms_gateway_url=reader.text("SMS_GATEWAY_URL"),
        sms_gateway_secret=reader.text("SMS_GATEWAY_SECRET"),
        default_from_email=reader.text("DEFAULT_FROM_EMAIL"),
        security_contact=reader.text("SECURITY_CONTACT"),
        breached_passwords_url=reader.text("BREACHED_PASSWORDS_URL"),
        trusted_proxies=reader.text("TRUSTED_PROXIES"),
        backchannel_networks=reader.networks("BACKCHANNEL_NETWORKS"),
        argon2=reader.argon2(),
        hash_concurrency=reader.number("HASH_CONCURRENCY", fallback=os.cpu_count() or 2),
        hash_queue_seconds=reader.seconds("HASH_QUEUE_SECONDS"),
        data_dir=BASE_DIR / reader.text("DATA_DIR"),
        port=reader.port(),
        log_level=reader.text("LOG_LEVEL") or ("WARNING" if mode is Mode.EMBEDDED else "INFO"),
    )


def example() -> str:
    """Return the text of ``.env.example``: every variable with its help and default."""
    blocks = [f"# {variable.help}\n{variable.name}={variable.default}\n" for variable in VARIABLES]
    head = (
        "# Copy to .env beside manage.py, or set in the environment, which wins. NAME_FILE reads a file.\n\n"
    )
    return head + "\n".join(blocks)
