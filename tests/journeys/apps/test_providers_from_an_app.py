"""Users who come from an application and sign up with an account at an identity provider."""

from accounts.configuration_cache import raise_version
from enrollment.models import ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from tests.group_rules import a_group
from tests.identity_providers.upstream import Upstream
from tests.journeys.apps.app_users import from_app
from tests.journeys.apps.relying_party import an_app
from tests.journeys.driver import SIGNED_IN
from tests.journeys.upstream_visits import provider_at, visit


def test_first_id_token_has_the_groups_and_the_method(upstream: Upstream):
    app, acme = an_app(), provider_at(upstream, "Acme", "example.com")
    ProfileEnrollmentPolicy.objects.get(is_default=True).groups.add(a_group("Newcomers"))
    raise_version()
    ada = from_app("hosted", app)
    ada.begin(Intent.SIGN_UP)

    visit(ada, acme, upstream)
    assert ada.step == "enroll-profile"
    ada.submit_profile({"lastName": "Okafor"})

    assert ada.step == SIGNED_IN
    claims = app.claims(ada.tokens()["id_token"])
    assert (claims["groups"], claims["amr"], claims["email_verified"]) == (["Newcomers"], ["fed"], True)
    assert claims["idp"] == acme.public_id


def test_a_provider_of_another_application_is_not_shown(upstream: Upstream):
    app, other = an_app(), provider_at(upstream, "Other", everywhere=False)
    ada = from_app("hosted", app)
    ada.begin()
    assert "redirect-idp" not in ada.forms
    app.app.identity_providers.add(other)
    raise_version()
    ada.begin()
    assert "redirect-idp" in ada.forms
