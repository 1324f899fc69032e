"""However many attempts, networks and spellings: one address has one budget of mails and of guesses."""

from accounts.models import Challenge, OutboxMail
from flows.domain.steps import FormName
from tests.actors import Browser, newest_code, passcode, wrong_code

SPELLINGS = ["ada@example.com", "ADA@example.com", " Ada@EXAMPLE.COM", "aDa@Example.com", "ada@example.com"]


def strangers() -> list[Browser]:
    return [Browser(ip_address=f"192.0.{number}.1") for number in range(len(SPELLINGS) + 1)]


def test_sixth_attempt_of_a_sixth_network_gets_no_mail_in_any_spelling():
    browsers = strangers()
    for browser, spelling in zip(browsers, SPELLINGS, strict=False):
        assert browser.sign_up(spelling).transaction.version
    # It goes on by the newest code that was mailed (ADR 0039).
    assert browsers[-1].sign_up("ADA@EXAMPLE.com").transaction.version
    assert OutboxMail.objects.count() == len(SPELLINGS)


def test_five_attempts_at_once_do_not_make_twenty_five_guesses():
    browsers = strangers()[: len(SPELLINGS)]
    for browser, spelling in zip(browsers, SPELLINGS, strict=True):
        browser.sign_up(spelling)
    last = OutboxMail.objects.latest("id").to
    wrong = passcode(wrong_code(newest_code(last)))
    answers = [browser.answer(FormName.ENROLL_AUTHENTICATOR, wrong) for _ in range(5) for browser in browsers]
    looked_at = sum(bool(answer.violations) for answer in answers)
    assert looked_at + sum(answer.step.name == "enroll-password" for answer in answers) <= 20
    assert sum(Challenge.objects.values_list("attempts", flat=True)) <= 20
