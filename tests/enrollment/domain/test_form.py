"""The sign-up form: what it lets through, what it says, and which policies can be saved."""

from dataclasses import replace

from accounts.domain.attributes import Permission
from enrollment.domain.checks import check_policy
from enrollment.domain.form import FormItem, PasswordPage, check_form, domain_allowed
from enrollment.domain.form_pages import pages_of
from tests.flows.domain.facts import ATTRIBUTES, enrollment
from tests.tables import each

GOOD = {"email": " Ada@Example.COM ", "firstName": "Ada", "lastName": "Okafor"}


def codes(**changes):
    return [(one.field, one.code) for one in check_form(enrollment(), {**GOOD, **changes}).violations]


def test_a_good_form_gives_address_and_values():
    checked = check_form(enrollment(), GOOD)
    assert checked.address is not None
    assert (checked.address.normal, checked.address.display) == ("ada@example.com", "Ada@example.com")
    assert checked.values == {"firstName": "Ada", "lastName": "Okafor"}
    assert checked.violations == ()


@each("raw", [None, "", "   ", 7, ["ada@example.com"], {"a": 1}, True])
def test_an_address_that_is_no_text_is_missing(raw):
    assert ("userProfile.email", "ssr.email.required") in codes(email=raw)


def test_all_violations_are_reported_at_once():
    assert [field for field, _ in codes(email="nonsense", firstName="", lastName=None)] == [
        "userProfile.email",
        "userProfile.firstName",
        "userProfile.lastName",
    ]


@each(
    "key", ["status", "login", "is_staff", "is_superuser", "email_verified", "id", "groups", "employeeNumber"]
)
def test_fields_outside_the_form_cannot_be_set(key):
    checked = check_form(enrollment(), {**GOOD, key: "ACTIVE"})
    assert key not in checked.values
    assert checked.violations == ()


def test_the_address_is_never_a_value_of_the_profile():
    assert "email" not in check_form(enrollment(), GOOD).values


DOMAINS = [
    ("no rule lets everybody in", "", "", "example.com", True),
    ("an allowed domain is let in", "example.com", "", "example.com", True),
    ("another is not", "example.com", "", "example.org", False),
    ("allowed means exactly, not below", "example.com", "", "mail.example.com", False),
    ("allowed means exactly, not at the end of a name", "example.com", "", "notexample.com", False),
    ("a denied domain is kept out", "", "example.com", "example.com", False),
    ("denied means below too", "", "example.com", "mail.example.com", False),
    ("denied does not mean the end of a name", "", "example.com", "notexample.com", True),
    ("a denied part of an allowed domain stays out", "a.example.com", "example.com", "a.example.com", False),
    ("a whole ending can be denied", "", "test", "example.test", False),
]


@each(
    ("allowed", "denied", "domain", "expected"),
    [line[1:] for line in DOMAINS],
    ids=[line[0] for line in DOMAINS],
)
def test_domains(allowed, denied, domain, expected):
    policy = enrollment(allowed_domains=frozenset(allowed.split()), denied_domains=frozenset(denied.split()))
    assert domain_allowed(policy, domain) is expected


def test_a_refused_domain_is_named():
    policy = enrollment(allowed_domains=frozenset({"example.org"}))
    [violation] = check_form(policy, GOOD).violations
    assert (violation.code, violation.params) == ("ssr.email.domain_not_allowed", ("example.com",))


THIRTY_ONE = tuple(FormItem(ATTRIBUTES["nickName"]) for _ in range(31))
FREE = {"verification_required": False}
POLICIES = [
    ("the default can be saved", {}, False, []),
    ("verification goes with prevention", {}, True, []),
    (
        "no verification needs a password",
        {**FREE, "password_page": PasswordPage.NONE},
        False,
        ["password_page"],
    ),
    ("no verification is fine with a password", FREE, False, []),
    (
        "a rule about domains needs verified ones",
        {**FREE, "allowed_domains": frozenset({"example.com"})},
        False,
        ["email_verification"],
    ),
    ("prevention needs verification", FREE, True, ["email_verification"]),
    ("prevention hides nothing where nobody signs up", {**FREE, "sign_up_allowed": False}, True, []),
    (
        "a hidden attribute cannot be asked for",
        {"items": (FormItem(replace(ATTRIBUTES["nickName"], permission=Permission.HIDDEN)),)},
        False,
        ["form[nickName].attribute"],
    ),
    (
        "thirty fields are enough",
        {"items": THIRTY_ONE},
        False,
        [""],
    ),
]


@each(("changes", "hidden", "fields"), [line[1:] for line in POLICIES], ids=[line[0] for line in POLICIES])
def test_a_policy_that_could_not_work_is_refused_before_it_is_saved(changes, hidden, fields):
    violations = check_policy(enrollment(**changes), enumeration_prevention=hidden)
    assert [violation.field for violation in violations] == fields


@each("page", list(PasswordPage))
def test_password_is_on_the_first_page_only_where_the_policy_puts_it(page):
    paths = [field.path for field in pages_of(enrollment(password_page=page))[-1].fields()]
    assert ("credentials.passcode" in paths) is (page is PasswordPage.FIRST)
    assert page.label
