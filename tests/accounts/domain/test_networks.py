from accounts.domain.networks import network_of
from tests.tables import each


@each(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("somewhere", "unknown"),
    ],
)
def test_one_asker_is_an_address_or_a_network_that_a_host_roams_in(address, network):
    assert network_of(address) == network
