"""What a user may see of their own account."""

import json

from django.utils.translation import gettext as _

from accounts.credentials.crypto import encoded
from accounts.credentials.passkey import rp_id
from accounts.domain.attributes import Attribute, Value
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PasskeyCredential
from accounts.models import Enrollment, User
from accounts.translations import translated_options
from dashboard.account_context import AccountContext


def shown(attribute: Attribute, value: Value) -> str:
    """Return a stored value in words."""
    titles = {option.value: option.title for option in translated_options(attribute)}
    if isinstance(value, bool):
        # Translators: profile page, value of a yes-or-no field
        yes = _("Yes")
        # Translators: profile page, value of a yes-or-no field
        return yes if value else _("No")
    if isinstance(value, list | tuple):
        return ", ".join(titles.get(str(item), str(item)) for item in value)
    return titles.get(str(value), str(value))


def own_enrollment(user: User, public_id: str) -> Enrollment | None:
    """Return one of this very user's enrollments, of those that users set up themselves."""
    theirs = user.enrollments.filter(public_id=public_id)
    return theirs.exclude(authenticator=Authenticator.ACCESS_CODE).first()


def accepted_passkeys(account: AccountContext) -> str:
    """Return, as JSON, the passkeys that still work: a browser stops offering the others.

    This is ``AllAcceptedCredentialsOptions`` of WebAuthn Level 3 §5.1.10. Nothing, where users have none.
    """
    if not account.state.authenticators.allows(Authenticator.PASSKEY) and not account.enrolled_of(
        Authenticator.PASSKEY
    ):
        return ""
    ids = [
        enrollment.data.credential_id
        for enrollment in account.enrolled
        if isinstance(enrollment.data, PasskeyCredential)
    ]
    user_id = encoded(account.user.public_id.encode())
    return json.dumps({"rpId": rp_id(), "userId": user_id, "allAcceptedCredentialIds": ids})
