"""A Django site that signs users in elsewhere, by one of three libraries, each as its documentation says.

python -m tests.foreign.django_site LIBRARY SERVER CLIENT_ID SECRET PORT DATABASE
"""

import sys
from collections.abc import Mapping
from typing import Any, Final

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from waitress import serve

HOST: Final = "127.0.0.1"
CONTRIB: Final = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
)
MIDDLEWARE: Final = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
MODEL_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def mozilla(server: str, client_id: str, secret: str) -> Mapping[str, Any]:
    """https://mozilla-django-oidc.readthedocs.io/en/stable/installation.html"""
    return {
        "INSTALLED_APPS": [*CONTRIB, "mozilla_django_oidc"],
        "AUTHENTICATION_BACKENDS": ["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
        "OIDC_RP_CLIENT_ID": client_id,
        "OIDC_RP_CLIENT_SECRET": secret,
        "OIDC_OP_AUTHORIZATION_ENDPOINT": f"{server}/oauth2/v1/authorize",
        "OIDC_OP_TOKEN_ENDPOINT": f"{server}/oauth2/v1/token",
        "OIDC_OP_USER_ENDPOINT": f"{server}/oauth2/v1/userinfo",
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_OP_JWKS_ENDPOINT": f"{server}/oauth2/v1/keys",
    }


def allauth(server: str, client_id: str, secret: str) -> Mapping[str, Any]:
    """https://docs.allauth.org/en/latest/socialaccount/providers/openid_connect.html"""
    app = {
        "provider_id": "my-server",
        "name": "My Login Server",
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": server},
    }
    own = ["allauth", "allauth.account", "allauth.socialaccount"]
    return {
        "INSTALLED_APPS": [*CONTRIB, *own, "allauth.socialaccount.providers.openid_connect"],
        "MIDDLEWARE": [*MIDDLEWARE, "allauth.account.middleware.AccountMiddleware"],
        "AUTHENTICATION_BACKENDS": [MODEL_BACKEND, "allauth.account.auth_backends.AuthenticationBackend"],
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app]}},
    }


def social(server: str, client_id: str, secret: str) -> Mapping[str, Any]:
    """https://python-social-auth.readthedocs.io/en/latest/backends/oidc.html"""
    return {
        "INSTALLED_APPS": [*CONTRIB, "social_django"],
        "AUTHENTICATION_BACKENDS": ["social_core.backends.open_id_connect.OpenIdConnectAuth", MODEL_BACKEND],
        "SOCIAL_AUTH_OIDC_OIDC_ENDPOINT": server,
        "SOCIAL_AUTH_OIDC_KEY": client_id,
        "SOCIAL_AUTH_OIDC_SECRET": secret,
    }


LIBRARIES: Final = {"mozilla": mozilla, "allauth": allauth, "social": social}
URLS: Final = {
    "mozilla": ("oidc/", "mozilla_django_oidc.urls"),
    "allauth": ("accounts/", "allauth.urls"),
    "social": ("", "social_django.urls"),
}
urlpatterns: list[Any] = []


def home(request: HttpRequest) -> JsonResponse:
    """Say who is signed in, and give the token for a form that asks to."""
    return JsonResponse({"email": getattr(request.user, "email", ""), "csrf": get_token(request)})


def main(library: str, server: str, client_id: str, secret: str, port: str, database: str) -> None:
    """Set the site up and serve it until the process ends."""
    template = {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
    names = ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth"]
    settings.configure(
        **{
            "SECRET_KEY": "a site of a test",
            "ALLOWED_HOSTS": [HOST],
            "ROOT_URLCONF": __name__,
            "MIDDLEWARE": MIDDLEWARE,
            "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
            "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
            "TEMPLATES": [{**template, "OPTIONS": {"context_processors": names}}],
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "LOGIN_REDIRECT_URL": "/",
            **LIBRARIES[library](server, client_id, secret),
        }
    )
    django.setup()
    call_command("migrate", verbosity=0)
    prefix, urls = URLS[library]
    urlpatterns.extend([path("", home), path(prefix, include(urls))])
    serve(get_wsgi_application(), host=HOST, port=int(port), threads=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
