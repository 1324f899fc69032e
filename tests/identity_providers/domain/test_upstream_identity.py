"""What of a provider's statements counts: verified addresses and factors."""

import pytest

from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import Provider
from identity_providers.domain.upstream_identity import (
    UpstreamIdentity,
    address_of,
    is_multifactor,
    is_proved,
)
from tests.tables import each

OPENID, GOOGLE = ProviderKind.OPENID_CONNECT, ProviderKind.GOOGLE
MICROSOFT, APPLE, GITHUB = ProviderKind.MICROSOFT, ProviderKind.APPLE, ProviderKind.GITHUB


def provider(kind: ProviderKind, *domains: str, believes: bool = False) -> Provider:
    trusted = frozenset(domains)
    return Provider(
        1, "p", kind, "P", "https://id.example", "c", trusted_domains=trusted, believes_assurance=believes
    )


def identity(
    email: str = "", *, verified: bool = True, hd: str = "", amr: tuple[str, ...] = ()
) -> UpstreamIdentity:
    return UpstreamIdentity(
        "https://id.example", "ada", email=email, email_verified=verified, hosted_domain=hd, amr=amr
    )


PROVED = [
    ("trusted and verified", OPENID, ["example.com"], "ada@example.com", True, "", True),
    ("other spelling", OPENID, ["example.com"], "Ada@EXAMPLE.com", True, "", True),
    ("one of two domains", OPENID, ["a.example", "example.com"], "ada@example.com", True, "", True),
    ("not verified", OPENID, ["example.com"], "ada@example.com", False, "", False),
    ("not trusted", OPENID, ["a.example"], "ada@example.com", True, "", False),
    ("trusted for nothing", OPENID, [], "ada@example.com", True, "", False),
    ("a subdomain", OPENID, ["example.com"], "ada@a.example.com", True, "", False),
    ("the domain above", OPENID, ["a.example.com"], "ada@example.com", True, "", False),
    ("a domain that ends alike", OPENID, ["example.com"], "ada@badexample.com", True, "", False),
    ("no address", OPENID, ["example.com"], "", True, "", False),
    ("two at signs", OPENID, ["example.com"], "ada@eve.example@example.com", True, "", False),
    ("not an address", OPENID, ["example.com"], "example.com", True, "", False),
    ("Google's own", GOOGLE, ["gmail.com"], "ada@gmail.com", True, "", True),
    ("Google's own, not trusted", GOOGLE, [], "ada@gmail.com", True, "", False),
    ("hosted by Google", GOOGLE, ["example.com"], "ada@example.com", True, "example.com", True),
    ("not hosted by Google", GOOGLE, ["example.com"], "ada@example.com", True, "", False),
    ("hosted for another", GOOGLE, ["example.com"], "ada@example.com", True, "other.example", False),
    ("hosted, not verified", GOOGLE, ["example.com"], "ada@example.com", False, "example.com", False),
    ("hd at others", OPENID, ["a.example"], "ada@example.com", True, "example.com", False),
    ("Microsoft never", MICROSOFT, ["example.com"], "ada@example.com", True, "example.com", False),
    ("Apple", APPLE, ["privaterelay.appleid.com"], "a@privaterelay.appleid.com", True, "", True),
    ("GitHub", GITHUB, ["example.com"], "ada@example.com", True, "", True),
]


@each(
    "kind, domains, email, verified, hd, expected",
    [row[1:] for row in PROVED],
    ids=[row[0] for row in PROVED],
)
def test_address_counts_as_verified(
    kind: ProviderKind, domains: list[str], email: str, verified: bool, hd: str, expected: bool
):
    stated = identity(email, verified=verified, hd=hd)
    assert is_proved(provider(kind, *domains), stated) is expected


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a" * 300 + "@example.com"])
def test_text_that_is_no_address_is_none(email: str):
    assert address_of(identity(email)) is None


@each(
    "amr, expected",
    [
        (["mfa"], True),
        (["pwd", "mfa"], True),
        (["pwd", "otp"], True),
        (["pin", "hwk"], True),
        (["kba", "sms"], True),
        (["pwd"], False),
        (["otp"], False),
        (["otp", "hwk"], False),
        (["pwd", "pin"], False),
        (["MFA"], False),
        (["user", "rba", "fed"], False),
        ([], False),
    ],
)
def test_methods_count_as_two_factors_if_believed(amr: list[str], expected: bool):
    stated = identity(amr=tuple(amr))
    assert is_multifactor(provider(OPENID, believes=True), stated) is expected
    assert not is_multifactor(provider(OPENID), stated)
