"""Two pages of lower apps that need to know which form asks for what."""

from collections.abc import Sequence

from django.contrib import admin

from accounts.models import ProfileAttribute
from administration.sign_on.protection import ProtectionAdmin
from administration.sign_up.profile_attributes import ProfileAttributeAdmin
from enrollment.selectors import policies_asking, unverified_policies
from policies.models import AccountProtection


@admin.register(ProfileAttribute)
class FormAttributeAdmin(ProfileAttributeAdmin):
    """Attributes, with the forms that ask for them."""

    def asked_by(self, row: ProfileAttribute) -> Sequence[str]:
        return policies_asking(row.pk)


@admin.register(AccountProtection)
class AccountProtectionAdmin(ProtectionAdmin):
    """Switches that guard every flow; some forms cannot be guarded so."""

    fields = (
        "hide_at_sign_in",
        "hide_at_recovery",
        "hide_at_sign_up",
        "challenge_minutes",
        "new_device_mail",
    )

    def unverified(self) -> Sequence[str]:
        return unverified_policies()
