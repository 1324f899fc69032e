from ipaddress import ip_address

from policies.domain.conditions.network import read
from policies.domain.zones import Zone, networks_of
from tests.policies.domain.made import facts, values
from tests.tables import each

OFFICE = Zone(1, "Office", networks_of("203.0.113.0/24\n2001:db8::/32"))
CELLAR = Zone(2, "Cellar", networks_of("203.0.113.128/25"))

TABLE = [
    ("inside", (OFFICE,), (), "203.0.113.9", True),
    ("inside, IPv6", (OFFICE,), (), "2001:db8::9", True),
    ("inside, IPv4 written as IPv6", (OFFICE,), (), "::ffff:203.0.113.9", True),
    ("outside", (OFFICE,), (), "198.51.100.9", False),
    ("outside, IPv6", (OFFICE,), (), "2001:db9::9", False),
    ("excluded", None, (CELLAR,), "203.0.113.200", False),
    ("not excluded", None, (CELLAR,), "203.0.113.9", True),
    ("in both: the exclusion counts", (OFFICE,), (CELLAR,), "203.0.113.200", False),
    ("from nowhere known, and asked for", (OFFICE,), (), None, False),
    ("from nowhere known, and not excluded", None, (CELLAR,), None, True),
    ("every included zone is gone", (), (), "203.0.113.9", False),
]


@each(
    ("included", "excluded", "address", "holds"),
    [line[1:] for line in TABLE],
    ids=[line[0] for line in TABLE],
)
def test_network(included, excluded, address, holds):
    condition = read(values(zones_included=included, zones_excluded=excluded))

    assert condition.holds(facts(ip_address=ip_address(address) if address else None)) is holds


def test_from_anywhere_asks_nothing():
    assert read(values()) is None


def test_it_says_which_zones():
    condition = read(values(zones_included=(OFFICE,), zones_excluded=(CELLAR,)))

    assert condition.describe().english == "Only from Office and not from Cellar."
