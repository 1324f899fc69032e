from pathlib import Path
from pkgutil import iter_modules

from policies.domain import conditions
from policies.domain.conditions import COLUMNS, DECLARATIONS, check_conditions, read_conditions
from policies.domain.rules import Kind
from tests.policies.domain.made import values
from tests.tables import each

MODULES = [module.name for module in iter_modules(conditions.__path__)]


@each("name", MODULES)
def test_every_condition_has_a_table_of_its_own(name):
    table = Path(__file__).with_name(f"test_{name}.py")

    assert table.exists(), f"{table.name} is missing"
    assert "\nTABLE = [" in table.read_text()


def test_every_module_is_a_condition_of_its_name():
    assert sorted(one.name for one in DECLARATIONS) == sorted(MODULES)
    assert len({one.order for one in DECLARATIONS}) == len(DECLARATIONS)


def test_no_two_conditions_share_a_column():
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


def test_a_rule_that_asks_nothing_has_no_conditions():
    assert read_conditions(values()) == ()
    assert check_conditions(values(), Kind.SESSION) == ()


def test_account_management_condition_is_refused_elsewhere():
    asked = values(operations=frozenset({"unlock"}))

    assert check_conditions(asked, Kind.ACCOUNT_MANAGEMENT) == ()
    assert [one.field for one in check_conditions(asked, Kind.SESSION)] == ["operations"]
