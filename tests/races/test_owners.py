"""Two owners who act on each other at the same moment: one who can sign in remains."""

from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from accounts.domain.administration import LAST, ROLES
from accounts.domain.lifecycle import Action, Status
from accounts.domain.violations import ValidationFailed, Violation
from accounts.lifecycle.administrator_actions import perform
from accounts.models import User
from accounts.users.roles import Rights, set_rights
from tests.policies.rows import owner
from tests.races.together import beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
NO_RIGHTS = Rights(staff=False, owner=False)


def refusals(work: Callable[[], object]) -> tuple[Violation, ...]:
    try:
        work()
    except ValidationFailed as failure:
        return failure.violations
    return ()


def demote(user: User, actor: User) -> None:
    set_rights(user.pk, NO_RIGHTS, actor=actor, now=timezone.now())


def suspend(user: User, actor: User) -> None:
    perform(Action.SUSPEND, user.pk, actor=actor, now=timezone.now())


@pytest.mark.parametrize("act", [demote, suspend])
@pytest.mark.parametrize("attempt", range(5))
def test_two_owners_who_act_on_each_other_leave_one(act: Callable[[User, User], None], attempt: int):
    owner("ada@example.com")
    owner("grace@example.com")
    ada, grace = User.objects.order_by("pk")

    answers = beside(partial(refusals, partial(act, grace, ada)), partial(refusals, partial(act, ada, grace)))

    assert sorted(answers, key=len)[0] == ()
    assert sorted(answers, key=len)[1] in ((LAST,), (ROLES,))
    assert User.objects.filter(is_superuser=True, is_staff=True, status=Status.ACTIVE).count() == 1
