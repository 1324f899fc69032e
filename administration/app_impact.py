"""What pages about policies have to know of apps."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest

from administration.confirmed_changes import PolicyImpactAdmin
from applications.selectors import administration_policy_id
from applications.services.policies import effect_of
from policies.domain.impact import Effect
from policies.services.policy_changes import Author


class AppImpactAdmin(PolicyImpactAdmin):
    """Counts the users who lose access to any app by a change, and keeps the administration open."""

    def author(self, request: HttpRequest) -> Author:
        return replace(super().author(request), administration=administration_policy_id())

    def effect_of(self, write: Callable[[], object], author: Author) -> Effect:
        return effect_of(write, author.now)
