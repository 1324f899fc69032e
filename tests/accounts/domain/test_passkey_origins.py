from accounts.domain.passkey_origins import related_origins, usable_origins
from tests.tables import each

ID = "id.example.com"


@each(
    ("origin", "rp_id", "usable", "related"),
    [
        ("https://id.example.com", ID, True, False),
        ("https://id.example.com:8443", ID, True, False),
        ("https://shop.id.example.com", ID, True, False),
        ("https://shop.example.com", ID, True, True),
        ("https://shop.example.org", ID, True, True),
        ("https://evil-id.example.com", ID, True, True),
        ("http://shop.id.example.com", ID, False, False),
        ("http://localhost:8203", ID, False, False),
        ("https://localhost:8203", ID, False, False),
        ("https://192.0.2.7", ID, False, False),
        ("https://[2001:db8::1]", ID, False, False),
        ("com.example.shop:", ID, False, False),
        ("http://localhost:8203", "localhost", True, False),
        ("http://shop.localhost:8203", "localhost", True, False),
        ("https://shop.example.org", "localhost", False, False),
        ("http://127.0.0.1:8203", "localhost", False, False),
        ("http://127.0.0.1:8203", "127.0.0.1", False, False),
        ("https://shop.example.org", "192.0.2.7", False, False),
        ("https://shop.example.org", "", False, False),
    ],
)
def test_origin_of_an_rp_id_is_usable_and_related(origin: str, rp_id: str, usable: bool, related: bool):
    assert bool(usable_origins([origin], rp_id)) is usable
    assert bool(related_origins([origin], rp_id)) is related


def test_usable_origins_keep_their_order():
    origins = ("https://b.example", "http://c.example", "https://a.example")
    assert usable_origins(origins, ID) == ("https://b.example", "https://a.example")
