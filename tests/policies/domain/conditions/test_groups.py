from policies.domain.conditions.groups import read
from policies.domain.declaration import Named
from tests.policies.domain.made import facts, values
from tests.tables import each

STAFF, GUESTS = Named(1, "Staff"), Named(2, "Guests")

TABLE = [
    ("included", (STAFF,), (), {1}, True),
    ("one of several", (STAFF, GUESTS), (), {2, 9}, True),
    ("not included", (STAFF,), (), {2}, False),
    ("in no group at all", (STAFF,), (), set(), False),
    ("excluded", None, (GUESTS,), {2}, False),
    ("not excluded", None, (GUESTS,), {1}, True),
    ("both: the exclusion counts", (STAFF,), (GUESTS,), {1, 2}, False),
    ("every included group is gone", (), (), {1, 2}, False),
]


@each(
    ("included", "excluded", "groups", "holds"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE]
)
def test_groups(included, excluded, groups, holds):
    condition = read(values(groups_included=included, groups_excluded=excluded))

    assert condition.holds(facts(group_ids=frozenset(groups))) is holds


def test_condition_without_groups_is_absent():
    assert read(values()) is None


def test_description_names_the_groups():
    condition = read(values(groups_included=(STAFF,), groups_excluded=(GUESTS,)))

    assert condition.describe().english == "Only for members of Staff who aren’t in Guests."
    assert condition.referenced_groups() == {1, 2}
