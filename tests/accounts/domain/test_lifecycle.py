import pytest

from accounts.domain.lifecycle import (
    CAN_RECOVER,
    CAN_SIGN_IN,
    HOLDS_ADDRESS,
    Action,
    IllegalTransition,
    Status,
    target,
)
from accounts.domain.messages import CATALOGUE
from tests.tables import each

S, A = Status, Action

ALLOWED = {
    (S.STAGED, A.ACTIVATE): S.PROVISIONED,
    (S.STAGED, A.COMPLETE): S.ACTIVE,
    (S.STAGED, A.DEACTIVATE): S.DEPROVISIONED,
    (S.PROVISIONED, A.REACTIVATE): S.PROVISIONED,
    (S.PROVISIONED, A.COMPLETE): S.ACTIVE,
    (S.PROVISIONED, A.DEACTIVATE): S.DEPROVISIONED,
    (S.ACTIVE, A.SUSPEND): S.SUSPENDED,
    (S.ACTIVE, A.LOCK): S.LOCKED_OUT,
    (S.ACTIVE, A.RESET_PASSWORD): S.RECOVERY,
    (S.ACTIVE, A.EXPIRE_PASSWORD): S.PASSWORD_EXPIRED,
    (S.ACTIVE, A.DEACTIVATE): S.DEPROVISIONED,
    (S.RECOVERY, A.REACTIVATE): S.RECOVERY,
    (S.RECOVERY, A.COMPLETE): S.ACTIVE,
    (S.RECOVERY, A.DEACTIVATE): S.DEPROVISIONED,
    (S.PASSWORD_EXPIRED, A.COMPLETE): S.ACTIVE,
    (S.PASSWORD_EXPIRED, A.DEACTIVATE): S.DEPROVISIONED,
    (S.LOCKED_OUT, A.UNLOCK): S.ACTIVE,
    (S.LOCKED_OUT, A.DEACTIVATE): S.DEPROVISIONED,
    (S.SUSPENDED, A.UNSUSPEND): S.ACTIVE,
    (S.SUSPENDED, A.DEACTIVATE): S.DEPROVISIONED,
    (S.ACTIVE, A.REQUEST_DELETION): S.PENDING_DELETION,
    (S.PENDING_DELETION, A.CANCEL_DELETION): S.ACTIVE,
    (S.PENDING_DELETION, A.DEACTIVATE): S.DEPROVISIONED,
    (S.DEPROVISIONED, A.ACTIVATE): S.PROVISIONED,
    (S.ACTIVE, A.UNDO): S.PASSWORD_EXPIRED,
    (S.LOCKED_OUT, A.UNDO): S.PASSWORD_EXPIRED,
    (S.RECOVERY, A.UNDO): S.PASSWORD_EXPIRED,
    (S.PASSWORD_EXPIRED, A.UNDO): S.PASSWORD_EXPIRED,
    (S.PENDING_DELETION, A.UNDO): S.PASSWORD_EXPIRED,
    (S.SUSPENDED, A.UNDO): S.SUSPENDED,
}


@each("status", Status)
@each("action", Action)
def test_action_follows_the_table_or_is_refused(status, action):
    if (status, action) in ALLOWED:
        assert target(status, action) is ALLOWED[status, action]
        return
    with pytest.raises(IllegalTransition) as refused:
        target(status, action)
    assert refused.value.code in CATALOGUE


@pytest.mark.parametrize("status", [S.STAGED, S.DEPROVISIONED])
def test_activating_a_user_with_a_password_leaves_nothing_to_do(status):
    assert target(status, A.ACTIVATE, has_password=True) is S.ACTIVE


def test_activating_an_active_user_has_its_own_refusal():
    with pytest.raises(IllegalTransition) as refused:
        target(S.ACTIVE, A.ACTIVATE)

    assert refused.value.code == "E0000016"


def test_any_other_wrong_status_has_the_general_refusal():
    with pytest.raises(IllegalTransition) as refused:
        target(S.SUSPENDED, A.RESET_PASSWORD)

    assert refused.value.code == "E0000038"


def test_only_active_users_sign_in():
    assert {S.ACTIVE} == CAN_SIGN_IN


def test_deactivated_or_suspended_account_cannot_be_recovered():
    assert CAN_RECOVER.isdisjoint({S.STAGED, S.PROVISIONED, S.RECOVERY, S.SUSPENDED, S.DEPROVISIONED})


def test_suspended_user_keeps_the_address_and_deactivated_one_does_not():
    assert S.SUSPENDED in HOLDS_ADDRESS
    assert S.DEPROVISIONED not in HOLDS_ADDRESS
