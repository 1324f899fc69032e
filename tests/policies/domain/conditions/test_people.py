from policies.domain.conditions.people import read
from policies.domain.declaration import Named
from tests.policies.domain.made import facts, values
from tests.tables import each

ADA, BEN = Named(1, "ada@example.com"), Named(2, "ben@example.com")

TABLE = [
    ("included", (ADA,), (), 1, True),
    ("not included", (ADA,), (), 2, False),
    ("not here yet, and asked for", (ADA,), (), None, False),
    ("excluded", None, (BEN,), 2, False),
    ("not excluded", None, (BEN,), 1, True),
    ("not here yet, and not excluded", None, (BEN,), None, True),
    ("everybody included is gone", (), (), 1, False),
]


@each(
    ("included", "excluded", "user", "holds"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE]
)
def test_users(included, excluded, user, holds):
    condition = read(values(people_included=included, people_excluded=excluded))

    assert condition.holds(facts(user_id=user)) is holds


def test_condition_without_users_is_absent():
    assert read(values()) is None


def test_description_names_the_users():
    condition = read(values(people_included=(ADA, BEN), people_excluded=(BEN,)))

    assert condition.describe().english == "Only for ada@example.com."
    assert condition.referenced_users() == {1, 2}
