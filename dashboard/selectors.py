"""What a person may see of their own profile."""

from accounts.domain.attributes import Attribute, Permission, Value
from accounts.domain.fields import offered_options
from accounts.models import User
from accounts.selectors.schema import profile_schema

_SAME_AS_EMAIL = "login"


def visible_profile(person: User) -> list[tuple[str, str]]:
    """Return title and value of every attribute that has a value and is not hidden from the person."""
    values = person.profile_values()
    return [
        (attribute.title, shown(attribute, values[key]))
        for key, attribute in profile_schema().items()
        if key in values and key != _SAME_AS_EMAIL and attribute.permission is not Permission.HIDDEN
    ]


def shown(attribute: Attribute, value: Value) -> str:
    """Return a stored value in words."""
    titles = {option.value: option.title for option in offered_options(attribute)}
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return ", ".join(titles.get(str(item), str(item)) for item in value)
    return titles.get(str(value), str(value))
