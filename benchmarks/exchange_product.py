"""The product's side of ``benchmarks.exchange``, with its production settings."""

import os
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.domain.authenticators import Authenticator  # noqa: E402
from accounts.sessions.lifetime import SignIn, open_session  # noqa: E402
from benchmarks.provider import Provider, run  # noqa: E402
from flows.domain.proofs import Proof  # noqa: E402
from flows.transaction_rows import stored_proof  # noqa: E402
from oidc.signing_keys import signing_key_set  # noqa: E402
from tests.actors import a_user  # noqa: E402
from tests.journeys.apps.relying_party import an_app  # noqa: E402


def provider() -> Provider:
    """Make a client and a signed-in user."""
    call_command("migrate", verbosity=0)
    signing_key_set()
    now = timezone.now()
    name = f"ada{now.timestamp()}"
    user = a_user(f"{name}@example.com")
    proof = stored_proof(Proof(Authenticator.PASSWORD, user.public_id, "", now - timedelta(minutes=1)))
    opened = open_session(
        SignIn(user, [proof], timedelta(hours=2), timedelta(hours=24), ip_address="198.51.100.7"), now
    )
    # Each turn comes from a network of its own: six hundred exchanges a minute are the limit of one.
    proxied = {"x-forwarded-proto": "https", "x-forwarded-for": f"198.51.100.{os.getpid() % 250 + 1}"}
    browser = Client(headers={"host": "localhost:8443", **proxied}, REMOTE_ADDR="127.0.0.1")
    browser.cookies[settings.SESSION_COOKIE_NAME] = opened.key
    return Provider(browser, "/oauth2/v1/authorize", "/oauth2/v1/token", an_app(name).client.client_id)


if __name__ == "__main__":
    run(provider())
