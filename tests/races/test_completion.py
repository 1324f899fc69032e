"""The end of a sign-up, a sign-in, a recovery, reached many times at the same moment."""

import pytest
from django.utils import timezone

from accounts.domain.lifecycle import Action, Status
from accounts.models import (
    Event,
    Group,
    Membership,
    Origin,
    ProfileAttribute,
    Session,
    UniqueAttributeValue,
    User,
)
from accounts.users.status import change_status
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import Intent
from flows.step_submission import Kind
from tests.actors import (
    ANOTHER_PASSWORD,
    PASSWORD,
    Browser,
    a_user,
    newest_code,
    passcode,
    profile,
    sign_up_policy,
)
from tests.races.together import assert_single_use, at_once, beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
ADA = "ada@example.com"
MANY = 20


def choose(browser, password=PASSWORD):
    return browser.answer(FormName.ENROLL_AUTHENTICATOR, passcode(password))


def proved_browser(address=ADA, **values):
    browser = Browser()
    browser.sign_up(address, **values)
    assert browser.prove(address).step.name is StepName.ENROLL_PASSWORD
    return browser


def test_twenty_final_submissions_create_one_user_and_one_session():
    group = Group.objects.create(name="Members", created_at=timezone.now())
    sign_up_policy()
    ProfileEnrollmentPolicy.objects.get(is_default=True).groups.add(group)
    browser = proved_browser()
    answers = at_once(lambda _: choose(browser))
    assert sum(answer.kind is Kind.FINISHED for answer in answers) == 1
    assert (User.objects.count(), Session.objects.count(), Membership.objects.count()) == (1, 1, 1)
    assert Event.objects.filter(type="user.lifecycle.create").count() == 1
    assert Session.objects.get().user == User.objects.get(login=ADA, email_verified=True)


def test_one_of_twenty_with_the_same_proof_gets_the_address():
    sign_up_policy()
    browsers = [proved_browser() for _ in range(MANY)]
    answers = at_once(lambda number: choose(browsers[number]))
    assert sum(answer.kind is Kind.FINISHED for answer in answers) == 1
    lost = [answer for answer in answers if answer.kind is not Kind.FINISHED]
    assert {(answer.kind, answer.step.name) for answer in lost} == {(Kind.ADVANCED, StepName.ENDED)}
    assert {answer.step.messages[0].key for answer in lost} == {"ssr.address.taken_at_finish"}
    assert (User.objects.count(), Session.objects.count()) == (1, 1)


def test_one_of_twenty_gets_an_unverified_address_closing_it_once():
    sign_up_policy()
    claim = a_user(ADA, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)
    browsers = [proved_browser() for _ in range(MANY)]
    answers = at_once(lambda number: choose(browsers[number]))
    assert sum(answer.kind is Kind.FINISHED for answer in answers) == 1
    claim.refresh_from_db()
    assert (claim.status, claim.login, claim.security_epoch) == (Status.DEPROVISIONED, None, 2)
    assert User.objects.filter(login=ADA, email_verified=True).count() == 1


def test_of_twenty_first_answers_that_finish_at_once_one_gets_the_address():
    sign_up_policy(email_verification=False, password_page="first")

    def sign_up(_number):
        browser = Browser()
        data = {"userProfile": {"email": ADA, "firstName": "Ada", "lastName": "Okafor"}, **passcode(PASSWORD)}
        return browser.begin(Intent.SIGN_UP, FormName.ENROLL_PROFILE, data)

    answers = at_once(sign_up)
    assert sum(answer.kind is Kind.FINISHED for answer in answers) == 1
    lost = [answer for answer in answers if answer.kind is not Kind.FINISHED]
    # Who looked before the first had finished is refused by the index; who looked later proves the address.
    refused = [answer for answer in lost if answer.kind is Kind.REFUSED]
    assert {violation.code for answer in refused for violation in answer.violations} <= {
        "registration.error.notUniqueWithinOrg"
    }
    later = [answer for answer in lost if answer.kind is not Kind.REFUSED]
    assert {answer.step.name.value for answer in later} <= {"enroll-email"}
    assert (User.objects.count(), Session.objects.count()) == (1, 1)


