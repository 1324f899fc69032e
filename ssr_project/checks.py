"""What a production deployment must not start with.

``manage.py check --deploy`` lists it all; the web process refuses to start.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, register, run_checks
from django.core.exceptions import ImproperlyConfigured

from accounts.domain.codes import MIN_SECRET_BYTES
from ssr_project.client_ip import parse_proxies
from ssr_project.deploy_check import DeployCheck
from ssr_project.transport import TRANSPORT_CHECKS
from ssr_project.variables import VARIABLES

TAG = "production"
SECRET_KEY_LENGTH = 50
DISTINCT_CHARACTERS = 10
_SAMPLE_WORDS = ("change", "example", "insecure", "sample", "secret", "password")
_MAIL_THAT_GOES_NOWHERE = ("console", "dummy", "filebased", "locmem", "mailbox")
_COOKIES = (
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "BINDING_COOKIE_NAME",
    "DEVICE_COOKIE_NAME",
    "MESSAGES_COOKIE_NAME",
)
_SERIALIZERS = ("CELERY_TASK_SERIALIZER", "CELERY_RESULT_SERIALIZER")


def looks_weak(secret: str, length: int) -> bool:
    """Whether a secret is short, made of few characters, or a sample that somebody forgot to replace."""
    lowered = secret.lower()
    return (
        len(secret.encode()) < length
        or len(set(secret)) < DISTINCT_CHARACTERS
        or any(word in lowered for word in _SAMPLE_WORDS)
    )


def _secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's own way to say that it is empty
        return ""


def _secrets_in(ring: str) -> list[str]:
    return [part.strip().partition(":")[2] for part in ring.split(",") if part.strip()]


def _challenge_keys_are_weak() -> bool:
    held = _secrets_in(settings.CHALLENGE_KEYS)
    return any(looks_weak(secret, MIN_SECRET_BYTES) or secret == _secret_key() for secret in held)


def _encryption_keys_are_weak() -> bool:
    others = {_secret_key(), *_secrets_in(settings.CHALLENGE_KEYS)}
    held = _secrets_in(settings.ENCRYPTION_KEYS)
    return any(looks_weak(secret, MIN_SECRET_BYTES) or secret in others for secret in held)


def _sms_gateway_is_open() -> bool:
    """Whether codes would travel in the clear, or to a gateway that cannot know whose they are."""
    if not settings.SMS_GATEWAY_URL:
        return False
    url = urlsplit(settings.SMS_GATEWAY_URL)
    unsafe = url.scheme != "https" or not url.hostname or bool(url.username)
    return unsafe or looks_weak(settings.SMS_GATEWAY_SECRET, MIN_SECRET_BYTES)


def _public_url_is_wrong() -> bool:
    parts = urlsplit(settings.PUBLIC_URL)
    return parts.scheme != "https" or not parts.hostname or bool(parts.path or parts.query or parts.username)


def _proxies_are_undecided() -> bool:
    try:
        parse_proxies(settings.TRUSTED_PROXIES)
    except ValueError:
        return True
    return not settings.TRUSTED_PROXIES


def _any_database(wrong: Callable[[dict[str, Any]], bool]) -> bool:
    return any(wrong(database) for database in settings.DATABASES.values())


def _serializer_is_not_json() -> bool:
    named = [getattr(settings, name) for name in _SERIALIZERS] + list(settings.CELERY_ACCEPT_CONTENT)
    return set(named) != {"json"}


def _sender_is_the_default() -> bool:
    default = next(variable.default for variable in VARIABLES if variable.name == "DEFAULT_FROM_EMAIL")
    return settings.DEFAULT_FROM_EMAIL in ("", default)


REFUSALS: Sequence[DeployCheck] = (
    DeployCheck(1, lambda: settings.EMBEDDED, "MODE is embedded.", "Set MODE=production."),
    DeployCheck(2, lambda: settings.DEBUG, "DEBUG is on.", "Leave DEBUG alone: this project never needs it."),
    DeployCheck(
        3,
        lambda: looks_weak(_secret_key(), SECRET_KEY_LENGTH),
        "SECRET_KEY is missing, short or a sample.",
        "Set SECRET_KEY to 50 or more random characters.",
    ),
    DeployCheck(
        4,
        lambda: not _secrets_in(settings.CHALLENGE_KEYS),
        "CHALLENGE_KEYS is missing.",
        "Set CHALLENGE_KEYS=k1:<32 or more random characters>.",
    ),
    DeployCheck(
        5,
        _challenge_keys_are_weak,
        "CHALLENGE_KEYS holds a key that is short, a sample, or SECRET_KEY again.",
        "Give every key of CHALLENGE_KEYS 32 or more random characters of its own.",
    ),
    DeployCheck(
        6,
        lambda: any("*" in host or host.startswith(".") for host in settings.ALLOWED_HOSTS),
        "ALLOWED_HOSTS lets any host in.",
        "ALLOWED_HOSTS comes from PUBLIC_URL: do not override it.",
    ),
    DeployCheck(
        7,
        _public_url_is_wrong,
        "PUBLIC_URL is not an https address without a path.",
        "Set PUBLIC_URL=https://id.example.com.",
    ),
    DeployCheck(
        8,
        lambda: _any_database(lambda database: "sqlite" in database["ENGINE"]),
        "The database is SQLite.",
        "Set DATABASE_URL=postgresql://user:password@host/name.",
    ),
    DeployCheck(
        9,
        lambda: str(settings.CELERY_BROKER_URL).startswith("memory"),
        "The broker lives inside one process.",
        "Set REDIS_URL=redis://host:6379/0.",
    ),
    DeployCheck(
        10,
        lambda: any(word in settings.EMAIL_BACKEND for word in _MAIL_THAT_GOES_NOWHERE),
        "Mail does not leave this machine.",
        "Set EMAIL_URL=smtp+tls://user:password@host:587.",
    ),
    DeployCheck(
        11,
        _proxies_are_undecided,
        "TRUSTED_PROXIES is not decided, or is no list of networks.",
        "Set TRUSTED_PROXIES to the networks of your proxies (10.0.0.0/8), or to none.",
    ),
    DeployCheck(
        12,
        lambda: not all(getattr(settings, name).startswith("__Host-") for name in _COOKIES),
        "A cookie's name does not start with __Host-.",
        "Leave the cookie names as MODE=production sets them.",
    ),
    DeployCheck(
        13, _serializer_is_not_json, "Tasks travel as something else than JSON.", "Accept JSON only."
    ),
    DeployCheck(
        14,
        lambda: _any_database(lambda database: bool(database.get("ATOMIC_REQUESTS"))),
        "ATOMIC_REQUESTS is on: a refused request would take its counted attempt back.",
        "Leave ATOMIC_REQUESTS off.",
    ),
    DeployCheck(
        15,
        _sender_is_the_default,
        "DEFAULT_FROM_EMAIL is not set.",
        "Set DEFAULT_FROM_EMAIL to an address that your mail server may send from.",
    ),
    DeployCheck(
        16,
        lambda: not settings.ENVIRONMENT.email_url,
        "EMAIL_URL names no mail server.",
        "Set EMAIL_URL=smtp+tls://user:password@host:587.",
    ),
    DeployCheck(
        17,
        lambda: not _secrets_in(settings.ENCRYPTION_KEYS),
        "ENCRYPTION_KEYS is missing.",
        "Set ENCRYPTION_KEYS=k1:<32 or more random characters>.",
    ),
    DeployCheck(
        18,
        _encryption_keys_are_weak,
        "ENCRYPTION_KEYS holds a key that is short, a sample, or that of another setting again.",
        "Give every key of ENCRYPTION_KEYS 32 or more random characters of its own.",
    ),
    DeployCheck(
        19,
        _sms_gateway_is_open,
        "SMS_GATEWAY_URL is no https address, or SMS_GATEWAY_SECRET is missing, short or a sample.",
        "Set SMS_GATEWAY_URL=https://sms.example.com/ and SMS_GATEWAY_SECRET, or neither.",
    ),
    *TRANSPORT_CHECKS,
)


@register(TAG, deploy=True)
def production_refusals(
    app_configs: Sequence[AppConfig] | None,
    **_kwargs: object,
) -> Iterable[CheckMessage]:
    """Every reason why these settings must not meet the public."""
    return [refusal.as_error() for refusal in REFUSALS if refusal.found()]


def refuse_unsafe_start() -> None:
    """Raise ``ImproperlyConfigured`` with all that is wrong; say nothing when all is well."""
    errors = run_checks(tags=[TAG], include_deployment_checks=True)
    if errors:
        listed = "\n".join(f"- {error.msg} {error.hint}" for error in errors)
        raise ImproperlyConfigured(f"This deployment is not safe to start:\n{listed}")
