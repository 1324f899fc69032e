"""Buttons of identity providers on the first pages: their order, marks and weight."""

import pytest
from django.http import HttpResponse

from accounts.configuration_cache import raise_version
from enrollment.models import ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from flows.domain.upstream import UpstreamAnswer
from flows.hosted.cookies import remember_device
from flows.step_submission import ClientContext
from identity_providers.domain.presets import ProviderKind
from tests.flows.domain.facts import begun
from tests.identity_providers.rows import a_provider
from tests.journeys.pages import parse
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
MAX_BYTES = 12 * 1024


def buttons_at(visitor, path="/signin"):
    page = parse(visitor.get(path).content.decode())
    return [button.text for button in page.all("button") if button.text.startswith("Continue with")]


@pytest.mark.parametrize("path", ["/signin", "/signup"])
def test_page_with_five_providers_is_light(path):
    ProfileEnrollmentPolicy.objects.update(sign_up_allowed=True)
    raise_version()
    for kind in ProviderKind:
        a_provider(kind.label, kind=kind)
    visitor = Visitor()
    assert len(buttons_at(visitor, path)) == 5
    assert len(visitor.get(path).content) <= MAX_BYTES


def test_provider_used_last_in_the_browser_comes_first_and_is_marked():
    a_provider("Acme")
    zeta = a_provider("Zeta")
    visitor = Visitor()
    assert buttons_at(visitor) == ["Continue with Acme", "Continue with Zeta"]
    response = HttpResponse()
    finished = begun(Intent.SIGN_IN, upstream_answer=UpstreamAnswer(zeta.public_id))
    remember_device(response, ClientContext(device_id="device"), finished)
    visitor.http.cookies.update(response.cookies)
    assert buttons_at(visitor) == ["Continue with Zeta Last used", "Continue with Acme"]
