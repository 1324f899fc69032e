"""An undo link at the same moment as itself, and as another change."""

import pytest
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.lifecycle.security_undo import UndoResult, undo
from accounts.models import Challenge, Enrollment, SecurityChange, Session
from flows import engine
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import AccountChange
from policies.domain.facts import Operation
from tests.actors import PASSWORD, Browser, a_user, newest_code, passcode
from tests.methods import an_app
from tests.races.test_second_factors import changing, changing_the_address, in_session
from tests.races.together import at_once, beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
ADA, NEW, NEWER = "ada@example.com", "ada@example.org", "ada@example.net"


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def changed_address() -> Challenge:
    """Change the address where sessions go on after it, and return the challenge of the undo link."""
    changing_the_address(in_session()).answer(FormName.ENROLL_AUTHENTICATOR, passcode(newest_code(NEW)))
    return Challenge.objects.get(purpose="email_undo")


def test_undo_link_posted_ten_times_at_once_undoes_once(ada):
    link = changed_address()
    results = at_once(lambda _: undo(link, timezone.now()), 10)
    assert sorted(results) == [UndoResult.DONE, *[UndoResult.SPENT] * 9]
    ada.refresh_from_db()
    assert (ada.login, ada.has_password) == (ADA, False)


def in_session_at_new_address() -> Session:
    browser = Browser()
    browser.identify(NEW)
    opened = browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD)).session
    assert opened is not None
    return opened.row


def test_undo_beside_another_change_of_address_wins(ada):
    link = changed_address()
    browser = changing_the_address(in_session_at_new_address(), NEWER)
    code, stored = newest_code(NEWER), browser.stored()
    assert stored is not None
    result, _ = beside(
        lambda: undo(link, timezone.now()),
        lambda: engine.submit(
            engine.open_stored(stored, browser.client), FormName.ENROLL_AUTHENTICATOR, passcode(code)
        ),
    )
    assert result is UndoResult.DONE
    ada.refresh_from_db()
    assert ada.login == ADA
    assert not SecurityChange.objects.exists()


def test_undo_beside_a_removal_leaves_every_authenticator(ada):
    link, app = changed_address(), an_app(ada)
    held = Enrollment.objects.get(user=ada)
    removal = AccountChange(Operation.REMOVE, Authenticator.TOTP, held.public_id)
    browser = changing(in_session_at_new_address(), removal)
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(app.code()))
    stored = browser.stored()
    assert stored is not None
    assert browser.step().name is StepName.REMOVE_AUTHENTICATOR
    result, _ = beside(
        lambda: undo(link, timezone.now()),
        lambda: engine.submit(engine.open_stored(stored, browser.client), FormName.REMOVE_AUTHENTICATOR, {}),
    )
    assert result is UndoResult.DONE
    assert Enrollment.objects.filter(user=ada).count() == 1
    ada.refresh_from_db()
    assert (ada.login, ada.has_authenticators) == (ADA, True)
