"""Which claims of a provider fill in which attributes."""

from dataclasses import replace

from accounts.domain.attributes import Attribute, AttributeType, Permission
from identity_providers.domain.mapped_attributes import mapped_values
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappedAttribute, MappingTime, Provider
from identity_providers.domain.upstream_identity import UpstreamIdentity
from tests.tables import each

SCHEMA = {
    "city": Attribute("city", AttributeType.STRING, "City", permission=Permission.READ_WRITE),
    "team": Attribute("team", AttributeType.STRING, "Team", permission=Permission.READ_ONLY),
    "floor": Attribute("floor", AttributeType.INTEGER, "Floor", permission=Permission.READ_WRITE),
}
MAPPING = (
    MappedAttribute("town", "city"),
    MappedAttribute("department", "team", MappingTime.AT_EACH_SIGN_IN),
    MappedAttribute("level", "floor"),
    MappedAttribute("gone", "gone"),
)
ACME = Provider(
    1, "acme", ProviderKind.OPENID_CONNECT, "Acme", "https://acme.example", "client", mapping=MAPPING
)
APPLE = replace(ACME, kind=ProviderKind.APPLE)
STATED = {"town": "Cork", "department": "Sales", "level": "third", "gone": "x", "other": "y"}

TABLE = [
    ("what the schema accepts", ACME, None, {"city": "Cork", "team": "Sales"}),
    ("at the creation alone", ACME, MappingTime.AT_CREATION, {"city": "Cork"}),
    ("at each sign-in", ACME, MappingTime.AT_EACH_SIGN_IN, {"team": "Sales"}),
    ("not signed, so only what users may write", APPLE, None, {"city": "Cork"}),
]


@each(("provider", "time", "values"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE])
def test_mapped_values(provider, time, values):
    identity = UpstreamIdentity("https://acme.example", "ada", claims=STATED)
    assert mapped_values(provider, identity, SCHEMA, time) == values
