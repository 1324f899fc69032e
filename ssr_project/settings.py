"""Django's settings: facts about this deployment, from the environment and nothing else."""

from dataclasses import replace
from ipaddress import ip_network
from urllib.parse import urlsplit

import django_stubs_ext

from ssr_project import clock, content_security, env, log_lines
from ssr_project.databases import database_settings
from ssr_project.embedded import ports, secrets
from ssr_project.mail_server import mail_server
from ssr_project.service_urls import broker_tls
from ssr_project.sms_gateway import sms_backend

# Django's forms and admin classes take type arguments at run time too: ``ModelForm[User]``.
django_stubs_ext.monkeypatch()

ENVIRONMENT = env.read()
BASE_DIR = env.BASE_DIR
DATA_DIR = ENVIRONMENT.data_dir
EMBEDDED = ENVIRONMENT.embedded

PORT_IS_CHOSEN = ENVIRONMENT.port is not None
if EMBEDDED:
    _made = secrets.load_or_create(DATA_DIR / "secrets.env")
    ENVIRONMENT = replace(
        ENVIRONMENT,
        port=ENVIRONMENT.port or ports.remembered(DATA_DIR),
        secret_key=ENVIRONMENT.secret_key or _made.secret_key,
        challenge_keys=ENVIRONMENT.challenge_keys or _made.challenge_keys,
        encryption_keys=ENVIRONMENT.encryption_keys or _made.encryption_keys,
        event_seal_keys=ENVIRONMENT.event_seal_keys or _made.event_seal_keys,
    )

PORT: int = ENVIRONMENT.port or 0  # known to the embedded server only
PUBLIC_URL = f"http://localhost:{PORT}" if EMBEDDED else ENVIRONMENT.public_url
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
OUTBOUND_ALLOWED_NETWORKS = (*ENVIRONMENT.outbound_allowed_networks, *(_LOOPBACK if EMBEDDED else ()))
OUTBOUND_ALLOWED_PORTS = ENVIRONMENT.outbound_allowed_ports or (
    range(1, env.MAX_PORT + 1) if EMBEDDED else (443,)
)

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = ENVIRONMENT.secret_key_fallbacks
CHALLENGE_KEYS = ENVIRONMENT.challenge_keys
ENCRYPTION_KEYS = ENVIRONMENT.encryption_keys
EVENT_SEAL_KEYS = ENVIRONMENT.event_seal_keys
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if EMBEDDED else [PUBLIC_HOST]
SECURITY_CONTACT = ENVIRONMENT.security_contact

# Apps, addresses and pages

INSTALLED_APPS = [
    "ssr_project.apps.ProjectConfig",
    "administration.apps.AdministrationConfig",
    "configuration",
    "dashboard",
    "oidc",
    "flows",
    "applications",
    "enrollment",
    "policies",
    "identity_providers",
    "accounts",
    "administration.apps.SiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
]
MIDDLEWARE = [
    "ssr_project.middleware.access_log.AccessLogMiddleware",
    "ssr_project.middleware.proxies.ProxyMiddleware",
    "ssr_project.middleware.event_origin.EventOriginMiddleware",
    "ssr_project.middleware.compression.CompressionMiddleware",
    "ssr_project.middleware.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    *(["ssr_project.middleware.local_only.LocalOnlyMiddleware"] if EMBEDDED else []),
    "ssr_project.middleware.health.HealthMiddleware",
    "ssr_project.middleware.validity.ValidityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "oidc.cors.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.UserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "ssr_project.urls"
FORCE_SCRIPT_NAME = ""  # PUBLIC_URL has no path; no header moves the pages, so resolved paths may be kept
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "ssr_project.context.nonce",
    "ssr_project.context.brand",
    "ssr_project.context.theme",
    "ssr_project.context.zone_cookie",
]
TEMPLATES = [
    # The pages: several times as fast as Django's templates, which the administration and the mails use.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "pages"],
        "OPTIONS": {
            "environment": "ssr_project.page_templates.environment",
            "context_processors": [*_CONTEXT, "ssr_project.context.form_token"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [*_CONTEXT, "django.contrib.messages.context_processors.messages"],
        },
    },
]

# Rows and files

DATABASES = {"default": database_settings(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False
REDIS_URL = ENVIRONMENT.redis_url

STATIC_URL = "static/"
STATIC_ROOT = None if EMBEDDED else BASE_DIR / "staticfiles" / "public"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Embedded: files as they lie, asked for again at each visit, so that an edit shows and no start waits for
# collectstatic. Production: collected into the image under names that carry their hash, kept for ever.
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_AUTOREFRESH = EMBEDDED
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "ssr_project.static_files.StaticStorage"
    },
}

