"""Attributes that an identity provider states, written with a sign-up or at a sign-in."""

from collections.abc import Mapping
from contextlib import suppress

from accounts.domain.attributes import Value
from accounts.domain.values import review_values
from accounts.domain.violations import ValidationFailed
from accounts.models import User
from accounts.profile.profiles import taken_values, update_profile
from accounts.profile.schema import profile_schema
from flows.completion.completion_result import Completion


def new_values(completion: Completion) -> Mapping[str, Value]:
    """Return the attributes of a new user that the form did not ask for.

    One that another user has is left out: no page could ask for another value.
    """
    answer, schema = completion.facts.upstream_answer, profile_schema()
    if answer is None:
        return {}
    asked = {item.key for item in completion.state.policies.enrollment.items}
    others = {key: value for key, value in answer.values.items() if key not in asked}
    stated = review_values(schema, others, own=False).values
    taken = {key for key, _label in taken_values(stated)}
    return {key: value for key, value in stated.items() if key not in taken}


def save_values(completion: Completion, row: User) -> None:
    """Write the attributes that are mapped at each sign-in. A sign-in does not fail for a wrong one."""
    answer = completion.facts.upstream_answer
    if answer is None or not answer.values:
        return
    with suppress(ValidationFailed):
        update_profile(row.pk, answer.values, actor=None, now=completion.now)
        row.refresh_from_db(fields=("profile", "first_name", "last_name"))
