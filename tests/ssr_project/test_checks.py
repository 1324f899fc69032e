import re
import secrets
import uuid
from dataclasses import replace
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.test import override_settings
from django.utils.crypto import get_random_string

from ssr_project import checks
from ssr_project.databases import database_settings
from ssr_project.mail_server import SMTP
from ssr_project.secret_strength import looks_weak
from tests.tables import each

RANDOM = "q7Vx0ZtL2mBn8RkYc5WfHs3JdPa9GuEo1iTQ6yXl4NbCvMzKrDhF"
OTHER = "Zk4Wm8Qx2Lp6Vt0Rc9Yb3Nf7Hd1Jg5Ts"
ANOTHER = "Xb7Tq3Ws9Le5Uv1Md6Ko2Ig8Pn4Cr0Fz"
ENVIRONMENT = replace(
    settings.ENVIRONMENT,
    database_url="postgresql://ssr:pw@db/ssr",
    email_url="smtp+tls://user:pw@mail.example.org:587",
)
SAFE = {
    "ENVIRONMENT": ENVIRONMENT,
    "EMBEDDED": False,
    "DEBUG": False,
    "SECRET_KEY": RANDOM,
    "CHALLENGE_KEYS": f"k2:{OTHER},k1:{OTHER[::-1]}",
    "ENCRYPTION_KEYS": f"k1:{ANOTHER}",
    "EVENT_SEAL_KEYS": f"k1:{ANOTHER[1:]}{OTHER[:1]}",
    "SMS_GATEWAY_URL": "",
    "SMS_GATEWAY_SECRET": "",
    "ALLOWED_HOSTS": ["id.example.org"],
    "PUBLIC_URL": "https://id.example.org",
    "DATABASES": {"default": database_settings(ENVIRONMENT) | {"ATOMIC_REQUESTS": False}},
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "EMAIL_BACKEND": SMTP,
    "TRUSTED_PROXIES": "10.0.0.0/8,fd00::/8,104.16.0.0/13,2a06:98c0::/29",
    "EMAIL_HOST": "mail.example.org",
    "EMAIL_HOST_USER": "user",
    "EMAIL_USE_TLS": True,
    "ARGON2_MEMORY_KIB": 19_456,
    "ARGON2_TIME_COST": 2,
    "ARGON2_PARALLELISM": 1,
    "SESSION_COOKIE_NAME": "__Host-sid",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "BINDING_COOKIE_NAME": "__Host-tx",
    "DEVICE_COOKIE_NAME": "__Host-did",
    "MESSAGES_COOKIE_NAME": "__Host-messages",
    "ZONE_COOKIE_NAME": "__Host-zone",
    "LANGUAGE_COOKIE_NAME": "__Host-language",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "LANGUAGE_COOKIE_SECURE": True,
    "DEFAULT_FROM_EMAIL": "accounts@example.org",
}


def a_database(url: str) -> dict[str, object]:
    return {"default": database_settings(replace(ENVIRONMENT, database_url=url)) | {"ATOMIC_REQUESTS": False}}


GATEWAY = {"SMS_GATEWAY_URL": "https://sms.example.org/send", "SMS_GATEWAY_SECRET": ANOTHER[::-1]}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
ATOMIC = {"default": SAFE["DATABASES"]["default"] | {"ATOMIC_REQUESTS": True}}

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES:UserWarning")


def refused() -> list[str]:
    return [str(error.id) for error in checks.production_checks(None)]


def test_a_complete_deployment_may_start():
    with override_settings(**SAFE):
        checks.require_safe_settings()


