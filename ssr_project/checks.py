"""What a production deployment must not start with.

``manage.py check --deploy`` lists it all; the web process refuses to start.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, register, run_checks
from django.core.exceptions import ImproperlyConfigured

from accounts.domain.codes import MIN_SECRET_BYTES
from ssr_project.client_ip import parse_proxies
from ssr_project.deploy_check import DeployCheck
from ssr_project.secret_strength import looks_weak
from ssr_project.transport import TRANSPORT_CHECKS
from ssr_project.variables import VARIABLES

TAG = "production"
SECRET_KEY_LENGTH = 50
_NON_DELIVERING_BACKENDS = ("console", "dummy", "filebased", "locmem", "mailbox")
COOKIE_RULES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "_COOKIE_NAME": lambda name: str(name).startswith("__Host-"),
    "_COOKIE_SECURE": lambda secure: secure is True,
    "_COOKIE_DOMAIN": lambda domain: domain is None,
    "_COOKIE_PATH": lambda path: path == "/",
}
"""What browsers demand of the ``__Host-`` prefix, for every setting whose name ends like this."""
_SERIALIZERS = ("CELERY_TASK_SERIALIZER", "CELERY_RESULT_SERIALIZER")


def _secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's own way to say that it is empty
        return ""


def _secrets_in(ring: str) -> list[str]:
    return [part.strip().partition(":")[2] for part in ring.split(",") if part.strip()]


def _secrets_by_setting() -> dict[str, list[str]]:
    gateway = settings.SMS_GATEWAY_SECRET
    return {
        "SECRET_KEY": [_secret_key()],
        "SECRET_KEY_FALLBACKS": list(settings.SECRET_KEY_FALLBACKS),
        "CHALLENGE_KEYS": _secrets_in(settings.CHALLENGE_KEYS),
        "ENCRYPTION_KEYS": _secrets_in(settings.ENCRYPTION_KEYS),
        "EVENT_SEAL_KEYS": _secrets_in(settings.EVENT_SEAL_KEYS),
        "SMS_GATEWAY_SECRET": [gateway] if gateway else [],
    }


def has_weak_secret(name: str, length: int) -> bool:
    """Return whether a setting holds a weak secret, or one that a setting above it in the list holds too."""
    secrets = _secrets_by_setting()
    names = list(secrets)
    earlier = {secret for other in names[: names.index(name)] for secret in secrets[other]}
    return any(looks_weak(secret, length) or secret in earlier for secret in secrets[name])


def _sms_gateway_is_open() -> bool:
    """Return whether codes would travel in the clear, or to a gateway that can't verify their sender."""
    if not settings.SMS_GATEWAY_URL:
        return False
    url = urlsplit(settings.SMS_GATEWAY_URL)
    unsafe = url.scheme != "https" or not url.hostname or bool(url.username)
    return (
        unsafe or not settings.SMS_GATEWAY_SECRET or has_weak_secret("SMS_GATEWAY_SECRET", MIN_SECRET_BYTES)
    )


def broken_cookie_settings() -> list[str]:
    """Return the names of all settings of cookies that the ``__Host-`` prefix doesn't allow."""
    return [
        name
        for name in dir(settings)
        for ending, holds in COOKIE_RULES.items()
        if name.endswith(ending) and not holds(getattr(settings, name))
    ]


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


