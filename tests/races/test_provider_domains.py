"""Two identity providers that become trusted for one domain at the same moment."""

import pytest
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from identity_providers.domain.presets import ProviderKind
from identity_providers.models import IdentityProvider, TrustedDomain
from identity_providers.services.provider_drafts import ProviderDraft, new_provider
from identity_providers.services.providers import save_provider
from tests.races.together import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]


def save(number: int) -> str:
    columns = {
        "label": f"Provider {number}",
        "issuer": f"https://{number}.example.com",
        "client_id": "client",
    }
    draft = ProviderDraft(new_provider(ProviderKind.OPENID_CONNECT, **columns), (), ["example.com"])
    try:
        save_provider(draft, actor=None, now=timezone.now())
    except ValidationFailed as refused:
        return refused.violations[0].code
    return "saved"


def test_domain_wanted_by_eight_providers_goes_to_one():
    answers = at_once(save, 8)

    assert sorted(answers) == ["saved", *["ssr.provider.domain.taken"] * 7]
    assert IdentityProvider.objects.count() == TrustedDomain.objects.count() == 1
