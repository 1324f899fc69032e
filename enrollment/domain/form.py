"""The sign-up form as the policy describes it, and the check of what a user filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from accounts.domain import passwords
from accounts.domain.attributes import Attribute, Option, Value
from accounts.domain.base_attributes import EMPTY
from accounts.domain.choice import Choice
from accounts.domain.field_conditions import FieldCondition
from accounts.domain.fields import Field, FieldType, field_for
from accounts.domain.identifiers import MAX_LENGTH, EmailAddress, InvalidEmail, parse_email
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.phone_numbers import country_of
from accounts.domain.text import is_blank
from accounts.domain.values import check_value
from accounts.domain.violations import Violation

MAX_FIELDS = 30
"""Beyond it a form would be abandoned; further questions can follow later."""

MAX_QUESTIONS = 3
"""The default number of questions at a sign-in."""

EMAIL_KEY = "email"
PROFILE_PREFIX = "userProfile."
EMAIL_PATH = PROFILE_PREFIX + EMAIL_KEY
PASSWORD_PATH = passwords.FIELD
OWN_MESSAGE = "ssr.field.own"
DOMAIN_DENIED = "ssr.email.domain_not_allowed"


class PasswordPage(Choice):
    """Where a sign-up asks for a password."""

    # Translators: profile enrollment policy, password field of the sign-up
    FIRST = "first", _("On the sign-up form")
    # Translators: profile enrollment policy, password field of the sign-up
    LATER = "later", _("On a separate page")
    # Translators: profile enrollment policy, password field of the sign-up
    NONE = "none", _("No password")


@dataclass(frozen=True, slots=True)
class FormItem:
    """One attribute on the form, with the form's own texts.

    ``at_sign_up``: it is a field of the sign-up page. ``at_sign_in``: sign-in asks for an absent value.
    ``options``: those of the attribute that the form offers, with its own words; none means all of them.
    ``shown_if``: the field is asked only while a field above it has such an answer. ``new_page``: it begins
    a page of the sign-up, with this title.
    """

    attribute: Attribute
    label: str = ""
    required: bool = False
    help: str = ""
    placeholder: str = ""
    at_sign_up: bool = True
    at_sign_in: bool = True
    required_message: str = ""
    invalid_message: str = ""
    options: tuple[Option, ...] = ()
    shown_if: FieldCondition | None = None
    new_page: bool = False
    page_title: str = ""

    @property
    def key(self) -> str:
        return self.attribute.key

    @property
    def title(self) -> str:
        """Return what the form calls the field."""
        return self.label or self.attribute.title

    @property
    def path(self) -> str:
        return PROFILE_PREFIX + self.attribute.key

    @property
    def offered(self) -> Attribute:
        """Return the attribute with the options that the form offers, as far as the schema still has them."""
        values = {option.value for option in self.attribute.options}
        options = tuple(option for option in self.options if option.value in values)
        return replace(self.attribute, options=options) if options else self.attribute

    def field(self) -> Field:
        """Return the field that both front ends draw."""
        drawn = field_for(
            self.offered,
            path=self.path,
            label=self.label,
            required=self.required,
            help=self.help,
            placeholder=self.placeholder,
        )
        return replace(drawn, required_message=self.required_message, invalid_message=self.invalid_message)

    def is_shown(self, answers: Mapping[str, Value]) -> bool:
        """Return whether these answers to the other fields show this one."""
        return self.shown_if is None or self.shown_if.holds(answers.get(self.shown_if.field))

    def in_own_words(self, violation: Violation) -> Violation:
        """Return a violation with the form's own message for it, if there is one."""
        if violation.code == DOMAIN_DENIED:
            return violation
        text = self.required_message if violation.code in EMPTY else self.invalid_message
        return replace(violation, code=OWN_MESSAGE, params=(text,)) if text else violation


@dataclass(frozen=True, slots=True)
class EnrollmentPolicy:
    """One profile enrollment policy, as read from its rows.

    ``progressive``: sign-in asks for absent values, ``most_questions`` at a time. Optional questions may be
    skipped ``skip_limit`` times (0: unlimited), rest for ``cool_down`` after each, and end with the day
    ``skip_until`` (UTC). ``join_later``: a user who has answered every required question joins the groups,
    too.
    """

    id: int
    name: str
    is_default: bool
    dashboard: bool
    sign_up_allowed: bool
    verification_required: bool
    password_page: PasswordPage
    items: tuple[FormItem, ...]
    group_ids: tuple[int, ...] = ()
    title: str = ""
    submit_label: str = ""
    allowed_domains: frozenset[str] = frozenset()
    denied_domains: frozenset[str] = frozenset()
    progressive: bool = False
    most_questions: int = MAX_QUESTIONS
    skip_limit: int = 0
    cool_down: timedelta = timedelta()
    skip_until: date | None = None
    join_later: bool = False
    public_id: str = ""
    edition: str = ""


