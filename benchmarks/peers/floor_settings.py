"""The least that Django needs to do the same visible work: plain views, plain forms, its own users."""

from benchmarks.peers.common import *  # noqa: F403

ROOT_URLCONF = "benchmarks.peers.floor_urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "benchmarks.peers",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
# A fifth less than in PostgreSQL. They would be lost with Redis, but this is the floor.
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
LOGIN_URL = "/signin/"
