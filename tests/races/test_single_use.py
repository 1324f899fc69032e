"""Links of one use, pressed twenty times at the same moment."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.credentials.challenges import Request, open_challenge
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.lifecycle import admin_access
from accounts.lifecycle.unverified_accounts import close_unverified_account, confirm_address
from accounts.models import AdminAccessLink, Challenge, ChallengePurpose, Origin, OutboxMail, Session, User
from dashboard.address_confirmation import send_again
from flows import engine, repository
from flows.activation import begin_activation
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import FrontEnd
from flows.repository import Ref
from flows.step_submission import ClientContext, Kind
from tests.actors import PASSWORD, Browser, a_user, passcode, sign_up_policy
from tests.races.together import assert_single_use, at_once, beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
ADA = "ada@example.com"


def redeem(token):
    with transaction.atomic():
        link = admin_access.find_link(token, timezone.now())
        return admin_access.redeem(link, timezone.now()) if link else None


def an_access_link(address=ADA):
    return admin_access.issue_link(parse_email(address), timezone.now()).rpartition("/")[2]


def test_an_access_link_pressed_twenty_times_makes_one_administrator():
    token = an_access_link()
    assert_single_use(lambda _: redeem(token))
    assert User.objects.get().is_superuser
    assert AdminAccessLink.objects.exclude(used_at=None).count() == 1


def test_two_access_links_of_one_address_make_one_administrator():
    tokens = [an_access_link(), an_access_link()]
    people = at_once(lambda number: redeem(tokens[number]), 2)
    assert {user.pk for user in people if user} == {User.objects.get().pk}


def an_invitation():
    user = a_user(ADA, status=Status.PROVISIONED, email_verified=False)
    request = Request(ChallengePurpose.ACTIVATION, ADA, timedelta(days=7), user_id=user.pk)
    return user, open_challenge(request, timezone.now())


def activating(user, challenge):
    browser = Browser()
    begun = begin_activation(user, challenge, browser.binding, browser.client)
    browser.open_id = begun.id
    return browser


def test_invitation_opened_in_twenty_browsers_activates_once():
    user, challenge = an_invitation()
    browsers = [activating(user, challenge) for _ in range(20)]

    def choose(number):
        return browsers[number].answer(FormName.ENROLL_AUTHENTICATOR, passcode(PASSWORD))

    answers = at_once(choose)
    assert sum(answer.kind is Kind.FINISHED for answer in answers) == 1
    assert Session.objects.count() == 1
    user.refresh_from_db()
    assert (user.status, user.email_verified) == (Status.ACTIVE, True)
    steps = [browser.step() for browser in browsers]
    assert sorted(step.name for step in steps) == [StepName.DONE] + [StepName.ENDED] * 19
    assert {step.messages[0].key for step in steps if step.messages} == {"ssr.link.used"}


def a_welcomed_claim():
    claim = a_user(ADA, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)
    request = Request(ChallengePurpose.WELCOME, ADA, timedelta(days=7), user_id=claim.pk)
    return claim, open_challenge(request, timezone.now())


def test_a_welcome_link_pressed_twenty_times_confirms_once():
    claim, challenge = a_welcomed_claim()
    assert_single_use(lambda _: confirm_address(claim, challenge, timezone.now()))
    claim.refresh_from_db()
    assert claim.email_verified


def ask_for_the_mail(claim_id):
    said = send_again(User.objects.get(pk=claim_id), ClientContext(), timezone.now())
    return said.key if said else ""


@pytest.mark.parametrize("last", ["open", "expired", "absent"])
def test_confirmation_mail_requested_twenty_times_is_one_mail(last):
    claim, challenge = a_welcomed_claim()
    ago = timezone.now() - timedelta(days=8 if last == "expired" else 1)
    Challenge.objects.update(sent_at=ago, expires_at=ago + timedelta(days=7))
    if last == "absent":
        challenge.delete()
    said = at_once(lambda _: ask_for_the_mail(claim.pk))
    assert sorted(said) == ["ssr.mail.sent"] + ["ssr.resend.too_soon"] * 19
    assert OutboxMail.objects.count() == 1


def test_mail_request_during_the_confirmation_confirms_or_mails():
    claim, challenge = a_welcomed_claim()
    Challenge.objects.update(sent_at=timezone.now() - timedelta(days=1))
    said, confirmed = beside(
        lambda: ask_for_the_mail(claim.pk), lambda: confirm_address(claim, challenge, timezone.now())
    )
    claim.refresh_from_db()
    assert claim.email_verified == confirmed
    assert OutboxMail.objects.count() == (0 if confirmed else 1), said


def close(claim_id):
    with transaction.atomic():
        close_unverified_account(User.objects.get(pk=claim_id), timezone.now())


def test_unverified_account_confirmed_during_a_proof_is_ended_or_kept(
    monkeypatch,
):
    sign_up_policy(password_page="none")
    claim, challenge = a_welcomed_claim()
    browser = Browser()
    browser.sign_up(ADA)
    proved, confirmed = beside(
        lambda: browser.prove(ADA), lambda: confirm_address(claim, challenge, timezone.now())
    )
    claim.refresh_from_db()
    holder = User.objects.get(login=ADA)
    assert holder.email_verified
    if confirmed:
        assert (claim.status, holder.pk) == (Status.ACTIVE, claim.pk)
        assert proved.kind is not Kind.FINISHED
    else:
        assert claim.status == Status.DEPROVISIONED
        assert not claim.email_verified
        assert proved.kind is Kind.FINISHED


def test_a_session_is_signed_out_once_and_for_all():
    user = a_user(ADA, PASSWORD)
    browser = Browser()
    browser.identify(ADA)
    opened = browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD)).session
    at_once(lambda _: Session.objects.filter(key_hash=opened.row.key_hash).delete())
    assert not Session.objects.filter(user=user).exists()


def test_attempt_cancelled_twenty_times_is_cancelled_without_errors():
    sign_up_policy()
    browser = Browser()
    browser.sign_up(ADA)
    stored = repository.load(Ref(browser.open_id, browser.binding, FrontEnd.HOSTED))
    at_once(lambda _: engine.cancel(stored))
    assert browser.step().name is StepName.ENDED
    assert Challenge.objects.get().closed_at is not None