# Users and their passwords

AUTH_USER_MODEL = "accounts.User"
BREACHED_PASSWORDS_URL = ENVIRONMENT.breached_passwords_url
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
PASSWORD_HASHERS = ["accounts.hashers.BoundedArgon2Hasher", "accounts.foreign_hasher.ForeignHasher"]
ARGON2_MEMORY_KIB = ENVIRONMENT.argon2.memory_kib
ARGON2_TIME_COST = ENVIRONMENT.argon2.time_cost
ARGON2_PARALLELISM = ENVIRONMENT.argon2.parallelism
HASH_CONCURRENCY = ENVIRONMENT.hash_concurrency
HASH_QUEUE_SECONDS = ENVIRONMENT.hash_queue_seconds
LOGIN_URL = "flows:sign_in"

# Cookies. Ports of one host share cookies, so a local server puts its own into the name; Safari refuses
# the __Host- prefix on plain http, which is why production alone has it.


def _cookie(name: str) -> str:
    return f"{name}-{PORT}" if EMBEDDED else f"__Host-{name}"


SESSION_ENGINE = "accounts.sessions.store"
SESSION_COOKIE_NAME = _cookie("sid")
SESSION_COOKIE_SECURE = not EMBEDDED
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = _cookie("csrf")
CSRF_COOKIE_SECURE = not EMBEDDED
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []  # a proxy may pass the host with its port
CSRF_FAILURE_VIEW = "ssr_project.error_pages.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"  # a user comes from an app's page and posts the first form at once
BINDING_COOKIE_NAME = _cookie("tx")
DEVICE_COOKIE_NAME = _cookie("did")
MESSAGES_COOKIE_NAME = _cookie("messages")
ZONE_COOKIE_NAME = _cookie("zone")  # written by ui.js, so it can't be HttpOnly; it holds a time zone
LANGUAGE_COOKIE_NAME = _cookie("language")  # never set, and read by Django's own look at a request
LANGUAGE_COOKIE_SECURE = not EMBEDDED
MESSAGE_STORAGE = "ssr_project.notices.NoticeStorage"

# Answers

CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_security.DIRECTIVES}
SECURE_REFERRER_POLICY = (
    "same-origin"  # no-referrer makes browsers post with Origin: null, which CSRF refuses
)
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 0 if EMBEDDED else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not EMBEDDED
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # browsers' preload lists are the operator's choice, for ever
SECURE_SSL_REDIRECT = not EMBEDDED
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # ProxyMiddleware drops it from strangers
X_FRAME_OPTIONS = "DENY"
MAX_BODY = DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 800
MAX_UPLOAD = 21 * 1024 * 1024  # for the file of an import

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Mail

_mail = mail_server(ENVIRONMENT)
EMAIL_BACKEND = _mail.backend
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.use_tls
EMAIL_USE_SSL = _mail.use_ssl
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.default_from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILBOX_DIR = DATA_DIR / "mailbox"

# Text messages: no backend, no phones

SMS_GATEWAY_URL = ENVIRONMENT.sms_gateway_url
SMS_GATEWAY_SECRET = ENVIRONMENT.sms_gateway_secret
SMS_BACKEND = sms_backend(ENVIRONMENT)

# Security events

EVENT_RETENTION_DAYS = ENVIRONMENT.event_retention_days
EVENT_ORIGIN_DAYS = ENVIRONMENT.event_origin_days

# Tasks

CELERY_BROKER_URL = ENVIRONMENT.redis_url or "memory://localhost"
CELERY_BROKER_TRANSPORT = "ssr_project.broker:Transport" if ENVIRONMENT.redis_url else None
CELERY_BROKER_USE_SSL = broker_tls(ENVIRONMENT.redis_url)
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 600,
        "socket_connect_timeout": 0.5,
        "socket_timeout": 1,
        "max_retries": 0,
    }
    if ENVIRONMENT.redis_url
    else {"polling_interval": 0.03}
)
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the broker comes back some day
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_CONSUMER = "ssr_project.worker_consumer:RetryingConsumer"
CELERY_WORKER_POOL = "threads"  # a mail waits for its server, it does not compute
CELERY_WORKER_CONCURRENCY = 2 if EMBEDDED else 8
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not EMBEDDED
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # every entry is an interval: nothing to remember
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = clock.SCHEDULE

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = log_lines.configuration(ENVIRONMENT.log_level, as_json=not EMBEDDED)