@each(
    ("wrong", "error"),
    [
        ({"EMBEDDED": True}, "E001"),
        ({"DEBUG": True}, "E002"),
        ({"SECRET_KEY": ""}, "E003"),
        ({"SECRET_KEY": RANDOM[:40]}, "E003"),
        ({"SECRET_KEY": "ab" * 40}, "E003"),
        ({"SECRET_KEY": f"django-insecure-{RANDOM}"}, "E003"),
        ({"CHALLENGE_KEYS": ""}, "E004"),
        ({"CHALLENGE_KEYS": f"k2:{OTHER},k1:short"}, "E005"),
        ({"CHALLENGE_KEYS": f"k1:{RANDOM}"}, "E005"),
        ({"ALLOWED_HOSTS": ["*"]}, "E006"),
        ({"ALLOWED_HOSTS": [".example.org"]}, "E006"),
        ({"PUBLIC_URL": ""}, "E007"),
        ({"PUBLIC_URL": "http://id.example.org"}, "E007"),
        ({"PUBLIC_URL": "https://example.org/id"}, "E007"),
        ({"DATABASES": SQLITE}, "E008"),
        ({"CELERY_BROKER_URL": "memory://localhost"}, "E009"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "E010"),
        ({"EMAIL_BACKEND": "ssr_project.mailbox.MailboxBackend"}, "E010"),
        ({"TRUSTED_PROXIES": ""}, "E011"),
        ({"TRUSTED_PROXIES": "the load balancer"}, "E011"),
        ({"SESSION_COOKIE_NAME": "sid"}, "E012"),
        ({"DEVICE_COOKIE_NAME": "did-8000"}, "E012"),
        ({"ZONE_COOKIE_NAME": "zone"}, "E012"),
        ({"LANGUAGE_COOKIE_NAME": "language"}, "E012"),
        ({"NEXT_FEATURE_COOKIE_NAME": "__Secure-next"}, "E012"),
        ({"CSRF_COOKIE_SECURE": False}, "E012"),
        ({"SESSION_COOKIE_DOMAIN": "example.org"}, "E012"),
        ({"SESSION_COOKIE_PATH": "/me"}, "E012"),
        ({"SECRET_KEY": "abcdefghijklmnopqrstuvwxyz" * 2}, "E003"),
        ({"SECRET_KEY": "qwertzuiopasdf" * 4}, "E003"),
        ({"CHALLENGE_KEYS": "k1:abcdefghijklmnopqrstuvwxyz0123456789"}, "E005"),
        ({"ENCRYPTION_KEYS": "k1:" + "1029384756" * 4}, "E018"),
        ({"SECRET_KEY_FALLBACKS": ["short"]}, "E025"),
        ({"SECRET_KEY_FALLBACKS": [RANDOM[::-1], f"django-insecure-{RANDOM}"]}, "E025"),
        ({"SECRET_KEY_FALLBACKS": [RANDOM]}, "E025"),
        ({"SECRET_KEY_FALLBACKS": [RANDOM[::-1]], "CHALLENGE_KEYS": f"k1:{RANDOM[::-1]}"}, "E005"),
        ({**GATEWAY, "SMS_GATEWAY_SECRET": OTHER}, "E019"),
        ({**GATEWAY, "SMS_GATEWAY_SECRET": ANOTHER}, "E019"),
        ({**GATEWAY, "SMS_GATEWAY_SECRET": "0123456789abcdef" * 3}, "E019"),
        ({"CELERY_ACCEPT_CONTENT": ["json", "pickle"]}, "E013"),
        ({"CELERY_TASK_SERIALIZER": "pickle"}, "E013"),
        ({"DATABASES": ATOMIC}, "E014"),
        ({"DEFAULT_FROM_EMAIL": "accounts@localhost"}, "E015"),
        ({"ENVIRONMENT": replace(ENVIRONMENT, email_url="")}, "E016"),
        ({"ENCRYPTION_KEYS": ""}, "E017"),
        ({"ENCRYPTION_KEYS": "k1:short"}, "E018"),
        ({"EVENT_SEAL_KEYS": ""}, "E026"),
        ({"EVENT_SEAL_KEYS": f"k1:{ANOTHER}"}, "E027"),
        ({"ENCRYPTION_KEYS": f"k1:{OTHER}"}, "E018"),
        ({"ENCRYPTION_KEYS": f"k2:{ANOTHER},k1:{RANDOM}"}, "E018"),
        ({**GATEWAY, "SMS_GATEWAY_URL": "http://sms.example.org/"}, "E019"),
        ({**GATEWAY, "SMS_GATEWAY_URL": "https://user:pw@sms.example.org/"}, "E019"),
        ({**GATEWAY, "SMS_GATEWAY_SECRET": ""}, "E019"),
        ({**GATEWAY, "SMS_GATEWAY_SECRET": "short"}, "E019"),
        ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "E020"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8, ::/0"}, "E020"),
        ({"TRUSTED_PROXIES": "0.0.0.0/1,128.0.0.0/1"}, "E020"),
        ({"TRUSTED_PROXIES": "2000::/3"}, "E020"),
        ({"EMAIL_USE_TLS": False}, "E021"),
        ({"DATABASES": a_database("postgresql://ssr:pw@db.example.org/ssr")}, "E022"),
        ({"DATABASES": a_database("postgresql://ssr:pw@10.0.0.5/ssr?sslmode=prefer")}, "E022"),
        ({"DATABASES": a_database("postgresql://ssr:pw@db,db.example.org/ssr?sslmode=disable")}, "E022"),
        ({"ARGON2_MEMORY_KIB": 64}, "E023"),
        ({"ARGON2_TIME_COST": 1}, "E023"),
        ({"ARGON2_MEMORY_KIB": 7_167, "ARGON2_TIME_COST": 50}, "E023"),
        ({"CELERY_BROKER_URL": "redis://:pw@redis.example.org:6379/0"}, "E024"),
        ({"CELERY_BROKER_URL": "rediss://redis.example.org:6379/0"}, "E024"),
        ({"PUBLIC_URL": "https://user:pw@id.example.org"}, "E007"),
    ],
)
def test_an_unsafe_deployment_is_refused_by_number(wrong, error):
    with override_settings(**{**SAFE, **wrong}):
        assert refused() == [f"ssr_project.{error}"]


