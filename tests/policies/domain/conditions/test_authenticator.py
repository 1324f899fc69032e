from accounts.domain.authenticators import Authenticator
from policies.domain.conditions.authenticator import read
from tests.policies.domain.made import facts, values
from tests.tables import each

TABLE = [
    ({"totp"}, Authenticator.TOTP, True),
    ({"totp", "phone"}, Authenticator.PHONE, True),
    ({"totp"}, Authenticator.PASSKEY, False),
    ({"totp"}, None, False),
]


@each(("asked", "authenticator", "holds"), TABLE)
def test_authenticator(asked, authenticator, holds):
    condition = read(values(authenticators=frozenset(asked)))

    assert condition.holds(facts(authenticator=authenticator)) is holds


def test_every_authenticator_asks_nothing():
    assert read(values()) is None


def test_it_says_which():
    assert read(values(authenticators=frozenset({"passkey"}))).describe().english == "Only for: Passkey."
