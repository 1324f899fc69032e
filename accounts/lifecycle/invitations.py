"""Adding users by hand, and the activation mail that lets them in."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.brand import current_brand
from accounts.credentials import challenges
from accounts.credentials.passwords import hash_password
from accounts.domain.account_ends import AccountEnd
from accounts.domain.administration import check_access
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.identifiers import EmailAddress, parse_email
from accounts.domain.lifecycle import Action, Status
from accounts.domain.passwords import PasswordRules, check_password
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.lifecycle.account_ends import end_account
from accounts.lifecycle.administrator_actions import (
    close_invitations,
    entry,
    move,
    wrong_status,
)
from accounts.lifecycle.creation import CreatedUser, NewUser, create_user, creation_events
from accounts.messaging import outbox
from accounts.models import Challenge, Group, Membership, MembershipSource, Origin, User
from accounts.profile.profiles import Values, check_unique, reserve_unique_values_again
from accounts.profile.rule_memberships import apply_group_rules
from accounts.profile.schema import profile_schema
from accounts.users.administrators import rank_of, rank_of_actor
from accounts.users.lookup import public_ids
from accounts.users.status import change_status, locked

LIFETIME: Final = timedelta(days=7)
PASSWORD_FIELD: Final = "temporary_password"
TAKEN: Final = "ssr.person.address.taken"
RESET: Final = "password_reset_by_admin"


class ActivationMethod(StrEnum):
    """The first credentials of a user added by an administrator."""

    ACTIVATION_MAIL = "activation_mail"
    TEMPORARY_PASSWORD = "temporary_password"
    VERIFIED = "verified"
    STAGED = "staged"


_STATUS: Final = {
    ActivationMethod.ACTIVATION_MAIL: Status.PROVISIONED,
    ActivationMethod.TEMPORARY_PASSWORD: Status.PASSWORD_EXPIRED,
    ActivationMethod.VERIFIED: Status.ACTIVE,
    ActivationMethod.STAGED: Status.STAGED,
}
MARKED_VERIFIED: Final = "user.account.mark_email_verified"
"""An owner vouches for an address that its user hasn't proved."""
OWNERS_VERIFY: Final = Violation("start", "ssr.person.verified.owner")


@dataclass(frozen=True, slots=True)
class AddedUser:
    """A user to add; the password is temporary and must be changed at the first sign-in."""

    address: EmailAddress
    values: Values
    group_ids: tuple[int, ...] = ()
    start: ActivationMethod = ActivationMethod.ACTIVATION_MAIL
    password: str = ""


def check_added(added: AddedUser, rules: PasswordRules) -> tuple[Violation, ...]:
    """Return what is wrong, by the name of the form's field: a taken address or value, a poor password."""
    violations = list(check_unique(None, added.values))
    if User.objects.filter(login=added.address.normal).exists():
        violations.append(Violation("address", TAKEN, (added.address.display,)))
    if added.start is ActivationMethod.TEMPORARY_PASSWORD:
        names = (
            added.address.display,
            *(str(added.values.get(key) or "") for key in ("firstName", "lastName")),
        )
        refused = check_password(added.password, rules, names)
        violations += [Violation(PASSWORD_FIELD, violation.code, violation.params) for violation in refused]
    return tuple(violations)


def add_user(added: AddedUser, rules: PasswordRules, *, actor: User | None, now: datetime) -> User:
    """Insert the user, their memberships and, if wanted, the mail.

    Only owners vouch for an address: apps rely on a verified one.

    Raises ValidationFailed and HashingBusy.
    """
    is_verified = added.start is ActivationMethod.VERIFIED
    raise_if([OWNERS_VERIFY] if is_verified and not rank_of_actor(actor).owner else [])
    raise_if(check_added(added, rules))
    hashed = hash_password(added.password) if added.start is ActivationMethod.TEMPORARY_PASSWORD else ""
    with transaction.atomic():
        created = _insert(added, hashed, now)
        user = created.row
        entries = creation_events(created, public_ids(Group, added.group_ids).values())
        if is_verified:
            entries.append(Entry(MARKED_VERIFIED, user_id=user.public_id))
        record([_by(actor, happened) for happened in entries], now=now)
        if added.start is ActivationMethod.ACTIVATION_MAIL:
            invite(user, now)
    return user


def _insert(added: AddedUser, hashed: str, now: datetime) -> CreatedUser:
    new = NewUser(
        address=added.address,
        values=added.values,
        status=_STATUS[added.start],
        origin=Origin.ADMINISTRATOR,
        email_verified=added.start is ActivationMethod.VERIFIED,
        password_hash=hashed,
        signs_in=False,
    )
    try:
        with transaction.atomic():
            created = create_user(new, profile_schema(), now)
    except IntegrityError as error:
        raise ValidationFailed([Violation("address", TAKEN, (added.address.display,))]) from error
    Membership.objects.bulk_create(
        Membership(user=created.row, group_id=group_id, source=MembershipSource.ADMINISTRATOR, granted_at=now)
        for group_id in added.group_ids
    )
    return created


