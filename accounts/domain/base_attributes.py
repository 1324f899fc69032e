"""The 31 attributes every profile schema begins with. An administrator adds others beside them."""

from typing import Final

from accounts.domain.attributes import Attribute, AttributeType, Permission
from accounts.domain.identifiers import MAX_LENGTH
from accounts.domain.messages import Message
from accounts.domain.messages.entry import gettext_noop as _

_AREA: Final = 128
_PHONE: Final = 100

# Facts of employment are not the user's to state unless an administrator says so: rules trust them.
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
    # Translators: profile field, label
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
    # Translators: profile field, label
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
    # Translators: profile field, label
    _typed("secondEmail", AttributeType.EMAIL, _("Second email address"), most=MAX_LENGTH),
    # Translators: profile field, label
    _name("firstName", _("First name"), "given-name"),
    # Translators: profile field, label
    _name("lastName", _("Last name"), "family-name"),
    # Translators: profile field, label
    _text("middleName", _("Middle name"), autocomplete="additional-name"),
    # Translators: profile field, label
    _text("honorificPrefix", _("Title before your name"), autocomplete="honorific-prefix"),
    # Translators: profile field, label
    _text("honorificSuffix", _("Title after your name"), autocomplete="honorific-suffix"),
    # Translators: profile field, label
    _text("title", _("Job title"), autocomplete="organization-title"),
    # Translators: profile field, label
    _text("displayName", _("Display name"), autocomplete="name"),
    # Translators: profile field, label
    _text("nickName", _("Nickname"), autocomplete="nickname"),
    # Translators: profile field, label
    _typed("profileUrl", AttributeType.URL, _("Profile page"), autocomplete="url"),
    # Translators: profile field, label
    _typed("mobilePhone", AttributeType.PHONE, _("Mobile phone"), most=_PHONE, autocomplete="tel"),
    # Translators: profile field, label
    _typed("primaryPhone", AttributeType.PHONE, _("Phone"), most=_PHONE, autocomplete="tel"),
    # Translators: profile field, label
    _text("streetAddress", _("Street address"), most=1024, autocomplete="street-address"),
    # Translators: profile field, label
    _text("city", _("City"), most=_AREA, autocomplete="address-level2"),
    # Translators: profile field, label
    _text("state", _("State or region"), most=_AREA, autocomplete="address-level1"),
    # Translators: profile field, label
    _text("zipCode", _("Postal code"), most=50, autocomplete="postal-code"),
    # Translators: profile field, label
    _typed("countryCode", AttributeType.COUNTRY, _("Country"), autocomplete="country"),
    # Translators: profile field, label
    _typed("postalAddress", AttributeType.LONG_TEXT, _("Postal address"), most=4096),
    # Translators: profile field, label
    _typed("preferredLanguage", AttributeType.LANGUAGE, _("Preferred language"), autocomplete="language"),
    # Translators: profile field, label
    _text("locale", _("Locale")),
    # Translators: profile field, label
    _typed("timezone", AttributeType.TIME_ZONE, _("Time zone")),
    # Translators: profile field, label
    _work_fact("userType", _("User type")),
    # Translators: profile field, label
    _work_fact("employeeNumber", _("Employee number")),
    # Translators: profile field, label
    _work_fact("costCenter", _("Cost center")),
    # Translators: profile field, label
    _text("organization", _("Organization"), autocomplete="organization"),
    # Translators: profile field, label
    _work_fact("division", _("Division")),
    # Translators: profile field, label
    _text("department", _("Department")),
    # Translators: profile field, label
    _work_fact("managerId", _("Manager ID")),
    # Translators: profile field, label
    _work_fact("manager", _("Manager")),
)

BASE_KEYS: Final = frozenset(attribute.key for attribute in BASE_ATTRIBUTES)
ADDRESS_KEYS: Final = frozenset({LOGIN.key, EMAIL.key})
"""The attributes that have a column of their own, which holds them unique."""


_CHOSEN: Final = frozenset[str](
    {
        AttributeType.CHOICE,
        AttributeType.MULTIPLE_CHOICE,
        AttributeType.COUNTRY,
        AttributeType.LANGUAGE,
        AttributeType.TIME_ZONE,
    }
)
# Our own titles are nouns that fit into a sentence; an administrator's label may be a question.
_OUR_LABELS: Final = frozenset(attribute.title for attribute in BASE_ATTRIBUTES)


EMPTY: Final = frozenset(
    {
        "ssr.field.consent",
        "ssr.field.choose",
        "model.validation.field.blank",
        "model.validation.field.blank.label",
        "ssr.email.required",
    }
)
"""The messages of a required field without an answer."""


def missing(kind: str, label: str) -> Message:
    """The message for an empty required field of this type; `label` is not translated yet."""
    if kind == AttributeType.BOOLEAN:
        return Message("ssr.field.consent", (label,))
    if kind in _CHOSEN:
        return Message("ssr.field.choose", (label,))
    ours = label in _OUR_LABELS
    return Message("model.validation.field.blank" if ours else "model.validation.field.blank.label", (label,))
