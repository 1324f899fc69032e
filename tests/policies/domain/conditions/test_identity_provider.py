from policies.domain.conditions.identity_provider import read
from policies.domain.declaration import NamedProvider
from tests.policies.domain.made import facts, values
from tests.tables import each

ACME, GOOGLE = NamedProvider("acme", "Acme"), NamedProvider("google", "Google")

TABLE = [
    ("by the included one", (ACME,), (), {"acme"}, True),
    ("by one of two included ones", (ACME, GOOGLE), (), {"google"}, True),
    ("by another one", (ACME,), (), {"google"}, False),
    ("by none, and one is included", (ACME,), (), set(), False),
    ("by the excluded one", None, (GOOGLE,), {"google"}, False),
    ("by none, and one is excluded", None, (GOOGLE,), set(), True),
    ("by an included and an excluded one", (ACME,), (GOOGLE,), {"acme", "google"}, False),
    ("every included provider is gone", (), (), {"acme"}, False),
]


@each(
    ("included", "excluded", "used", "holds"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE]
)
def test_identity_provider(included, excluded, used, holds):
    condition = read(values(providers_included=included, providers_excluded=excluded))

    assert condition.holds(facts(identity_providers=frozenset(used))) is holds


def test_without_providers_it_asks_nothing():
    assert read(values()) is None


def test_it_says_which_providers():
    condition = read(values(providers_included=(GOOGLE, ACME), providers_excluded=(ACME,)))

    assert condition.describe().english == "Only after a sign-in with Acme, Google and not with Acme."
