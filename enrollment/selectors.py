"""Profile enrollment policies, read into one immutable snapshot."""

from accounts.configuration import Snapshot
from accounts.selectors.schema import attribute_of
from enrollment.domain.form import EMAIL_KEY, EnrollmentPolicy, FormItem, PasswordPage
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy


def item_of(row: EnrollmentFormField) -> FormItem:
    """Return the form item a row describes."""
    return FormItem(attribute_of(row.attribute), row.label, row.required, row.help, row.placeholder)


def domains_of(text: str) -> frozenset[str]:
    """Return the domains an administrator wrote, one a line."""
    return frozenset(line.strip().lower().lstrip("@") for line in text.splitlines() if line.strip())


def _email_first(item: FormItem) -> bool:
    """Sort the address before everything else, wherever a row was put; the rest keeps its order."""
    return item.key != EMAIL_KEY


def policy_of(
    row: ProfileEnrollmentPolicy, items: tuple[FormItem, ...], group_ids: tuple[int, ...]
) -> EnrollmentPolicy:
    """Return the policy a row describes, with the given form and groups."""
    return EnrollmentPolicy(
        id=row.pk or 0,
        name=row.name,
        is_default=row.is_default,
        dashboard=row.dashboard,
        sign_up_allowed=row.sign_up_allowed,
        verification_required=row.email_verification,
        password_page=PasswordPage(row.password_page),
        items=tuple(sorted(items, key=_email_first)),
        group_ids=group_ids,
        title=row.form_title,
        submit_label=row.submit_label,
        allowed_domains=domains_of(row.allowed_domains),
        denied_domains=domains_of(row.denied_domains),
    )


def _load() -> tuple[EnrollmentPolicy, ...]:
    rows = ProfileEnrollmentPolicy.objects.prefetch_related("form_fields__attribute", "groups")
    return tuple(
        policy_of(
            row,
            tuple(item_of(field) for field in row.form_fields.all()),
            tuple(group.pk for group in row.groups.all()),
        )
        for row in rows
    )


_policies = Snapshot(_load)


def enrollment_policy() -> EnrollmentPolicy:
    """Return the policy for people who come from no app: the dashboard's own, else the default one."""
    policies = _policies.get()
    chosen = next((policy for policy in policies if policy.dashboard), None)
    return chosen or next(policy for policy in policies if policy.is_default)


def serves_sign_up(policy: EnrollmentPolicy) -> bool:
    """Whether the sign-up page would use this policy, if it were saved as it is."""
    if policy.dashboard:
        return True
    others = ProfileEnrollmentPolicy.objects.filter(dashboard=True).exclude(pk=policy.id)
    return policy.is_default and not others.exists()


def policies_asking(attribute_id: int) -> tuple[str, ...]:
    """Return the names of the policies whose form asks for an attribute."""
    rows = ProfileEnrollmentPolicy.objects.filter(form_fields__attribute_id=attribute_id)
    return tuple(rows.values_list("name", flat=True))


def unverified_policies() -> tuple[str, ...]:
    """Return the names of the policies that let people in before they have confirmed their address."""
    rows = ProfileEnrollmentPolicy.objects.filter(sign_up_allowed=True, email_verification=False)
    return tuple(rows.values_list("name", flat=True))
