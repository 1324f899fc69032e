from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from flows.domain.steps import FormName, StepName
from flows.hosted.presenter import Attempt, page_for
from tests.flows.hosted.examples import (
    ADDRESS,
    NOW,
    challenge_email,
    challenge_password,
    enroll_email,
    enroll_profile,
    identify,
    new_password,
    page,
    refused,
)
from tests.tables import each


def test_links_before_a_transaction_keep_the_destination():
    shown = page_for(identify(), now=NOW, query="next=%2Fme%2F")
    assert shown.offers["select_enroll_profile"].url == "/signup?next=%2Fme%2F"


def test_alternatives_inside_a_transaction_are_posted():
    assert page(identify()).offers["select_enroll_profile"].url == ""


def test_step_without_a_back_form_offers_a_new_sign_in():
    step = new_password(StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR)
    assert page(step).way_back.url == "/signin"


def test_the_waiting_tab_asks_about_the_version_it_shows():
    assert page(enroll_email()).poll.url == "/flow/abc/state?v=3"
    assert page(enroll_email(), begun=False).poll is None


def test_a_resend_is_counted_down_and_a_code_says_how_long_it_works():
    shown = page(enroll_email())
    assert (shown.resend_seconds, shown.minutes_valid) == (30, 10)


def test_a_resend_that_is_due_has_nothing_left_to_count():
    step = enroll_email()
    assert page_for(step, now=step.subject.expires_at).resend_seconds == 0


def test_a_page_before_any_error_is_calm():
    assert page(challenge_password()).calm
    assert not page(challenge_password(), refused("credentials.passcode", "incorrectPassword")).calm


def test_summary_lists_form_violations_first_then_fields_in_order():
    violations = (
        Violation("userProfile.lastName", "model.validation.field.blank", ("Last name",)),
        Violation("userProfile.email", "ssr.email.required"),
        Violation("", "ssr.registration.denied"),
    )
    problems = page(enroll_profile(), Attempt({}, violations)).problems
    assert [problem.target for problem in problems] == ["", "userProfile_email", "userProfile_lastName"]


def test_only_the_first_reason_of_a_field_is_given():
    violations = (
        Violation("credentials.passcode", "ssr.password.too_short", ("15",)),
        Violation("credentials.passcode", "password.common"),
    )
    step = new_password(StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR)
    problems = page(step, Attempt({}, violations)).problems
    assert [problem.text for problem in problems] == [
        "Use at least 15 characters. Try three or four unrelated words."
    ]


def test_violation_of_a_hidden_field_is_shown():
    shown = page(identify(), Attempt({}, (Violation("userProfile.city", "ssr.text.characters", ("City",)),)))
    assert [problem.target for problem in shown.problems] == [""]


@each(
    ("message", "noted", "wrong"),
    [
        (Message("idx.unknown.user", (ADDRESS,)), ["info"], 0),
        (Message("ssr.mail.bounced", (ADDRESS,)), ["warn"], 0),
        (Message("ssr.registration.completed"), ["ok"], 0),
        (Message("tooManyRequests"), [], 1),
    ],
)
def test_a_message_is_a_note_unless_it_is_an_error(message: Message, noted: list[str], wrong: int):
    shown = page(identify(), Attempt(messages=(message,)))
    assert [note.tone for note in shown.notes] == noted
    assert len(shown.problems) == wrong


def test_input_stays_in_its_own_form():
    shown = page(enroll_email(), Attempt({"userProfile.email": ("bo@example.com",)}))
    assert shown.offers["change_address"].fields[0].value == "bo@example.com"


def test_a_refused_code_leaves_the_other_forms_of_the_page_as_they_were():
    shown = page(enroll_email(), refused("credentials.passcode", "api.authn.error.PASSCODE_INVALID"))
    assert shown.offers["change_address"].fields[0].value == ADDRESS
    assert not shown.offers["change_address"].wrong


def test_first_and_last_name_share_a_row():
    rows = page(enroll_profile()).main.rows
    assert [len(row) for row in rows] == [1, 2, 1, 1, 1]


def test_the_map_of_a_sign_up_shows_where_it_stands():
    stages = page(enroll_email()).stages
    assert [(stage.label, stage.current, stage.reached) for stage in stages] == [
        ("About you", False, True),
        ("Confirm your email", True, True),
        ("Choose a password", False, False),
    ]


def test_password_checklist_marks_rules_a_script_can_check():
    guidance = page(new_password(StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR)).guidance
    assert [rule.check.partition(":")[0] for rule in guidance.rules] == ["min", "not", ""]
    assert guidance.passwordrules.startswith("minlength: 15;")


@each(
    ("shown", "label"),
    [
        (page(challenge_email("sign_in")), "Sign in"),
        (page(challenge_email("recovery")), "Continue"),
        (page(challenge_email("unlock")), "Continue"),
        (page(challenge_email("step_up")), "Continue"),
        (page(challenge_password()), "Sign in"),
        (page(enroll_email()), "Confirm email"),
    ],
)
def test_a_button_says_what_pressing_it_does(shown, label: str):
    assert shown.submit_label == label
