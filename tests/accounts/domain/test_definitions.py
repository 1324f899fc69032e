from decimal import Decimal

from accounts.domain.attributes import Attribute, AttributeType, Option, Permission
from accounts.domain.base_attributes import BASE_ATTRIBUTES
from accounts.domain.definitions import check_definition, check_key
from accounts.domain.import_columns import targets
from accounts.domain.messages import CATALOGUE
from accounts.profile.user_export import FACTS
from tests.tables import each

T = AttributeType
AB = (Option("a", "A"), Option("b", "B"))


def define(kind=T.STRING, **rules):
    return Attribute(**{"key": "badge", "type": kind, "title": "Badge", **rules})


@each("key", ["badge", "b", "shoe_size", "T2000", "a" * 64])
def test_a_plain_key_is_free(key):
    assert check_key(key) == ()


@each("key", ["", "1st", "_x", "a b", "a-b", "ключ", "a" * 65, "__proto__", "x\n"])
def test_a_key_is_letters_digits_and_underscores(key):
    assert [found.code for found in check_key(key)] == ["ssr.attribute.key.format"]


@each("key", ["id", "Status", "passwordChanged", "classLoader", "email", "FIRSTNAME", "constructor"])
def test_a_key_with_a_meaning_of_its_own_is_reserved(key):
    assert [found.code for found in check_key(key)] == ["ssr.attribute.key.reserved"]


@each("column", [*FACTS, *targets({})])
def test_a_column_of_exports_and_imports_is_no_key(column):
    assert [found.code for found in check_key(column)] == ["ssr.attribute.key.reserved"]


@each(
    "good",
    [
        *BASE_ATTRIBUTES,
        define(min_length=1, max_length=5, pattern="[a-z]+", pattern_message="Small letters.", unique=True),
        define(T.NUMBER, minimum=Decimal("-1.5"), maximum=Decimal(3), default="2"),
        define(T.CHOICE, options=AB, default="a"),
        define(T.MULTIPLE_CHOICE, options=AB, min_items=1, max_items=2, default=("b",)),
        define(T.DATE, earliest="1900-01-01", latest="today"),
        define(sensitive=True, permission=Permission.HIDDEN),
    ],
)
def test_a_sound_definition_is_accepted(good):
    assert check_definition(good) == ()


@each(
    ("bad", "field", "code"),
    [
        (define(key="id"), "key", "ssr.attribute.key.reserved"),
        (define(title="  "), "title", "ssr.attribute.title.blank"),
        (define(min_length=5, max_length=4), "max_length", "ssr.attribute.bounds"),
        (define(min_length=-1), "min_length", "ssr.attribute.bounds.cap"),
        (define(max_length=5000), "max_length", "ssr.attribute.bounds.cap"),
        (define(T.BOOLEAN, max_length=5), "max_length", "ssr.attribute.bounds.type"),
        (define(T.NUMBER, minimum=Decimal(2), maximum=Decimal(1)), "maximum", "ssr.attribute.bounds"),
        (define(minimum=Decimal(2)), "minimum", "ssr.attribute.bounds.type"),
        (define(T.CHOICE, options=AB, min_items=1), "min_items", "ssr.attribute.bounds.type"),
        (define(T.MULTIPLE_CHOICE, options=AB, max_items=501), "max_items", "ssr.attribute.bounds.cap"),
        (define(T.DATE, earliest="soon"), "earliest", "ssr.attribute.bounds.date"),
        (define(T.DATE, earliest="2000-01-01", latest="1999-01-01"), "latest", "ssr.attribute.bounds"),
        (define(latest="today"), "latest", "ssr.attribute.bounds.type"),
        (define(pattern="(", pattern_message="x"), "pattern", "ssr.attribute.pattern.syntax"),
        (define(pattern="(?=a)", pattern_message="x"), "pattern", "ssr.attribute.pattern.syntax"),
        (define(pattern="a" * 501, pattern_message="x"), "pattern", "ssr.attribute.pattern.syntax"),
        (define(pattern="a"), "pattern_message", "ssr.attribute.pattern.message"),
        (define(T.DATE, pattern="a", pattern_message="x"), "pattern", "ssr.attribute.bounds.type"),
        (define(T.CHOICE), "options", "ssr.attribute.options.missing"),
        (define(options=AB), "options", "ssr.attribute.options.type"),
        (define(T.CHOICE, options=(*AB, AB[0])), "options", "ssr.attribute.options.repeated"),
        (define(T.CHOICE, options=(Option("", "None"),)), "options", "ssr.attribute.options.blank"),
        (define(T.CHOICE, options=(*AB, Option("c\x00", "C"))), "options", "ssr.text.characters"),
        (define(T.CHOICE, options=(*AB, Option("c", "\u202eC"))), "options", "ssr.text.characters"),
        (
            define(T.CHOICE, options=tuple(Option(str(n), "x") for n in range(501))),
            "options",
            "ssr.attribute.options.cap",
        ),
        (define(T.BOOLEAN, unique=True), "unique", "ssr.attribute.unique.type"),
        (define(T.CHOICE, options=AB, default="c"), "default", "ssr.attribute.default.invalid"),
        (define(max_length=2, default="abc"), "default", "ssr.attribute.default.invalid"),
        (define(sensitive=True), "permission", "ssr.attribute.sensitive.permission"),
    ],
)
def test_a_definition_that_could_not_work_is_refused_at_its_field(bad, field, code):
    found = {(violation.field, violation.code) for violation in check_definition(bad)}

    assert found == {(field, code)}
    assert code in CATALOGUE
