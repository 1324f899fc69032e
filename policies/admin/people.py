"""People, with the password policy that their temporary password must meet."""

from django.contrib import admin

from accounts.admin.users import PersonAdmin
from accounts.domain.passwords import PasswordRules
from accounts.models import User
from policies.selectors import current_policies


@admin.register(User)
class PolicedPersonAdmin(PersonAdmin):
    """People, whose temporary passwords meet today's password policy."""

    def password_rules(self) -> PasswordRules:
        return current_policies().password
