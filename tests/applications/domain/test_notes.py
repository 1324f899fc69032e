from dataclasses import replace

from applications.domain import Application
from applications.domain.notes import SignUp, notes
from tests.tables import each

APP = Application("payroll", "Payroll", None, everyone=False, verified_addresses_only=True)
OPEN = SignUp(
    "Default", allowed=True, verification_required=True, accounts_join=True, group_ids=frozenset({1})
)


@each(
    ("app", "sign_up", "said"),
    [
        ({"everyone": True}, {}, ["sign_up.open"]),
        ({"group_ids": frozenset({1, 2})}, {}, ["sign_up.open"]),
        ({"group_ids": frozenset({1})}, {"accounts_join": False}, ["sign_up.open", "newcomers_only"]),
        ({"everyone": True}, {"accounts_join": False}, ["sign_up.open"]),
        ({"group_ids": frozenset({2})}, {}, ["sign_up.never"]),
        ({"has_users": True}, {}, ["sign_up.never"]),
        ({}, {}, ["nobody", "sign_up.never"]),
        ({"everyone": True}, {"group_ids": frozenset()}, ["sign_up.open"]),
        ({"everyone": True}, {"allowed": False}, ["sign_up.closed"]),
        ({}, {"allowed": False}, ["nobody", "sign_up.closed"]),
        ({"everyone": True}, {"verification_required": False}, ["sign_up.open", "confirm_first"]),
        (
            {"everyone": True, "verified_addresses_only": False},
            {"verification_required": False},
            ["sign_up.open"],
        ),
        ({"everyone": True, "active": False}, {}, ["off"]),
    ],
)
def test_effect_of_the_settings_has_notes(app, sign_up, said):
    found = notes(replace(APP, **app), replace(OPEN, **sign_up))

    assert [message.key.removeprefix("ssr.app.") for message in found] == said
    assert all(message.english for message in found)
