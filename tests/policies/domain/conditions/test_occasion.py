from policies.domain.conditions.occasion import read
from policies.domain.facts import Occasion
from tests.policies.domain.made import facts, values
from tests.tables import each

TABLE = [(asked, doing, asked is doing) for asked in Occasion for doing in Occasion]


@each(("asked", "doing", "holds"), TABLE)
def test_occasion(asked, doing, holds):
    assert read(values(occasion=asked.value)).holds(facts(occasion=doing)) is holds


def test_any_occasion_asks_nothing():
    assert read(values()) is None


def test_it_says_when():
    assert read(values(occasion="sign_up")).describe().english == "Only at sign-up."
