"""The one-time link for the first administrator, and for getting back in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.domain.events import SYSTEM
from accounts.domain.identifiers import EmailAddress
from accounts.domain.lifecycle import Status
from accounts.events.log import Entry, record
from accounts.identities import hash_secret, new_secret
from accounts.lifecycle.creation import NewUser, create_user
from accounts.lifecycle.unverified_accounts import close_unverified_account
from accounts.models import AdminAccessLink, Origin, User
from accounts.profile.schema import profile_schema

LIFETIME = timedelta(minutes=10)


class InactiveUser(Exception):
    """The user of the address may not have a session, so no link opens one."""


def issue_link(address: EmailAddress, now: datetime) -> str:
    """Return a link that signs its first visitor in as this administrator within ten minutes.

    Raises InactiveUser, with the status, for a user who is suspended or not yet activated.
    """
    holder = User.objects.filter(login=address.normal).first()
    if holder is not None and not (holder.is_active or holder.is_claim):
        raise InactiveUser(holder.status)
    token = new_secret()
    with transaction.atomic():
        AdminAccessLink.objects.create(
            token_hash=hash_secret(token), address=address.normal, expires_at=now + LIFETIME
        )
        record([Entry("user.account.access_link.issue", actor=SYSTEM)], now=now)
    return f"{settings.PUBLIC_URL}{reverse('flows:admin_access', args=(token,))}"


def find_link(token: str, now: datetime) -> AdminAccessLink | None:
    """Return the live link of a token, without spending it."""
    return AdminAccessLink.objects.filter(
        token_hash=hash_secret(token), used_at=None, expires_at__gt=now
    ).first()


def redeem(link: AdminAccessLink, now: datetime) -> User | None:
    """Spend the link and return its administrator, created if needed; None when it is spent already.

    The caller holds the atomic block.
    """
    if not AdminAccessLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        return None
    user = _holder(link.address, now) or _make(link.address, now)
    if not user.is_active:
        return None
    if not (user.is_staff and user.is_superuser):
        user.is_staff = user.is_superuser = True
        user.version += 1
        user.save(update_fields=["is_staff", "is_superuser", "version"])
    record([Entry("user.account.access_link.use", user_id=user.public_id)], now=now)
    return user


def _holder(address: str, now: datetime) -> User | None:
    """Return the user of the address. An unverified account, perhaps a stranger's, is ended."""
    holder = User.objects.select_for_update(no_key=True).filter(login=address).first()
    if holder is None or not holder.is_claim:
        return holder
    close_unverified_account(holder, now)
    return None


def _make(address: str, now: datetime) -> User:
    parsed = EmailAddress(address, address, address.rpartition("@")[2])
    new = NewUser(parsed, {}, Status.ACTIVE, Origin.ADMINISTRATOR, email_verified=False)
    try:
        with transaction.atomic():
            return create_user(new, profile_schema(), now).row
    except IntegrityError:
        return User.objects.get(login=address)  # another link of this address was quicker


def purge(now: datetime) -> int:
    """Delete links that can no longer be used."""
    return AdminAccessLink.objects.filter(expires_at__lt=now).delete()[0]