DEPLOY_CHECKS: Sequence[DeployCheck] = (
    DeployCheck(1, lambda: settings.EMBEDDED, "MODE is embedded.", "Set MODE=production."),
    DeployCheck(2, lambda: settings.DEBUG, "DEBUG is on.", "Do not set DEBUG. This project never needs it."),
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
        lambda: has_weak_secret("CHALLENGE_KEYS", MIN_SECRET_BYTES),
        "CHALLENGE_KEYS holds a key that is short, a sample, or also in another setting.",
        "Give every key of CHALLENGE_KEYS 32 or more random characters of its own.",
    ),
    DeployCheck(
        6,
        lambda: any("*" in host or host.startswith(".") for host in settings.ALLOWED_HOSTS),
        "ALLOWED_HOSTS accepts any host.",
        "Do not override ALLOWED_HOSTS. It follows from PUBLIC_URL.",
    ),
    DeployCheck(
        7,
        _public_url_is_wrong,
        "PUBLIC_URL is not an https URL without a path.",
        "Set PUBLIC_URL=https://id.example.com.",
    ),
    DeployCheck(
        8,
        lambda: _any_database(lambda database: "sqlite" in database["ENGINE"]),
        "The database is SQLite.",
        "Set DATABASE_URL=postgresql://user:password@host/name?sslmode=verify-full.",
    ),
    DeployCheck(
        9,
        lambda: str(settings.CELERY_BROKER_URL).startswith("memory"),
        "The broker runs inside one process.",
        "Set REDIS_URL=rediss://:password@host:6379/0.",
    ),
    DeployCheck(
        10,
        lambda: any(word in settings.EMAIL_BACKEND for word in _NON_DELIVERING_BACKENDS),
        "Mail does not leave this machine.",
        "Set EMAIL_URL=smtp+tls://user:password@host:587.",
    ),
    DeployCheck(
        11,
        _proxies_are_undecided,
        "TRUSTED_PROXIES is missing, or is not a list of networks.",
        "Set TRUSTED_PROXIES to the networks of your proxies (10.0.0.0/8), or to none.",
    ),
    DeployCheck(
        12,
        lambda: bool(broken_cookie_settings()),
        "A cookie has no __Host- prefix, or a setting that this prefix does not allow.",
        "Keep the cookie settings of MODE=production.",
    ),
    DeployCheck(13, _serializer_is_not_json, "Tasks are not serialized as JSON.", "Accept JSON only."),
    DeployCheck(
        14,
        lambda: _any_database(lambda database: bool(database.get("ATOMIC_REQUESTS"))),
        "ATOMIC_REQUESTS is on: a refused request would roll its counted attempt back.",
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
        lambda: has_weak_secret("ENCRYPTION_KEYS", MIN_SECRET_BYTES),
        "ENCRYPTION_KEYS holds a key that is short, a sample, or also in another setting.",
        "Give every key of ENCRYPTION_KEYS 32 or more random characters of its own.",
    ),
    DeployCheck(
        19,
        _sms_gateway_is_open,
        "SMS_GATEWAY_URL is not an https URL, or SMS_GATEWAY_SECRET is missing, short or a sample.",
        "Set both SMS_GATEWAY_URL=https://sms.example.com/ and SMS_GATEWAY_SECRET, or neither.",
    ),
    *TRANSPORT_CHECKS,
    DeployCheck(
        25,
        lambda: has_weak_secret("SECRET_KEY_FALLBACKS", SECRET_KEY_LENGTH),
        "SECRET_KEY_FALLBACKS holds a key that is short, a sample, or equal to SECRET_KEY.",
        "Keep only keys of 50 or more random characters in SECRET_KEY_FALLBACKS, or leave it empty.",
    ),
    DeployCheck(
        26,
        lambda: not _secrets_in(settings.EVENT_SEAL_KEYS),
        "EVENT_SEAL_KEYS is missing.",
        "Set EVENT_SEAL_KEYS=k1:<32 or more random characters>.",
    ),
    DeployCheck(
        27,
        lambda: has_weak_secret("EVENT_SEAL_KEYS", MIN_SECRET_BYTES),
        "EVENT_SEAL_KEYS holds a key that is short, a sample, or also in another setting.",
        "Give every key of EVENT_SEAL_KEYS 32 or more random characters of its own.",
    ),
)


@register(TAG, deploy=True)
def production_checks(
    app_configs: Sequence[AppConfig] | None,
    **_kwargs: object,
) -> Iterable[CheckMessage]:
    """Return an error for each setting that is unsafe in production."""
    return [failure.as_error() for failure in DEPLOY_CHECKS if failure.found()]


def require_safe_settings() -> None:
    """Raise ``ImproperlyConfigured`` with all that is wrong; say nothing when all is well."""
    errors = run_checks(tags=[TAG], include_deployment_checks=True)
    if errors:
        listed = "\n".join(f"- {error.msg} {error.hint}" for error in errors)
        raise ImproperlyConfigured(f"This deployment is not safe to start:\n{listed}")