def fields_of(items: Sequence[FormItem]) -> tuple[Field, ...]:
    """Return the fields of a page. A field is shown by another one only where that is on the page as well."""
    paths = {item.key: item.path for item in items}
    return tuple(
        replace(item.field(), shown_if=replace(item.shown_if, field=paths[item.shown_if.field]))
        if item.shown_if is not None and item.shown_if.field in paths
        else item.field()
        for item in items
    )


def new_password_field() -> Field:
    """Return the field for a password that is being chosen."""
    return Field(
        PASSWORD_PATH,
        FieldType.PASSWORD,
        # Translators: label of a new password
        _("Password"),
        required=True,
        secret=True,
        autocomplete="new-password",
    )


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A filled-in form: the address and values when there is nothing wrong with it."""

    address: EmailAddress | None
    values: Mapping[str, Value]
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class CheckedAnswers:
    """Answers to some questions: the values that are right, and what is wrong with the others."""

    values: Mapping[str, Value]
    violations: tuple[Violation, ...]


def check_form(policy: EnrollmentPolicy, profile: Mapping[str, Any]) -> CheckedForm:
    """Validate every field of a submitted profile and report all violations at once.

    Members outside the form are ignored: only attributes on the form can be set.
    """
    address, violations = _check_address(policy, profile.get(EMAIL_KEY))
    email = next((item for item in policy.items if item.key == EMAIL_KEY), None)
    if email is not None:
        violations = tuple(email.in_own_words(violation) for violation in violations)
    items = (item for item in policy.items if item.at_sign_up and item.key != EMAIL_KEY)
    answers = check_answers(items, profile)
    return CheckedForm(address, answers.values, violations + answers.violations)


def check_answers(
    items: Iterable[FormItem], profile: Mapping[str, Any], held: Mapping[str, Any] | None = None
) -> CheckedAnswers:
    """Check what was answered to these questions by the schema, and report everything wrong at once.

    A question whose condition does not hold is neither required nor kept, even if it was answered. ``held``:
    the profile so far, for conditions, and for the country of phone numbers when the answers name none.
    """
    country = country_of(profile) or country_of(held or {})
    answers: dict[str, Value] = dict(held or {})
    values: dict[str, Value] = {}
    violations: tuple[Violation, ...] = ()
    for item in items:
        if not item.is_shown(answers):
            answers[item.key] = None
            continue
        checked = check_value(
            item.offered,
            profile.get(item.key),
            path=item.path,
            label=item.title,
            required=item.required,
            default_country=country,
        )
        violations += tuple(map(item.in_own_words, checked.violations))
        answers[item.key] = checked.value
        if checked.value is not None:
            values[item.key] = checked.value
    return CheckedAnswers(values, violations)


def unseen(
    items: Sequence[FormItem], values: Mapping[str, Value], seen: frozenset[str] | None
) -> tuple[str, ...]:
    """Return the paths of the fields of a page that these answers to it show, and that it did not show."""
    if seen is None:
        return ()
    on_page = {item.key for item in items}
    shown = (
        item
        for item in items
        if item.shown_if is not None and item.shown_if.field in on_page and item.is_shown(values)
    )
    return tuple(item.path for item in shown if item.path not in seen)


def _check_address(
    policy: EnrollmentPolicy, raw: object
) -> tuple[EmailAddress | None, tuple[Violation, ...]]:
    text = raw if isinstance(raw, str) else ""
    if is_blank(text[: 2 * MAX_LENGTH]):
        return None, (Violation(EMAIL_PATH, "ssr.email.required"),)
    try:
        address = parse_email(text)
    except InvalidEmail as invalid:
        return None, (Violation(EMAIL_PATH, invalid.code, invalid.params),)
    if not domain_allowed(policy, address.domain):
        return None, (Violation(EMAIL_PATH, DOMAIN_DENIED, (address.domain,)),)
    return address, ()


def lost_groups(
    policies: Iterable[EnrollmentPolicy], group_ids: Iterable[int], domain: str
) -> frozenset[int]:
    """Return the groups that policies give, but none to an address at ``domain``.

    A group that no policy gives today is not among them: nothing says by which rule it was given.
    """
    giving = tuple(policies)
    granted = {group_id for policy in giving for group_id in policy.group_ids}
    allowed = {
        group_id for policy in giving if domain_allowed(policy, domain) for group_id in policy.group_ids
    }
    return frozenset(group_ids) & frozenset(granted - allowed)


def domain_allowed(policy: EnrollmentPolicy, domain: str) -> bool:
    """Whether an address at ``domain`` may sign up: allowed means exactly, denied means subdomains too."""
    parents = {domain.split(".", count)[-1] for count in range(domain.count(".") + 1)}
    if parents & policy.denied_domains:
        return False
    return not policy.allowed_domains or domain in policy.allowed_domains
