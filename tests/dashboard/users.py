"""Users who are signed in, what they have set up, and the pages they look at."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.credentials import enrollments, recovery_codes, totp
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import (
    Data,
    PasskeyCredential,
    PendingEnrollment,
    PhoneNumber,
    SecurityAnswer,
)
from accounts.identities import new_public_id, new_secret
from accounts.models import Enrollment, User
from accounts.sessions.lifetime import OpenedSession, SignIn, open_session
from flows.domain.proofs import Proof
from flows.transaction_rows import stored_proof
from policies.models import AuthenticatorSetting, EnrollmentOutcome
from tests.journeys.pages import Element, parse
from tests.visitor import Visitor

ADA, EVE = "ada@example.com", "eve@example.com"


def session_of(
    user: User,
    now: datetime | None = None,
    *,
    mailed: bool = False,
    passkey: Enrollment | None = None,
    **facts: Any,
) -> OpenedSession:
    """Open a session that rests on a passkey if there is one, else on the password or the address.

    ``mailed``: on a mailed code as well, as after a sign-up.
    """
    now = now or timezone.now()
    by_mail = Proof(Authenticator.EMAIL, user.login or "", "", now)
    proofs = [Proof(Authenticator.PASSWORD, user.public_id, "", now)] if user.has_password else []
    if passkey is not None:
        kind = Authenticator(passkey.authenticator)
        proofs = [Proof(kind, passkey.public_id, "", now, user_verified=True)]
    if mailed or not proofs:
        proofs.append(by_mail)
    day = timedelta(days=1)
    rests_on = [stored_proof(proof) for proof in proofs]
    return open_session(SignIn(user, rests_on, idle=day, absolute=day, **facts), now)


def come_in(user: User, now: datetime | None = None, **facts: Any) -> Visitor:
    """Return a browser in which the user is signed in."""
    visitor = Visitor()
    visitor.http.cookies[settings.SESSION_COOKIE_NAME] = session_of(user, now, **facts).key
    return visitor


def set_up(
    user: User, authenticator: Authenticator, label: str = "", now: datetime | None = None
) -> Enrollment:
    """Give the user something they set up before."""
    public_id = new_public_id()
    label = label or authenticator.label
    pending = PendingEnrollment(public_id, authenticator, label, _data(authenticator, public_id))
    return enrollments.add(user, pending, now or timezone.now())


def _data(authenticator: Authenticator, public_id: str) -> Data:
    match authenticator:
        case Authenticator.TOTP:
            return totp.new_secret(public_id)
        case Authenticator.PASSKEY:
            return PasskeyCredential(new_secret(), "key", user_verified=True)
        case Authenticator.PHONE:
            return PhoneNumber("+353871234567")
        case Authenticator.SECURITY_QUESTION:
            return SecurityAnswer("first_award", "hash")
        case Authenticator.RECOVERY_CODE:
            return recovery_codes.generate(public_id).data
        case _:
            raise LookupError(authenticator)


def policy_says(settings: dict[Authenticator, str] | None = None, **columns: Any) -> None:
    """Change the default policy about what users set up."""
    outcome = EnrollmentOutcome.objects.get(rule__policy__is_default=True)
    EnrollmentOutcome.objects.filter(pk=outcome.pk).update(**columns)
    for authenticator, need in (settings or {}).items():
        AuthenticatorSetting.objects.update_or_create(
            outcome=outcome, authenticator=authenticator.value, defaults={"need": need}
        )
    raise_version()


def page_of(response: HttpResponse) -> Element:
    return parse(response.content.decode())


def rows_of(response: HttpResponse) -> dict[str, Element]:
    """Return the rows of the page by their titles."""
    rows = [row for rows in page_of(response).classed("rows") for row in rows.all("li")]
    return {row.all("b")[0].text: row for row in rows}


def buttons_in(row: Element) -> list[str]:
    return [button.text for button in row.all("button")]


def tags_in(row: Element) -> list[str]:
    return [tag.text for tag in row.classed("tag")]


def notes_on(response: HttpResponse) -> list[str]:
    return [note.text.strip() for note in page_of(response).classed("note")]


def actions_on(response: HttpResponse) -> Iterable[str]:
    return [form.get("action") for form in page_of(response).all("form")]
