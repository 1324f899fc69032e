"""What a person may see of their own account."""

import json

from accounts.authenticators.crypto import encoded
from accounts.authenticators.passkey import rp_id
from accounts.domain.attributes import Attribute, Permission, Value
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PasskeyCredential
from accounts.domain.fields import offered_options
from accounts.models import Enrollment, User
from accounts.selectors.schema import profile_schema
from dashboard.visits import Visit

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


def own_enrollment(person: User, public_id: str) -> Enrollment | None:
    """Return one of this very person's enrollments, of those that people set up themselves."""
    theirs = Enrollment.objects.filter(person=person, public_id=public_id)
    return theirs.exclude(authenticator=Authenticator.ACCESS_CODE).first()


def accepted_passkeys(visit: Visit) -> str:
    """Return, as JSON, the passkeys that still work: a browser stops offering the others.

    This is ``AllAcceptedCredentialsOptions`` of WebAuthn Level 3 §5.1.10. Nothing, where people have none.
    """
    if not visit.setup.allows(Authenticator.PASSKEY) and not visit.held(Authenticator.PASSKEY):
        return ""
    ids = [one.data.credential_id for one in visit.enrolled if isinstance(one.data, PasskeyCredential)]
    user_id = encoded(visit.person.public_id.encode())
    return json.dumps({"rpId": rp_id(), "userId": user_id, "allAcceptedCredentialIds": ids})
