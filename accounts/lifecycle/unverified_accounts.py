"""Accounts with an unverified address: confirm the address, or close the account."""

from datetime import datetime

from django.db import transaction

from accounts.credentials.challenges import consume
from accounts.domain.account_ends import AccountEnd
from accounts.domain.lifecycle import Action
from accounts.events.log import Entry, record
from accounts.lifecycle.account_ends import end_account
from accounts.models import (
    Challenge,
    User,
)
from accounts.profile.rule_memberships import apply_group_rules
from accounts.users.status import change_status


def close_unverified_account(claim: User, now: datetime) -> None:
    """End an account with an unverified address that another user has just proved.

    The caller has locked the row, so that it cannot be confirmed in between.
    """
    change_status(claim, Action.DEACTIVATE, now)
    end_account(claim, AccountEnd.CLOSING, now)


def confirm_address(user: User, challenge: Challenge, now: datetime) -> bool:
    """Turn a claim into a proved address, inside the session of that very user.

    Return whether this call did it; the challenge is met once.
    """
    with transaction.atomic():
        if challenge.address != user.login or not consume(challenge.pk, challenge.serial, now):
            return False
        holder = User.objects.filter(pk=user.pk, login=challenge.address)
        if not holder.update(email_verified=True):
            return False
        redeemed = Entry(
            "system.email.challenge_factor_redeemed", user_id=user.public_id, detail={"variant": "link"}
        )
        record([redeemed, *apply_group_rules(user.pk, now)], now=now)
    return True
