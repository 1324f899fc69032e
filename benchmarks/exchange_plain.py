"""The other side of ``benchmarks.exchange``: a plain install of django-oauth-toolkit, as its manual begins.

What is not its default is what a comparison needs: OpenID Connect with RS256 and a key of the same size, and
apps that nobody is asked about. PKCE is on by default. Access tokens are not signed, and kept as they are.
"""

import os
import time

import django
import environ
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from benchmarks.exchange import BACK, Provider, run

BITS = 3072
_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
_APPS = ("auth", "contenttypes", "sessions")


def configure() -> None:
    """Set Django up."""
    key = generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    scopes = {name: name for name in ("openid", "profile", "email", "offline_access")}
    settings.configure(
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
        ROOT_URLCONF="benchmarks.exchange_urls",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in _APPS), "oauth2_provider"],
        MIDDLEWARE=_MIDDLEWARE,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={"default": {**environ.Env().db_url("PLAIN_DATABASE_URL"), "CONN_MAX_AGE": 60}},
        OAUTH2_PROVIDER={"OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": pem, "SCOPES": scopes},
    )
    django.setup()


configure()

from django.contrib.auth.models import User  # noqa: E402 - tables are there once Django is set up
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402


def provider() -> Provider:
    """Make an app and somebody who is signed in."""
    call_command("migrate", verbosity=0)
    ada = User.objects.create_user(f"ada{time.time()}", "ada@example.com")
    kind = {"client_type": "public", "authorization_grant_type": "authorization-code", "algorithm": "RS256"}
    app = Application.objects.create(user=ada, redirect_uris=BACK, skip_authorization=True, **kind)
    browser = Client(HTTP_HOST="localhost:8443", REMOTE_ADDR="198.51.100.7")
    browser.force_login(ada)
    return Provider(browser, "/o/authorize/", "/o/token/", app.client_id)


if __name__ == "__main__":
    run(provider(), os.environ["PLAIN_DATABASE_URL"])
