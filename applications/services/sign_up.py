"""Opening and closing sign-up for one app."""

from collections.abc import Iterable
from copy import copy
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.configuration_cache import forget, locked_version
from accounts.identities import new_public_id
from accounts.models import Group
from applications.domain import BUILT_IN
from applications.models import Application
from applications.selectors import application
from applications.services.apps import save_application
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.selectors import policy_for
from enrollment.services import save_policy
from policies.services.policy_changes import Author


def open_sign_up(row: Application, group_ids: Iterable[int], author: Author) -> bool:
    """Let users sign up on the way to an app and join these groups. Raises ValidationFailed.

    Where that holds already nothing is made. Else the app gets a form of its own, which begins as the
    default one; return whether it did.
    """
    groups = frozenset(group_ids)
    with transaction.atomic():
        # A policy that was read a second ago may have been closed since.
        locked_version()
        forget()
        policy = policy_for(row.enrollment_policy_id)
        opens = application(row.key).allows_sign_up(frozenset(policy.group_ids))
        if policy.sign_up_allowed and opens and groups.issubset(policy.group_ids):
            return False
        row.enrollment_policy = _own_policy(row, groups, author)
        save_application(row, author)
    return True


def close_sign_up(row: Application, author: Author) -> ProfileEnrollmentPolicy:
    """Turn off sign-up on the way to an app, and return its form. Raises ValidationFailed.

    A form that serves others as well stays as it is: the app gets a copy of its own.
    """
    with transaction.atomic():
        # No other application may take the form between the question and the write.
        locked_version()
        form = row.enrollment_policy
        if form is not None and _serves_only(form):
            form.sign_up_allowed = False
            return save_form(form, author)
        source = form or ProfileEnrollmentPolicy.objects.get(is_default=True)
        fields = [_copied(field) for field in source.form_fields.select_related("attribute")]
        groups = list(source.groups.all())
        closed = copy(source)
        closed.pk, closed.public_id, closed.version = None, new_public_id(), 1
        closed.is_default = closed.dashboard = closed.sign_up_allowed = False
        closed.name = unused_name(ProfileEnrollmentPolicy.objects.all(), f"{row.label}: sign-up closed")
        row.enrollment_policy = save_policy(closed, fields, groups, actor=author.user, now=author.now)
        save_application(row, author)
    return closed


def _serves_only(form: ProfileEnrollmentPolicy) -> bool:
    """Return whether a form serves one app and nothing else."""
    apps = Application.objects.filter(enrollment_policy=form).exclude(key__in=BUILT_IN)
    return not form.is_default and not form.dashboard and apps.count() == 1


def save_form(form: ProfileEnrollmentPolicy, author: Author) -> ProfileEnrollmentPolicy:
    """Write a policy whose fields and groups stay as they are. Raises ValidationFailed."""
    fields, groups = list(form.form_fields.select_related("attribute")), list(form.groups.all())
    return save_policy(form, fields, groups, actor=author.user, now=author.now)


def unused_name(rows: QuerySet[Any], name: str) -> str:
    """Return the name, shortened to 100 characters and with a number where another row has it."""
    taken = set(rows.values_list("name", flat=True))
    candidates = (f"{name[:94]} {number}" for number in count(2))
    if name[:100] not in taken:
        return name[:100]
    return next(candidate for candidate in candidates if candidate not in taken)


def _own_policy(row: Application, group_ids: frozenset[int], author: Author) -> ProfileEnrollmentPolicy:
    default = ProfileEnrollmentPolicy.objects.get(is_default=True)
    taken = ProfileEnrollmentPolicy.objects.filter(name=row.label).exists()
    policy = ProfileEnrollmentPolicy(
        name=f"{row.label[:75]} ({row.key})" if taken else row.label,
        sign_up_allowed=True,
        join_later=True,
        email_verification=default.email_verification,
        password_page=default.password_page,
    )
    fields = [_copied(field) for field in default.form_fields.select_related("attribute")]
    groups = list(Group.objects.filter(pk__in=group_ids))
    return save_policy(policy, fields, groups, actor=author.user, now=author.now)


def _copied(field: EnrollmentFormField) -> EnrollmentFormField:
    field.pk = None
    return field
