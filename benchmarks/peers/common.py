"""Settings that every peer shares: the deployment of the product, without the product.

A peer that is slowed by its configuration would flatter the product. Connections persist and prepare what
they are sent twice, as the product's do; templates are cached, which is Django's default without DEBUG; mail
leaves by a kept connection.
"""

import os
from urllib.parse import urlsplit

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["localhost"]
CSRF_TRUSTED_ORIGINS = [os.environ["PUBLIC_URL"]]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
USE_TZ, TIME_ZONE = True, "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WSGI_APPLICATION = "benchmarks.peers.wsgi.application"

_database = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _database.hostname,
        "PORT": _database.port,
        "USER": _database.username,
        "PASSWORD": _database.password,
        "NAME": _database.path.strip("/"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["REDIS_URL"],
    }
}
PASSWORD_HASHERS = ["benchmarks.peers.hashers.CheapArgon2Hasher"]
# As startproject writes them.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

EMAIL_BACKEND = "benchmarks.peers.mail.QueueBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", urlsplit(os.environ["EMAIL_URL"]).port
DEFAULT_FROM_EMAIL = "accounts@example.com"

CELERY_BROKER_URL = os.environ["REDIS_URL"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = 8
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_IMPORTS = ["benchmarks.peers.mail"]
# Django leaves it to the site to remove sessions that have expired.
CELERY_BEAT_SCHEDULE = {"clear sessions": {"task": "clear_sessions", "schedule": 3600.0}}
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
