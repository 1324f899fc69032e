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

from django.core.exceptions import ImproperlyConfigured

from accounts.domain.domain_names import InvalidDomain, ascii_domain
from ssr_project.service_urls import service_url
from ssr_project.variables import REPLACED, VARIABLES

BASE_DIR = Path(__file__).resolve().parent.parent
MAX_PORT = 65535
MAX_DAYS = 36_500
DEFAULT_PORTS = {"http": 80, "https": 443}


class Mode(StrEnum):
    """How the server runs: everything in one process on this machine, or as separate replicated processes."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"


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
    secret_key_fallbacks: tuple[str, ...]
    challenge_keys: str
    encryption_keys: str
    event_seal_keys: str
    database_url: str
    database_pooler: bool
    redis_url: str
    email_url: str
    sms_gateway_url: str
    sms_gateway_secret: str
    default_from_email: str
    security_contact: str
    breached_passwords_url: str
    trusted_proxies: str
    outbound_allowed_networks: tuple[IPv4Network | IPv6Network, ...]
    outbound_allowed_ports: tuple[int, ...]
    event_retention_days: int
    event_origin_days: int
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
    """Typed look-ups in one mapping, with the defaults of ``VARIABLES``; ``NAME_FILE`` names a file.

    Values are taken as they are: ``$``, quotes, ``#`` and ``%`` mean nothing here.
    """

    def __init__(self, source: Mapping[str, str]) -> None:
        self._source = source
        self._defaults = {variable.name: variable.default for variable in VARIABLES}

    def text(self, name: str) -> str:
        if path := self._source.get(f"{name}_FILE", ""):
            return _read_file(f"{name}_FILE", path)
        return (self._source.get(name, "") or self._defaults[name]).strip()

    def url(self, name: str) -> str:
        """Return a URL that may hold a password, once it can be read."""
        value = self.text(name)
        if value:
            service_url(name, value)
        return value

    def public_url(self) -> str:
        """Return ``PUBLIC_URL`` as browsers write it: host in ASCII lower case, no default port, no slash."""
        value = self.text("PUBLIC_URL").rstrip("/")
        if not value:
            return ""
        parts = service_url("PUBLIC_URL", value)
        host = parts.hostname or ""
        if not host.isascii():
            try:
                host = ascii_domain(host)
            except InvalidDomain:
                raise ImproperlyConfigured(f"The host of PUBLIC_URL is not a domain name: {host}.") from None
        host = f"[{host}]" if ":" in host else host
        port = f":{parts.port}" if parts.port not in (None, DEFAULT_PORTS.get(parts.scheme)) else ""
        credentials = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
        return parts._replace(netloc=f"{credentials}{host}{port}").geturl()

    def number(self, name: str, fallback: int = 0) -> int:
        value = self.text(name)
        try:
            return int(value) if value else fallback
        except ValueError:
            raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None

    def yes(self, name: str) -> bool:
        value = self.text(name)
        if value not in ("yes", "no"):
            raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
        return value == "yes"

    def port(self) -> int | None:
        value = self.number("PORT")
        if not 0 <= value <= MAX_PORT:
            raise ImproperlyConfigured(f"PORT must be between 1 and {MAX_PORT}, not {value}.")
        return value or None

    def networks(self, name: str) -> tuple[IPv4Network | IPv6Network, ...]:
        value = self.text(name)
        try:
            return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} must be a list of networks such as 10.0.0.0/8,fd00::/8, not {value!r}."
            ) from None

    def ports(self, name: str) -> tuple[int, ...]:
        value = self.text(name)
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and 0 < int(part) <= MAX_PORT for part in parts):
            raise ImproperlyConfigured(f"{name} must be a list of ports such as 443,8443, not {value!r}.")
        return tuple(map(int, parts))

    def refuse_replaced(self) -> None:
        """Raise ImproperlyConfigured for a variable that has been replaced, with what to do."""
        for name, remedy in REPLACED.items():
            if self._source.get(name, "").strip() or self._source.get(f"{name}_FILE", ""):
                raise ImproperlyConfigured(f"{name} no longer exists. {remedy}")

    def seconds(self, name: str) -> float:
        value = self.text(name)
        try:
            return float(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name} must be a number of seconds, not {value!r}.") from None

    def days(self, name: str) -> int:
        value = self.number(name)
        if not 0 <= value <= MAX_DAYS:
            raise ImproperlyConfigured(f"{name} must be between 0 and {MAX_DAYS}, not {value}.")
        return value

    def mode(self) -> Mode:
        value = self.text("MODE")
        try:
            return Mode(value)
        except ValueError:
            raise ImproperlyConfigured(f"MODE must be embedded or production, not {value!r}.") from None

    def argon2(self) -> Argon2:
        return Argon2(
            self.number("ARGON2_MEMORY_KIB"),
            self.number("ARGON2_TIME_COST"),
            self.number("ARGON2_PARALLELISM"),
        )


def _read_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it isn't UTF-8 text"
        raise ImproperlyConfigured(f"{name} names a file that can't be read: {reason}.") from None


def read(source: Mapping[str, str] | None = None) -> Environment:
    """Return the settings in ``source`` (default: the process's environment).

    Raises ``ImproperlyConfigured`` for a value that cannot be parsed; the system checks judge whether
    values are safe in production.
    """
    reader = _Reader(os.environ if source is None else source)
    reader.refuse_replaced()
    mode = reader.mode()
    return Environment(
        mode=mode,
        public_url=reader.public_url(),
        secret_key=reader.text("SECRET_KEY"),
        secret_key_fallbacks=tuple(reader.text("SECRET_KEY_FALLBACKS").split()),
        challenge_keys=reader.text("CHALLENGE_KEYS"),
        encryption_keys=reader.text("ENCRYPTION_KEYS"),
        event_seal_keys=reader.text("EVENT_SEAL_KEYS"),
        database_url=reader.url("DATABASE_URL"),
        database_pooler=reader.yes("DATABASE_POOLER"),
        redis_url=reader.url("REDIS_URL"),
        email_url=reader.url("EMAIL_URL"),
        sms_gateway_url=reader.url("SMS_GATEWAY_URL"),
        sms_gateway_secret=reader.text("SMS_GATEWAY_SECRET"),
        default_from_email=reader.text("DEFAULT_FROM_EMAIL"),
        security_contact=reader.text("SECURITY_CONTACT"),
        breached_passwords_url=reader.url("BREACHED_PASSWORDS_URL"),
        trusted_proxies=reader.text("TRUSTED_PROXIES"),
        outbound_allowed_networks=reader.networks("OUTBOUND_ALLOWED_NETWORKS"),
        outbound_allowed_ports=reader.ports("OUTBOUND_ALLOWED_PORTS"),
        event_retention_days=reader.days("EVENT_RETENTION_DAYS"),
        event_origin_days=reader.days("EVENT_ORIGIN_DAYS"),
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
