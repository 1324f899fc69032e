from policies.domain.conditions.operation import read
from policies.domain.facts import Operation
from tests.policies.domain.made import facts, values
from tests.tables import each

TABLE = [
    ({"enroll", "remove"}, Operation.ENROLL, True),
    ({"enroll", "remove"}, Operation.UNLOCK, False),
    ({"unlock"}, Operation.UNLOCK, True),
    ({"unlock"}, None, False),
]


@each(("asked", "operation", "holds"), TABLE)
def test_operation(asked, operation, holds):
    assert read(values(operations=frozenset(asked))).holds(facts(operation=operation)) is holds


def test_every_operation_asks_nothing():
    assert read(values()) is None


def test_it_says_what_for():
    condition = read(values(operations=frozenset({"unlock", "recover"})))

    assert condition.describe().english == "Only for: Recover the account, Unlock the account."
