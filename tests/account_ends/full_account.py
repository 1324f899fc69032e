"""An account with at least one row for every declaration of what happens at its end."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts import models
from accounts.configuration_cache import raise_version
from accounts.credentials import challenges, lockout
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.identifiers import parse_email
from accounts.domain.security_changes import SecurityChangeKind
from accounts.events.log import (
    Entry,
    open_context,
    record,
    record_refusal,
)
from accounts.lifecycle import support
from accounts.lifecycle.bulk_actions import prepare, start
from accounts.lifecycle.security_changes import record_change
from accounts.messaging import outbox
from accounts.models import MembershipSource, Role, User
from accounts.profile.postponements import postpone
from accounts.sessions.devices import remember
from accounts.users.saved_views import save_view
from applications.models import Application, Consent, Pin, Use
from configuration.models import PolicyVersion
from flows.models import Transaction
from policies.models import Policy, PolicyShadow, Rule, ShadowAttempt
from tests.actors import Browser, a_user
from tests.journeys import given
from tests.journeys.admin_actions import owner
from tests.journeys.user_devices import Pocket
from tests.oidc.parties import a_session, a_signing_key, an_app

ADA, PASSWORD = "ada@example.com", "violet harbour under nine lamps"


def a_full_account(**columns: Any) -> User:
    """Make a user who has everything a user can have."""
    user = a_user(ADA, PASSWORD, **columns)
    _authenticators(user)
    _rights(user)
    _browsers(user)
    _apps(user)
    _mail(user)
    _log(user)
    user.refresh_from_db()
    return user


def _authenticators(user: User) -> None:
    pocket, now = Pocket(), timezone.now()
    given.an_app(user, pocket)
    given.a_passkey(user, pocket)
    given.a_phone(user)
    given.recovery_codes_for(user, pocket)
    given.a_question(user)
    support.replace_access_code(user, now, actor=owner())
    other = a_user("bo@example.org")
    support.replace_access_code(other, now, actor=owner())
    models.AccessCode.objects.filter(enrollment__user=other).update(issued_by=user)
    models.PasswordHistory.objects.create(user=user, password_hash="old", replaced_at=now)
    models.PasswordFailures.objects.create(
        key=lockout.AttemptCounter(ADA).key, failures=2, total=2, last_at=now.timestamp()
    )
    postpone(user.pk, Authenticator.TOTP.value, now)
    change = record_change(user, SecurityChangeKind.REMOVED, now, authenticator=Authenticator.PASSKEY)
    models.SealedEnrollment.objects.create(change=change.row, user=user, public_id="gone", sealed="k.x")


def _rights(user: User) -> None:
    now = timezone.now()
    for source in MembershipSource:
        group = models.Group.objects.create(name=f"group by {source.value}", created_at=now)
        models.Membership.objects.create(user=user, group=group, source=source.value, granted_at=now)
    start(prepare("suspend", [user.pk], now), actor=user, now=now)
    save_view(user, "Locked", "status=LOCKED_OUT", now)
    user.groups.add(Role.objects.create(name="helpdesk"))
    user.user_permissions.add(Permission.objects.order_by("pk")[0])
    attribute = models.ProfileAttribute.objects.create(key="badge", type="string", title="Badge", unique=True)
    models.UniqueAttributeValue.objects.create(attribute=attribute, value="ab1", user=user)
    # Not a catch-all rule: with a condition nothing would be decided at all.
    rule = Rule.objects.filter(is_default=False).order_by("pk")[0]
    rule.people_included.add(user)
    rule.people_excluded.add(user)
    by_user = {"actor_type": "user", "actor_id": user.public_id, "created_at": now}
    PolicyVersion.objects.create(policy=rule.policy.public_id, number=9, entry={}, **by_user)
    draft = Policy.objects.create(kind=rule.policy.kind, name="draft", draft_of=rule.policy)
    shadow = PolicyShadow.objects.create(draft=draft, started_at=now, ends_at=now)
    ShadowAttempt.objects.create(shadow=shadow, at=now, user=user.public_id, transaction="t")


def _browsers(user: User) -> None:
    now = timezone.now()
    a_session(user, Authenticator.EMAIL)
    remember(user, "a device", now)
    browser = Browser()
    browser.identify(ADA)
    assert Transaction.objects.filter(pk=browser.open_id, user=user).exists()
    request = challenges.Request(ChallengePurpose.SIGN_UP, ADA, timedelta(minutes=10), browser.open_id)
    challenges.open_challenge(request, now)
    Transaction.objects.create(
        id="finished",
        secret_hash="hash",
        intent="LOGIN",
        front_end="idx",
        created_at=now,
        expires_at=now + timedelta(hours=1),
        finished_at=now,
        user=user,
        new_user_id="unused",
        request={"client_id": "shop"},
        code_hash="code",
    )


def _apps(user: User) -> None:
    now = timezone.now()
    a_signing_key()
    app = an_app()
    Application.objects.filter(key="shop").update(verified_addresses_only=False)
    raise_version()
    app.tokens(a_session(user, Authenticator.EMAIL), "openid", "offline_access")
    row = Application.objects.get(key="shop")
    row.people.add(user)
    Consent.objects.create(user=user, application=row, scopes=["openid"], granted_at=now)
    Pin.objects.create(user=user, application=row)
    Use.objects.update_or_create(user=user, application=row, defaults={"times": 1, "last_at": now})


def _mail(user: User) -> None:
    now = timezone.now()
    models.AdminAccessLink.objects.create(token_hash="hash", address=ADA, expires_at=now)
    for purpose in ChallengePurpose:
        request = challenges.Request(purpose.value, ADA, timedelta(days=7), user_id=user.pk)
        challenge = challenges.open_challenge(request, now)
        outbox.enqueue(template="activation", to=parse_email(ADA), context={}, challenge=challenge)


def _log(user: User) -> None:
    now = timezone.now()
    context = open_context(now=now, ip_address="192.0.2.1")
    entry = Entry("user.session.start", user_id=user.public_id)
    record([entry], now=now, context_id=context.pk)
    context = open_context(now=now, ip_address="192.0.2.1")
    record_refusal(entry, subject=ADA, now=now, context_id=context.pk)
    job = models.UserImport.objects.create(label="people.csv", importer=user.public_id, created_at=now)
    models.ImportLine.objects.create(
        user_import=job, number=2, outcome="create", created_id=user.public_id, row_digest="x"
    )
    LogEntry.objects.create(user=user, action_flag=1, object_repr="something")
