"""An account with at least one row for every declaration of what happens at its end."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts import models
from accounts.configuration import raise_version
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.identifiers import parse_email
from accounts.domain.security_changes import SecurityChangeKind
from accounts.events import Entry, open_context, record, record_refusal
from accounts.models import MembershipSource, Role, User
from accounts.services import access_codes, challenges, lockout, outbox
from accounts.services.devices import remember
from accounts.services.postponements import postpone
from accounts.services.security_changes import record_change
from applications.models import Application, Consent, Use
from flows.models import Transaction
from oidc.models import DeviceGrant, IDToken
from policies.models import Rule
from tests.actors import Browser, a_person
from tests.journeys import given
from tests.journeys.admin_actions import owner
from tests.journeys.user_devices import Pocket
from tests.oidc.parties import a_session, a_signing_key, an_app

ADA, PASSWORD = "ada@example.com", "violet harbour under nine lamps"


def a_full_account(**columns: Any) -> User:
    """Make a user who has everything a user can have."""
    person = a_person(ADA, PASSWORD, **columns)
    _authenticators(person)
    _rights(person)
    _browsers(person)
    _apps(person)
    _mail(person)
    _log(person)
    person.refresh_from_db()
    return person


def _authenticators(person: User) -> None:
    pocket, now = Pocket(), timezone.now()
    given.an_app(person, pocket)
    given.a_passkey(person, pocket)
    given.a_phone(person)
    given.recovery_codes_for(person, pocket)
    given.a_question(person)
    access_codes.issue(person, now, actor=owner())
    other = a_person("bo@example.org")
    access_codes.issue(other, now, actor=owner())
    models.AccessCode.objects.filter(enrollment__person=other).update(issued_by=person)
    models.PasswordHistory.objects.create(person=person, password_hash="old", replaced_at=now)
    models.PasswordFailures.objects.create(
        key=lockout.AttemptCounter(ADA).key, failures=2, total=2, last_at=now.timestamp()
    )
    postpone(person.pk, Authenticator.TOTP.value, now)
    change = record_change(person, SecurityChangeKind.REMOVED, now, authenticator=Authenticator.PASSKEY)
    models.SealedEnrollment.objects.create(change=change.row, person=person, public_id="gone", sealed="k.x")


def _rights(person: User) -> None:
    now = timezone.now()
    for source in MembershipSource:
        group = models.Group.objects.create(name=f"group by {source.value}", created_at=now)
        models.Membership.objects.create(user=person, group=group, source=source.value, granted_at=now)
    person.groups.add(Role.objects.create(name="helpdesk"))
    person.user_permissions.add(Permission.objects.order_by("pk")[0])
    attribute = models.ProfileAttribute.objects.create(key="badge", type="string", title="Badge", unique=True)
    models.UniqueAttributeValue.objects.create(attribute=attribute, value="ab1", person=person)
    # Not a catch-all rule: with a condition nothing would be decided at all.
    rule = Rule.objects.filter(is_default=False).order_by("pk")[0]
    rule.people_included.add(person)
    rule.people_excluded.add(person)


def _browsers(person: User) -> None:
    now = timezone.now()
    a_session(person, Authenticator.EMAIL)
    remember(person, "a device", now)
    browser = Browser()
    browser.identify(ADA)
    assert Transaction.objects.filter(pk=browser.open_id, person=person).exists()
    request = challenges.Request(ChallengePurpose.SIGN_UP, ADA, timedelta(minutes=10), browser.open_id)
    challenges.open_challenge(request, now)
    Transaction.objects.create(
        id="finished",
        secret_hash="hash",
        intent="LOGIN",
        face="idx",
        created_at=now,
        expires_at=now + timedelta(hours=1),
        finished_at=now,
        person=person,
        new_person_id="unused",
        request={"client_id": "shop"},
        code_hash="code",
    )


def _apps(person: User) -> None:
    now = timezone.now()
    a_signing_key()
    app = an_app()
    Application.objects.filter(key="shop").update(verified_addresses_only=False)
    raise_version()
    app.tokens(a_session(person, Authenticator.EMAIL), "openid", "offline_access")
    row = Application.objects.get(key="shop")
    row.people.add(person)
    Consent.objects.create(person=person, application=row, scopes=["openid"], granted_at=now)
    Use.objects.update_or_create(person=person, application=row, defaults={"times": 1, "last_at": now})
    IDToken.objects.create(user=person, application=app.client, expires=now)
    DeviceGrant.objects.create(
        user=person, device_code="device", user_code="user", client_id="shop", expires=now
    )


def _mail(person: User) -> None:
    now = timezone.now()
    models.AdminAccessLink.objects.create(token_hash="hash", address=ADA, expires_at=now)
    for purpose in ChallengePurpose:
        request = challenges.Request(purpose.value, ADA, timedelta(days=7), person_id=person.pk)
        challenge = challenges.open_challenge(request, now)
        outbox.enqueue(
            template="activation", to=parse_email(ADA), context={}, challenge=challenge, link_prefix="/l/"
        )


def _log(person: User) -> None:
    now = timezone.now()
    context = open_context(now=now, ip_address="192.0.2.1")
    entry = Entry("user.session.start", user_id=person.public_id)
    record([entry], now=now, context_id=context.pk)
    context = open_context(now=now, ip_address="192.0.2.1")
    record_refusal(entry, subject=ADA, now=now, context_id=context.pk)
    LogEntry.objects.create(user=person, action_flag=1, object_repr="something")
