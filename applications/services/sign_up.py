"""Opening an app to users who are not here yet."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import Group
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
    wanted, held = frozenset(group_ids), policy_for(row.enrollment_policy_id)
    opens = application(row.key).allows_sign_up(frozenset(held.group_ids))
    if held.sign_up_allowed and opens and wanted.issubset(held.group_ids):
        return False
    with transaction.atomic():
        row.enrollment_policy = _own_policy(row, wanted, author)
        save_application(row, author)
    return True


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