def test_one_of_twenty_with_one_unique_value_gets_it_others_keep_the_form():
    number = ProfileAttribute.objects.get(key="employeeNumber")
    number.unique, number.permission = True, "read_write"
    number.save()
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    EnrollmentFormField.objects.create(policy=policy, attribute=number, required=True, position=99)
    sign_up_policy()
    browsers = [proved_browser(f"ada{n}@example.com", employeeNumber="E-7") for n in range(MANY)]
    answers = at_once(lambda place: choose(browsers[place]))
    assert sum(answer.kind is Kind.FINISHED for answer in answers) == 1
    assert (UniqueAttributeValue.objects.count(), User.objects.count()) == (1, 1)
    lost = [place for place, answer in enumerate(answers) if answer.kind is not Kind.FINISHED]
    for place in lost:
        answer = answers[place]
        assert (answer.kind, answer.step.name) == (Kind.REFUSED, StepName.ENROLL_PROFILE)
        assert [violation.field for violation in answer.violations] == ["userProfile.employeeNumber"]
        preset = {field.path: field for field in answer.step.forms[0].fields}
        assert preset["userProfile.firstName"].value == "Ada"
        # The address is proved: it stays, and it stays as it is.
        email = preset["userProfile.email"]
        assert (email.value, email.mutable) == (f"ada{place}@example.com", False)
    again = browsers[lost[0]]
    asked = again.answer(FormName.ENROLL_PROFILE, profile("", employeeNumber="E-8"))
    assert asked.step.name is StepName.ENROLL_PASSWORD
    assert choose(again).kind is Kind.FINISHED


def test_a_right_password_posted_twenty_times_opens_one_session():
    user = a_user(ADA, PASSWORD)
    browser = Browser()
    browser.identify(ADA)
    answers = at_once(lambda _: browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD)))
    assert sum(answer.kind is Kind.FINISHED for answer in answers) == 1
    assert Session.objects.get().user == user


def test_a_suspension_wins_over_every_sign_in_that_has_not_ended_before_it():
    user = a_user(ADA, PASSWORD)
    browsers = [Browser() for _ in range(8)]
    for browser in browsers:
        browser.identify(ADA)

    def sign_in(browser):
        return lambda: browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD))

    def suspend():
        change_status(user, Action.SUSPEND, timezone.now())

    beside(suspend, *(sign_in(browser) for browser in browsers))
    user.refresh_from_db()
    assert user.status == Status.SUSPENDED
    # A session that was opened before the suspension is over, because it was made under the epoch before it.
    assert not Session.objects.filter(epoch=user.security_epoch).exists()


def test_two_recoveries_set_one_password_and_the_slower_one_ends():
    user = a_user(ADA, PASSWORD)
    browsers = [Browser(), Browser()]
    for browser in browsers:
        browser.recover(ADA)
        code = passcode(newest_code(ADA))
        assert browser.answer(FormName.CHALLENGE_AUTHENTICATOR, code).step.name is StepName.RESET_PASSWORD

    def choose_new(number):
        return browsers[number].answer(FormName.RESET_AUTHENTICATOR, passcode(ANOTHER_PASSWORD))

    assert_single_use(lambda number: choose_new(number).kind is Kind.FINISHED, 2)
    user.refresh_from_db()
    assert user.security_epoch == 2
    assert Session.objects.filter(epoch=2).count() == Session.objects.count() == 1
    assert {browser.step().name for browser in browsers} == {StepName.DONE, StepName.ENDED}


def test_concurrent_activation_and_deactivation_do_not_mix_results():
    user = a_user(ADA, PASSWORD)
    other = User.objects.get(pk=user.pk)

    def act(who, action):
        def run():
            try:
                change_status(who, action, timezone.now())
            except ValueError as no:
                return type(no).__name__
            return ""

        return run

    beside(act(user, Action.SUSPEND), act(other, Action.DEACTIVATE))
    user.refresh_from_db()
    assert (user.status, user.login) in {(Status.SUSPENDED, ADA), (Status.DEPROVISIONED, None)}


def test_transaction_whose_group_was_deleted_still_creates_its_user():
    group = Group.objects.create(name="Members", created_at=timezone.now())
    sign_up_policy()
    ProfileEnrollmentPolicy.objects.get(is_default=True).groups.add(group)
    sign_up_policy()
    browser = proved_browser()
    group.delete()
    assert choose(browser).kind is Kind.FINISHED
    assert Membership.objects.count() == 0
