"""The plain side of ``benchmarks.exchange``."""

import time

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - tables are there once Django is set up
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402

from benchmarks.provider import REDIRECT_URI, Provider, run  # noqa: E402


def provider() -> Provider:
    """Make a client and a signed-in user."""
    call_command("migrate", verbosity=0)
    ada = User.objects.create_user(f"ada{time.time()}", "ada@example.com")
    kind = {"client_type": "public", "authorization_grant_type": "authorization-code", "algorithm": "RS256"}
    app = Application.objects.create(user=ada, redirect_uris=REDIRECT_URI, skip_authorization=True, **kind)
    browser = Client(HTTP_HOST="localhost", REMOTE_ADDR="198.51.100.7")
    browser.force_login(ada)
    return Provider(browser, "/o/authorize/", "/o/token/", app.client_id)


if __name__ == "__main__":
    run(provider())
