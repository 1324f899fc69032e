"""Users, with the password policy that their temporary password must meet."""

from django.contrib import admin
from django.utils import timezone

from accounts.domain.passwords import PasswordRules
from accounts.models import User
from administration.people.users import UserAdmin
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.selectors import current_policies


@admin.register(User)
class PolicyUserAdmin(UserAdmin):
    """Users, whose temporary passwords meet today's policy for users without groups."""

    def password_rules(self) -> PasswordRules:
        return decide(current_policies(), Facts(at=timezone.now())).password.rules
