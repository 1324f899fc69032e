from accounts.domain.administration import Rank, check_access, check_action, check_rank
from accounts.domain.lifecycle import Action
from tests.tables import each

OWNER, SECOND = Rank(1, staff=True, owner=True), Rank(2, staff=True, owner=True)
HELPER, USER = Rank(3, staff=True), Rank(4)
YOURSELF, LAST, ABOVE, ROLES = "ssr.admin.yourself", "ssr.admin.last", "ssr.admin.above", "ssr.admin.roles"


def codes(violations) -> list[str]:
    return [violation.code for violation in violations]


@each(
    ("actor", "user", "refused"),
    [
        (OWNER, USER, []),
        (OWNER, HELPER, []),
        (OWNER, SECOND, []),
        (HELPER, USER, []),
        (HELPER, HELPER, [ABOVE]),
        (HELPER, OWNER, [ABOVE]),
    ],
)
def test_an_administrators_account_is_for_owners(actor, user, refused):
    assert codes(check_access(actor, user)) == refused


@each(
    ("actor", "user", "action", "left", "refused"),
    [
        (OWNER, USER, Action.SUSPEND, 0, []),
        (OWNER, USER, Action.DEACTIVATE, 0, []),
        (OWNER, OWNER, Action.SUSPEND, 5, [YOURSELF]),
        (OWNER, OWNER, Action.DEACTIVATE, 5, [YOURSELF]),
        (OWNER, OWNER, Action.UNLOCK, 0, []),
        (OWNER, SECOND, Action.SUSPEND, 1, []),
        (OWNER, SECOND, Action.SUSPEND, 0, [LAST]),
        (OWNER, SECOND, Action.DEACTIVATE, 0, [LAST]),
        (OWNER, SECOND, Action.UNSUSPEND, 0, []),
        (HELPER, SECOND, Action.SUSPEND, 5, [ABOVE]),
    ],
)
def test_own_account_and_last_owner_cannot_be_locked_out(actor, user, action, left, refused):
    assert codes(check_action(actor, user, action, owners_left=left)) == refused


@each(
    ("actor", "before", "after", "left", "refused"),
    [
        (HELPER, USER, Rank(4, staff=True), 5, [ROLES]),
        (OWNER, USER, Rank(4, staff=True), 0, []),
        (OWNER, USER, Rank(4, staff=True, owner=True), 0, []),
        (OWNER, SECOND, Rank(2, staff=True), 1, []),
        (OWNER, SECOND, Rank(2, staff=True), 0, [LAST]),
        (OWNER, SECOND, Rank(2, owner=True), 0, [LAST]),
        (OWNER, OWNER, Rank(1, staff=True), 5, [YOURSELF]),
    ],
)
def test_only_owners_give_rights_and_one_of_them_stays(actor, before, after, left, refused):
    assert codes(check_rank(actor, before, after, owners_left=left)) == refused
