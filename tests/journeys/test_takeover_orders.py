"""In whatever order thief and owner act, the owner gets everything back within the seven days."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import SecurityChange
from tests.actors import a_user, sign_up_policy, start_afresh
from tests.journeys import given as giving
from tests.journeys.conftest import NOON
from tests.journeys.drivers import FRONT_ENDS
from tests.journeys.stories import ADA, PASSWORD
from tests.journeys.takeover import THIEF, THIRD, Owner, Thief, account
from tests.journeys.user_devices import Pocket
from tests.thoroughness import examples

HOURS = st.sampled_from([0, 1, 3, 9])
MAX_ACTS = 7
ACTS = {
    "thief signs in": lambda thief, owner: thief.sign_in(),
    "thief adds an app": lambda thief, owner: thief.add("totp"),
    "thief adds a passkey": lambda thief, owner: thief.add("passkey"),
    "thief adds recovery codes": lambda thief, owner: thief.add("recovery_code"),
    "thief removes the app": lambda thief, owner: thief.remove("totp"),
    "thief removes recovery codes": lambda thief, owner: thief.remove("recovery_code"),
    "thief changes the password": lambda thief, owner: thief.change_password(),
    "thief changes the address": lambda thief, owner: thief.change_address(THIEF),
    "thief changes the address again": lambda thief, owner: thief.change_address(THIRD),
    "thief signs others out": lambda thief, owner: thief.sign_others_out(),
    "thief asks for the deletion": lambda thief, owner: thief.leave(),
    "owner undoes the first change": lambda thief, owner: owner.undo(),
    "owner undoes a later change": lambda thief, owner: owner.undo(2),
    "owner recovers": lambda thief, owner: owner.recover(),
}
# An address of the thief's is what makes the rest possible: half of the stories begin with it.
FIRST = st.sampled_from(["thief changes the address", *sorted(ACTS)] * 2 + ["thief changes the address"] * 12)
LATER = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), HOURS), min_size=1, max_size=MAX_ACTS)
STORIES = st.builds(lambda first, hours, later: [(first, hours), *later], FIRST, HOURS, LATER)


def play(front_end: str, story: list[tuple[str, int]], *, has_app: bool, seen: Counter) -> None:
    """Play one story, and check its end."""
    mail.outbox.clear()
    start_afresh()
    sign_up_policy()
    with time_machine.travel(NOON, tick=False) as clock:
        user, pocket = a_user(ADA, PASSWORD), Pocket()
        if has_app:
            giving.an_app(user, pocket)
        owner, thief = Owner(front_end, pocket), Thief()
        clock.shift(timedelta(days=8))
        for act, hours in story:
            ACTS[act](thief, owner)
            clock.shift(timedelta(hours=hours, minutes=1))
        seen.update(SecurityChange.objects.values_list("kind", flat=True))
        assert owner.take_everything_back(clock) == ADA
        assert account().login == ADA
        assert set(account().enrollments.values_list("public_id", flat=True)) == owner.had
        assert not thief.is_in
        assert not thief.sign_in()


@pytest.mark.django_db
def test_owner_gets_everything_back_in_any_order():
    seen: Counter = Counter()

    @settings(
        max_examples=examples(12, 200),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        story=STORIES, has_app=st.sampled_from([False, False, True]), front_end=st.sampled_from(FRONT_ENDS)
    )
    def plays(story, has_app, front_end):
        block = transaction.atomic()
        block._from_testcase = True  # budgets insist on being the outermost block
        with block:
            play(front_end, story, has_app=has_app, seen=seen)
            transaction.set_rollback(True)
        start_afresh()

    plays()
    # The stories are not idle: the thief really got as far as these.
    assert {"password", "address", "added", "deletion"} <= set(seen)
