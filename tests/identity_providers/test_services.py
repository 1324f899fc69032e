"""Identity providers as administrators, documents and commands write them."""

from itertools import count

import pytest
from django.utils import timezone

from accounts.credentials import enrollments
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import LinkedAccount, PendingEnrollment
from accounts.domain.violations import ValidationFailed, Violation
from accounts.identities import new_public_id
from accounts.models import Enrollment, Event
from identity_providers.client_secrets import open_secret
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappedAttribute
from identity_providers.models import IdentityProvider
from identity_providers.selectors import provider_of, providers
from identity_providers.services.linked_accounts import count_links
from identity_providers.services.provider_drafts import ProviderDraft, new_provider
from identity_providers.services.providers import delete_provider, save_provider, set_active, set_secret
from policies.domain.rules import Kind
from tests.actors import a_user
from tests.policies.rows import add_policy, add_rule

pytestmark = pytest.mark.django_db
ISSUER = "https://login.example.com"
NUMBERS = count()


def draft(*, mapping=(), domains=(), secret="", kind=ProviderKind.OPENID_CONNECT, **columns):
    columns = {"label": "Acme", "issuer": ISSUER, "client_id": "client", **columns}
    return ProviderDraft(new_provider(kind, **columns), mapping, domains, secret)


def save(given):
    return save_provider(given, actor=None, now=timezone.now())


def link(user, row) -> Enrollment:
    account = LinkedAccount(row.public_id, row.issuer, f"subject-{next(NUMBERS)}")
    pending = PendingEnrollment(new_public_id(), Authenticator.IDENTITY_PROVIDER, "", account)
    return enrollments.add(user, pending, timezone.now())


def test_provider_is_stored_with_sealed_secret_and_event():
    row = save(draft(domains=["Bücher.example", "@example.com"], secret=" geheim "))

    assert [trusted.domain for trusted in row.trusted_domains.all()] == [
        "example.com",
        "xn--bcher-kva.example",
    ]
    assert "geheim" not in row.client_secret
    assert open_secret(provider_of(row)) == "geheim"
    assert providers()[row.public_id].label == "Acme"
    events = Event.objects.filter(type__startswith="identity_provider.")
    assert [event.type for event in events] == ["identity_provider.create"]
    assert "geheim" not in str(list(Event.objects.values()))


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"label": " "}, "label", "ssr.provider.label.blank"),
        ({"issuer": "http://login.example.com"}, "issuer", "ssr.provider.issuer"),
        ({"issuer": f"{ISSUER}?a=1"}, "issuer", "ssr.provider.issuer"),
        ({"issuer": "https://a@example.com"}, "issuer", "ssr.provider.issuer"),
        ({"client_id": ""}, "client_id", "ssr.provider.client_id"),
        ({"scopes": ["email"]}, "scopes", "ssr.provider.scopes.openid"),
        ({"scopes": ["openid", 'e"mail']}, "scopes", "ssr.provider.scope"),
        ({"domains": ["localhost"]}, "trusted_domains", "ssr.provider.domain"),
        ({"parameters": {"team_id": "A"}}, "parameters", "ssr.provider.parameter.unknown"),
        ({"kind": ProviderKind.APPLE, "secret": "x"}, "team_id", "ssr.provider.parameter"),
        ({"kind": ProviderKind.GITHUB}, "client_secret", "ssr.provider.secret.missing"),
        ({"public_id": "../x"}, "", "ssr.provider.public_id"),
        ({"mapping": [("a b", "name")]}, "mapping[0].claim", "ssr.provider.mapping.claim"),
        ({"mapping": [("email", "email")]}, "mapping[0].attribute", "ssr.provider.mapping.address"),
        ({"mapping": [("x", "role")]}, "mapping[0].attribute", "ssr.provider.mapping.attribute"),
        (
            {"mapping": [("a", "firstName"), ("b", "firstName")]},
            "mapping",
            "ssr.provider.mapping.twice",
        ),
    ],
)
def test_invalid_provider_names_field_and_remedy(given, field, code):
    mapping = tuple(MappedAttribute(*item) for item in given.pop("mapping", ()))

    with pytest.raises(ValidationFailed) as refused:
        save(draft(mapping=mapping, **given))

    assert (field, code) in [(found.field, found.code) for found in refused.value.violations]
    assert not IdentityProvider.objects.exists()


def test_domain_of_another_provider_is_refused_by_its_name():
    save(draft(domains=["example.com"]))

    with pytest.raises(ValidationFailed) as refused:
        save(draft(label="Second", domains=["EXAMPLE.com"]))

    [violation] = refused.value.violations
    assert (violation.field, violation.params) == ("trusted_domains", ("example.com", "Acme"))


def test_stale_version_is_refused():
    row = save(draft())
    stale = IdentityProvider.objects.get()
    set_active(row, active=False, actor=None, now=timezone.now())
    stale.label = "Other"

    with pytest.raises(ValidationFailed, match="changed_meanwhile"):
        save(ProviderDraft(stale))
    with pytest.raises(ValidationFailed, match="changed_meanwhile"):
        set_secret(stale, "new", actor=None, now=timezone.now())

    assert IdentityProvider.objects.get().label == "Acme"


def test_issuer_with_linked_accounts_is_kept():
    row = save(draft())
    link(a_user("ada@example.com"), row)
    row.issuer = "https://other.example"

    with pytest.raises(ValidationFailed, match="linked"):
        save(ProviderDraft(row))


def test_provider_that_a_rule_names_is_not_deleted():
    row = save(draft())
    rule = add_rule(add_policy(Kind.SESSION, "Staff"), {"providers_excluded": [row]})

    with pytest.raises(ValidationFailed) as refused:
        delete_provider(row, actor=None, now=timezone.now())

    assert refused.value.violations[0] == Violation("", "ssr.provider.used", (str(rule),))
    row.refresh_from_db()
    assert row.active


def test_deleted_provider_takes_its_links_along_only():
    row, other = save(draft()), save(draft(label="Other", issuer="https://other.example"))
    ada, bob = a_user("ada@example.com"), a_user("bob@example.com")
    link(ada, row)
    link(bob, row)
    kept = link(bob, other)
    assert count_links(row.public_id).linked == 2

    assert delete_provider(row, actor=None, now=timezone.now()) == 2

    assert list(Enrollment.objects.all()) == [kept]
    ada.refresh_from_db()
    bob.refresh_from_db()
    assert (ada.has_authenticators, bob.has_authenticators) == (False, True)
    assert Event.objects.filter(type="user.mfa.factor.deactivate").count() == 2
    assert list(IdentityProvider.objects.all()) == [other]