@each(
    ("setting", "url", "networks"),
    [
        ("SMS_GATEWAY_URL", "https://10.0.0.5/send", "10.0.0.0/8"),
        ("SMS_GATEWAY_URL", "https://localhost/send", "127.0.0.0/8"),
        ("SMS_GATEWAY_URL", "https://sms.corp.internal/send", "10.0.0.0/8"),
        ("BREACHED_PASSWORDS_URL", "https://[fd00::1]/range", "fd00::/8"),
    ],
)
def test_service_in_a_private_network_needs_the_network(setting, url, networks):
    local = {setting: url, "OUTBOUND_ALLOWED_PORTS": (443,)}
    with override_settings(**local, OUTBOUND_ALLOWED_NETWORKS=()):
        (error,) = run_checks(tags=[checks.TAG])
        assert (error.id, setting in error.msg) == ("ssr_project.E028", True)
        assert "OUTBOUND_ALLOWED_NETWORKS" in error.hint
    with override_settings(**local, OUTBOUND_ALLOWED_NETWORKS=(ip_network(networks),)):
        assert run_checks(tags=[checks.TAG]) == []


def test_service_at_another_port_needs_the_port():
    with override_settings(SMS_GATEWAY_URL="https://sms.example.org:8443/", OUTBOUND_ALLOWED_PORTS=(443,)):
        assert [error.id for error in run_checks(tags=[checks.TAG])] == ["ssr_project.E028"]


def test_a_gateway_for_text_messages_may_be_there():
    with override_settings(**{**SAFE, **GATEWAY}):
        assert refused() == []


@each(
    "safe",
    [
        {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True},
        {"EMAIL_USE_TLS": False, "EMAIL_HOST_USER": ""},
        {"EMAIL_USE_TLS": False, "EMAIL_HOST": "localhost"},
        {"DATABASES": a_database("postgresql://ssr:pw@db.example.org/ssr?sslmode=verify-full")},
        {"DATABASES": a_database("postgresql://ssr:pw@127.0.0.1/ssr")},
        {"ARGON2_MEMORY_KIB": 7_168, "ARGON2_TIME_COST": 5},
        {"CELERY_BROKER_URL": "rediss://:pw@redis.example.org:6379/0"},
        {"CELERY_BROKER_URL": "redis://127.0.0.1:6379/0"},
    ],
)
def test_transport_that_is_safe_or_local_may_start(safe):
    with override_settings(**{**SAFE, **safe}):
        assert refused() == []


def test_no_proxies_is_a_decision():
    with override_settings(**{**SAFE, "TRUSTED_PROXIES": "none"}):
        assert refused() == []


def test_web_process_reports_all_errors_with_their_remedies():
    with (
        override_settings(**{**SAFE, "SECRET_KEY": "x", "TRUSTED_PROXIES": ""}),
        pytest.raises(ImproperlyConfigured) as refusal,
    ):
        checks.require_safe_settings()
    assert "Set SECRET_KEY to 50 or more" in str(refusal.value)
    assert "TRUSTED_PROXIES is missing" in str(refusal.value)


def test_no_refusal_repeats_a_secret():
    with (
        override_settings(**{**SAFE, "SECRET_KEY": "hunter2", "CHALLENGE_KEYS": "k1:hunter3"}),
        pytest.raises(ImproperlyConfigured) as refusal,
    ):
        checks.require_safe_settings()
    assert "hunter" not in str(refusal.value)


@pytest.mark.parametrize("number", [8, 9, 10, 16, 22, 24])
def test_hint_of_a_service_url_advises_tls(number: int):
    hint = next(check.hint for check in checks.DEPLOY_CHECKS if check.number == number)
    assert re.search(r"sslmode=verify-full|rediss://:password@|smtp\+(tls|ssl)://", hint)


@pytest.mark.parametrize(
    "make",
    [
        lambda: secrets.token_urlsafe(32),
        lambda: secrets.token_hex(25),
        lambda: str(uuid.uuid4()) + str(uuid.uuid4()),
        lambda: get_random_string(64, "0123456789ABCDEF"),
        get_random_secret_key,
    ],
)
def test_random_secret_does_not_look_weak(make):
    assert not [secret for secret in (make() for _ in range(500)) if looks_weak(secret, 32)]
