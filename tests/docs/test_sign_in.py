"""The page about the ways to sign in names each of them, and what the code has for it."""

import re

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.passwords import MIN_PERSONAL_LENGTH
from flows.domain.transaction import Intent
from tests.architecture.sources import production
from tests.lint import ROOT
from tests.tables import each

PAGE = (ROOT / "docs" / "sign-in.md").read_text()
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.*)$", PAGE, re.MULTILINE))


def test_every_authenticator_that_opens_a_session_is_named():
    opening = {
        file.path
        for file in production()
        if re.search(r"(?<!def )\bopen_session\(", file.text) and "services" not in file.path
    }
    assert opening == set(re.findall(r"`(flows/[a-z_/]+\.py)`", PAGE))
    assert {intent.value for intent in Intent} <= set(ROWS)


@each("authenticator", list(Authenticator))
def test_every_authenticator_is_named_with_its_factor(authenticator: Authenticator):
    assert ROWS[authenticator.value].startswith(TRAITS[authenticator].factor.value)


def test_length_of_refused_words_is_that_of_the_code():
    assert f"each word of at least {MIN_PERSONAL_LENGTH} letters" in PAGE
