"""Something to look at in an empty database: a group, an attribute, a policy that lets users in."""

from django.db import transaction
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.attributes import AttributeType
from accounts.models import Brand, Group, ProfileAttribute
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.services import GAP

_TEAMS = ("Operations", "Finance", "Engineering", "People", "Shop floor", "Deliveries")
_FORM = (
    ("email", "Email address", True, "We’ll send a code here to confirm it’s yours."),
    ("firstName", "First name", True, ""),
    ("lastName", "Last name", True, ""),
    ("countryCode", "Country or region", True, ""),
    ("team", "Your team", True, ""),
    ("mobilePhone", "Mobile phone", False, "With country code, for example +353 85 012 3456."),
)


def _team() -> None:
    ProfileAttribute.objects.get_or_create(
        key="team",
        defaults={
            "title": "Team",
            "type": AttributeType.CHOICE.value,
            "options": [{"value": name.lower().replace(" ", "-"), "title": name} for name in _TEAMS],
        },
    )


def _policy(group: Group) -> None:
    policy, created = ProfileEnrollmentPolicy.objects.get_or_create(
        name="Demo sign-up", defaults={"sign_up_allowed": True, "dashboard": True}
    )
    if not created:
        return
    policy.groups.add(group)
    attributes = ProfileAttribute.objects.in_bulk([key for key, *_ in _FORM], field_name="key")
    EnrollmentFormField.objects.bulk_create(
        EnrollmentFormField(
            policy=policy,
            attribute=attributes[key],
            label=label,
            required=required,
            help=help,
            position=place * GAP,
        )
        for place, (key, label, required, help) in enumerate(_FORM, start=1)
    )


def load() -> None:
    """Insert the demo's rows where they are missing. No user and no secret is among them."""
    with transaction.atomic():
        group, _ = Group.objects.get_or_create(
            name="Members", defaults={"description": "Everyone who signed up", "created_at": timezone.now()}
        )
        _team()
        _policy(group)
        Brand.objects.update(
            support_email="help@orchard.example", postal_address="Orchard Co-op, 12 Mill Lane"
        )
        raise_version()
