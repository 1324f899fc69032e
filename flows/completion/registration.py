"""The end of a sign-up: the user, their groups and unique values, in the caller's atomic block."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.credentials import lockout
from accounts.domain.attributes import Value
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.domain.values import review_values, values_of
from accounts.domain.violations import ValidationFailed
from accounts.events.log import Entry
from accounts.lifecycle.creation import CreatedUser, NewUser, create_user, creation_events
from accounts.lifecycle.unverified_accounts import close_unverified_account
from accounts.models import Group, Membership, Origin, User
from accounts.profile.postponements import postpone
from accounts.profile.profiles import update_own_profile
from accounts.profile.schema import profile_schema
from accounts.users.groups import join, joining_events
from accounts.users.lookup import public_ids
from enrollment.domain.form import PROFILE_PREFIX, domain_allowed
from enrollment.domain.progressive import completes, missing_to_join, postponement_key
from enrollment.selectors import saved_policy
from flows.completion.completion_result import (
    AddressTaken,
    Completion,
    ValuesRefused,
    ValueTaken,
)
from flows.completion.provider_values import new_values
from flows.domain.questions import ASKED_TO_JOIN, LEFT_OPEN
from flows.domain.transaction import Submission, Transaction
from flows.notifications import send_welcome

WELCOME_LIFETIME = timedelta(days=7)


def create_registered_user(completion: Completion) -> tuple[User, list[Entry]]:
    """Create the user. Raises AddressTaken or ValueTaken when a constraint gave it to another user."""
    facts, now = completion.facts, completion.now
    submission = facts.submission
    if submission is None:
        raise LookupError("a sign-up finishes with what was submitted")
    proved = facts.address_verified
    values = {**new_values(completion), **values_today(completion, submission.values)}
    submission = replace(submission, values=values)
    release_address(submission.address, proved=proved, now=now)
    # A group may have been deleted since the form was submitted.
    groups = public_ids(Group, submission.group_ids)
    created = _insert(facts, replace(submission, group_ids=tuple(groups)), proved=proved, now=now)
    user = created.row
    # Attempts by strangers before the address had a user do not count against its owner.
    lockout.clear_both(submission.address)
    if not proved:
        send_welcome(user, completion.client, now, WELCOME_LIFETIME)
    return user, creation_events(created, groups.values(), facts.id)


def values_today(completion: Completion, values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the submitted values that today's schema allows. Raises ValuesRefused for one to be asked again.

    A wrong value that the form no longer asks for is dropped: no page could show what is wrong with it.
    """
    paths = {item.path for item in completion.state.policies.enrollment.items}
    reviewed = review_values(profile_schema(), values, own=True, path_of=PROFILE_PREFIX.__add__)
    violations = tuple(violation for violation in reviewed.violations if violation.field in paths)
    if violations:
        raise ValuesRefused(violations)
    return reviewed.values


def release_address(address: str, *, proved: bool, now: datetime) -> None:
    """End an unverified account at a proved address; an owned one stays (ADR 0002)."""
    # Locked: a claim that its holder confirms at this very moment must be seen as confirmed, not ended.
    holder = User.objects.select_for_update(no_key=True).filter(login=address).first()
    if holder is None:
        return
    if not (proved and holder.is_claim):
        raise AddressTaken
    close_unverified_account(holder, now)


def _insert(facts: Transaction, submission: Submission, *, proved: bool, now: datetime) -> CreatedUser:
    policy = saved_policy(submission.policy_id)
    new = NewUser(
        address=parse_email(submission.display),
        values=submission.values,
        status=Status.ACTIVE,
        origin=Origin.SELF_SERVICE,
        email_verified=proved,
        password_hash=facts.password_hash,
        public_id=facts.new_user_id,
        group_ids=submission.group_ids,
        policy_id=policy.public_id if policy is not None else "",
        sign_up_app=facts.application,
    )
    try:
        with transaction.atomic():
            return create_user(new, profile_schema(), now)
    except IntegrityError as error:
        if User.objects.filter(login=submission.address).exists():
            raise AddressTaken from error
        raise ValueTaken from error


def save_answers(completion: Completion, row: User) -> list[Entry]:
    """Write the answers and count the skipped ones. Raises ValueTaken when a unique value is taken."""
    facts = completion.facts
    if LEFT_OPEN in facts.skips:
        postpone(row.pk, postponement_key(completion.state.policies.enrollment), completion.now)
    values = values_today(completion, facts.updates)
    if values:
        try:
            update_own_profile(row.pk, values, now=completion.now)
        except ValidationFailed as refusal:
            raise ValueTaken from refusal
        row.refresh_from_db(fields=("profile", "first_name", "last_name"))
    return _join(completion, row) if _joins(completion, row, answered=bool(values)) else []


def _joins(completion: Completion, row: User, *, answered: bool) -> bool:
    """Return whether the user joins the policy's groups: by the page that asks, or by answers (PP-4)."""
    policy, values = completion.state.policies.enrollment, values_of(row.profile_values())
    if completion.state.joins_groups:
        return ASKED_TO_JOIN in completion.facts.skips and not missing_to_join(policy, values)
    allowed = policy.join_later and domain_allowed(policy, (row.login or "").rpartition("@")[2])
    return answered and allowed and completes(policy, values)


def _join(completion: Completion, row: User) -> list[Entry]:
    policy = completion.state.policies.enrollment
    groups = public_ids(Group, policy.group_ids)
    memberships = Membership.objects.filter(user=row, group_id__in=groups)
    joined = set(memberships.values_list("group_id", flat=True))
    new = [group for group_id, group in groups.items() if group_id not in joined]
    join(row, groups, policy.public_id, completion.now)
    return joining_events(row, new, completion.facts.id)
