from policies.domain.conditions.device import read
from tests.policies.domain.made import facts, values
from tests.tables import each

TABLE = [
    ("new", True, True),
    ("new", False, False),
    ("known", True, False),
    ("known", False, True),
]


@each(("asked", "is_new", "holds"), TABLE)
def test_device(asked, is_new, holds):
    assert read(values(device=asked)).holds(facts(new_device=is_new)) is holds


def test_any_device_asks_nothing():
    assert read(values()) is None


def test_it_says_which_device():
    assert read(values(device="new")).describe().english == "Only on a new device."
