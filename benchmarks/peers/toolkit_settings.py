"""A plain install of django-oauth-toolkit, as its manual begins.

What is not its default is what a comparison needs: OpenID Connect with RS256 and a key of the product's size.
PKCE is on by default. Access tokens are not signed, and kept as they are.
"""

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benchmarks.peers.common import *  # noqa: F403

_BITS = 3072
_KEY = generate_private_key(public_exponent=65537, key_size=_BITS)

ROOT_URLCONF = "benchmarks.peers.toolkit_urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "oauth2_provider",
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
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    "SCOPES": {name: name for name in ("openid", "profile", "email", "offline_access")},
}
