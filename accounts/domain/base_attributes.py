"""The 31 attributes every profile schema begins with. An administrator adds others beside them."""

from typing import Final

from accounts.domain.attributes import Attribute, AttributeType, Permission
from accounts.domain.identifiers import MAX_LENGTH
from accounts.domain.messages.entry import gettext_noop as _

_AREA: Final = 128
_PHONE: Final = 100

# Facts of employment are not the person's to state unless an administrator says so: rules trust them.
_GIVEN: Final = Permission.READ_ONLY


def _text(key: str, title: str, *, most: int | None = None, autocomplete: str = "") -> Attribute:
    return Attribute(key, AttributeType.STRING, title, max_length=most, base=True, autocomplete=autocomplete)


def _work_fact(key: str, title: str) -> Attribute:
    return Attribute(key, AttributeType.STRING, title, permission=_GIVEN, base=True)


def _name(key: str, title: str, autocomplete: str) -> Attribute:
    return Attribute(
        key,
        AttributeType.STRING,
        title,
        required=True,
        min_length=1,
        max_length=50,
        base=True,
        autocomplete=autocomplete,
    )


def _typed(
    key: str, kind: AttributeType, title: str, *, most: int | None = None, autocomplete: str = ""
) -> Attribute:
    return Attribute(key, kind, title, max_length=most, base=True, autocomplete=autocomplete)


LOGIN: Final = Attribute(
    "login",
    AttributeType.EMAIL,
    _("Username"),
    required=True,
    min_length=5,
    max_length=MAX_LENGTH,
    unique=True,
    permission=Permission.READ_ONLY,
    base=True,
    autocomplete="username",
)

EMAIL: Final = Attribute(
    "email",
    AttributeType.EMAIL,
    _("Email address"),
    required=True,
    min_length=5,
    max_length=MAX_LENGTH,
    base=True,
    autocomplete="email",
)

BASE_ATTRIBUTES: Final[tuple[Attribute, ...]] = (
    LOGIN,
    EMAIL,
    _typed("secondEmail", AttributeType.EMAIL, _("Second email address"), most=MAX_LENGTH),
    _name("firstName", _("First name"), "given-name"),
    _name("lastName", _("Last name"), "family-name"),
    _text("middleName", _("Middle name"), autocomplete="additional-name"),
    _text("honorificPrefix", _("Title before the name"), autocomplete="honorific-prefix"),
    _text("honorificSuffix", _("Title after the name"), autocomplete="honorific-suffix"),
    _text("title", _("Job title"), autocomplete="organization-title"),
    _text("displayName", _("Display name"), autocomplete="name"),
    _text("nickName", _("Nickname"), autocomplete="nickname"),
    _typed("profileUrl", AttributeType.URL, _("Profile page"), autocomplete="url"),
    _typed("mobilePhone", AttributeType.PHONE, _("Mobile phone"), most=_PHONE, autocomplete="tel"),
    _typed("primaryPhone", AttributeType.PHONE, _("Phone"), most=_PHONE, autocomplete="tel"),
    _text("streetAddress", _("Street address"), most=1024, autocomplete="street-address"),
    _text("city", _("City"), most=_AREA, autocomplete="address-level2"),
    _text("state", _("State or region"), most=_AREA, autocomplete="address-level1"),
    _text("zipCode", _("Postal code"), most=50, autocomplete="postal-code"),
    _typed("countryCode", AttributeType.COUNTRY, _("Country"), autocomplete="country"),
    _typed("postalAddress", AttributeType.LONG_TEXT, _("Postal address"), most=4096),
    _typed("preferredLanguage", AttributeType.LANGUAGE, _("Preferred language"), autocomplete="language"),
    _text("locale", _("Locale")),
    _typed("timezone", AttributeType.TIME_ZONE, _("Time zone")),
    _work_fact("userType", _("User type")),
    _work_fact("employeeNumber", _("Employee number")),
    _work_fact("costCenter", _("Cost center")),
    _text("organization", _("Organization"), autocomplete="organization"),
    _work_fact("division", _("Division")),
    _text("department", _("Department")),
    _work_fact("managerId", _("Manager's ID")),
    _work_fact("manager", _("Manager")),
)

BASE_KEYS: Final = frozenset(attribute.key for attribute in BASE_ATTRIBUTES)