def invite(user: User, now: datetime) -> None:
    """Send a new user the first activation link. The caller holds the atomic block."""
    _mail(user, challenges.open_challenge(_request(user), now))


def _by(actor: User | None, happened: Entry) -> Entry:
    return replace(happened, actor=acting(actor))


def send_activation(user_id: int, *, actor: User | None, now: datetime) -> User:
    """Send a fresh activation link and end every earlier one. Raises ValidationFailed.

    It also begins the activation of a staged user and restores a deactivated one. A staged user with a
    password becomes active at once, without a mail.
    """
    with transaction.atomic():
        user = locked(user_id)
        raise_if(check_access(rank_of_actor(actor), rank_of(user)))
        status = Status(user.status)
        if status is Status.DEPROVISIONED:
            _take_address_back(user, now)
        if status in (Status.STAGED, Status.DEPROVISIONED):
            change_status(user, Action.ACTIVATE, now)
            record(apply_group_rules(user.pk, now), now=now)
            if user.is_active:
                record([entry("user.lifecycle.activate", user, actor)], now=now)
                return user
        if Status(user.status) is not Status.PROVISIONED:
            raise wrong_status(user)
        _mail(user, _fresh_challenge(user, now))
        record([entry("user.lifecycle.reactivate", user, actor)], now=now)
    return user


def reset_password(user_id: int, *, actor: User | None, now: datetime) -> User:
    """Require a new password and send the link to set it. Raises ValidationFailed.

    Every session ends at once. A second call before the reset sends a fresh link.
    """
    with transaction.atomic():
        user = locked(user_id)
        if Status(user.status) is Status.RECOVERY:
            raise_if(check_access(rank_of_actor(actor), rank_of(user)))
        else:
            move(user, Action.RESET_PASSWORD, actor=actor, now=now)
        if not user.email_verified:
            _reset_unverified(user, now)
        _mail(user, _fresh_challenge(user, now), template=RESET)
        record([entry("user.account.reset_password", user, actor, "by_administrator")], now=now)
    return user


def _reset_unverified(user: User, now: datetime) -> None:
    """Remove the credentials set at an unverified address: the link of the mail is its first proof.

    The administrator vouches for the address from here on, so a sign-up no longer closes the account.
    """
    end_account(user, AccountEnd.RESET, now)
    User.objects.filter(pk=user.pk).update(origin=Origin.ADMINISTRATOR)
    record(apply_group_rules(user.pk, now), now=now)
    user.refresh_from_db()


def _take_address_back(user: User, now: datetime) -> None:
    """A deactivated user released the address; it may have another holder by now.

    From here on the account is the administrator's doing: an unproved address is no claim of a stranger's.
    It starts from nothing but the address, also if an earlier version deactivated it.
    """
    end_account(user, AccountEnd.DEACTIVATION, now)
    if user.is_claim:
        end_account(user, AccountEnd.RESET, now)
    normal = parse_email(user.email).normal
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(
                login=normal,
                email_verified=False,
                origin=Origin.ADMINISTRATOR,
                security_epoch=F("security_epoch") + 1,
            )
            reserve_unique_values_again(user)
    except IntegrityError as error:
        raise ValidationFailed([Violation("", TAKEN, (user.email,))]) from error


def _fresh_challenge(user: User, now: datetime) -> Challenge:
    """Renew the open invitation, so that its old link says that a newer mail was sent; else open one."""
    invitations = Challenge.objects.filter(
        user=user,
        purpose=ChallengePurpose.ACTIVATION,
        address=user.login,
        used_at=None,
        closed_at=None,
    )
    challenge = invitations.order_by("-pk").first()
    if challenge and challenges.renew(challenge.pk, challenge.serial, now=now, lifetime=LIFETIME):
        challenge.refresh_from_db()
        return challenge
    close_invitations(user, now)
    return challenges.open_challenge(_request(user), now)


def _request(user: User) -> challenges.Request:
    return challenges.Request(ChallengePurpose.ACTIVATION, user.login or "", LIFETIME, user_id=user.pk)


def _mail(user: User, challenge: Challenge, template: str = "activation") -> None:
    outbox.enqueue(
        template=template,
        to=parse_email(user.email),
        context={"first_name": user.first_name, "app_label": current_brand().name},
        challenge=challenge,
    )
