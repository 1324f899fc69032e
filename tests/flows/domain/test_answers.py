"""Reading what a front end was sent: the form's own fields, and nothing else."""

from accounts.domain.fields import Field, FieldType
from accounts.domain.violations import Violation
from flows.domain.answers import MAX_TEXT_LENGTH, Answer, read
from flows.domain.steps import Form, FormName
from tests.tables import each

CODE = Form(
    FormName.ENROLL_AUTHENTICATOR, (Field("credentials.passcode", FieldType.CODE, "Code", required=True),)
)
NAME = Form(FormName.IDENTIFY, (Field("identifier", FieldType.EMAIL, "Email", required=True),))
SECRET = Form(
    FormName.CHALLENGE_AUTHENTICATOR,
    (Field("credentials.passcode", FieldType.PASSWORD, "Password", required=True, secret=True),),
)
PROFILE = Form(
    FormName.ENROLL_PROFILE,
    (Field("userProfile.email", FieldType.EMAIL, "Email", required=True), *SECRET.fields),
)


def code(value):
    return {"credentials": {"passcode": value}}


@each(
    ("form", "data", "refusal"),
    [
        (CODE, {}, "ssr.code.blank"),
        (CODE, code(""), "ssr.code.blank"),
        (CODE, code("   "), "ssr.code.blank"),
        (CODE, code(["123456"]), "ssr.code.blank"),
        (CODE, code({"$ne": 1}), "ssr.code.blank"),
        (CODE, code(123456), "ssr.code.blank"),
        (CODE, code("12345"), "ssr.code.format"),
        (CODE, code("1234567"), "ssr.code.format"),
        (CODE, code("12345a"), "ssr.code.format"),
        (CODE, code(True), "ssr.code.format"),
        (CODE, {"credentials": "123456"}, "ssr.code.blank"),
        (CODE, {"credentials": None}, "ssr.code.blank"),
        (CODE, {"credentials.passcode": "123456"}, "ssr.code.blank"),
        (CODE, code("1" * (MAX_TEXT_LENGTH + 1)), "E0000020"),
        (NAME, {"identifier": None}, "ssr.email.required"),
        (NAME, {"identifier": ["a@example.com"]}, "ssr.email.required"),
        (SECRET, code(""), "error.password.required"),
    ],
)
def test_missing_or_non_text_value_has_the_fields_own_violation(form, data, refusal):
    assert read(form, data) == (Violation(form.fields[0].path, refusal),)


def test_a_password_is_read_exactly_as_it_was_typed():
    answer = read(SECRET, code("  spaces around \n"))
    assert isinstance(answer, Answer)
    assert answer.text("credentials.passcode") == "  spaces around \n"


def test_values_outside_the_form_are_not_read():
    answer = read(NAME, {"identifier": "a@example.com", "status": "ACTIVE", **code("x")})
    assert isinstance(answer, Answer)
    assert dict(answer.texts) == {"identifier": "a@example.com"}
    assert answer.text("status") == ""


def test_a_profile_is_left_whole_for_the_form_that_knows_its_fields():
    answer = read(PROFILE, {"userProfile": {"email": "", "team": ["a"]}})
    assert isinstance(answer, Answer)
    assert answer.profile == {"email": "", "team": ["a"]}


@each("profile", [None, [], "text", 7])
def test_a_profile_that_is_no_object_is_an_empty_one(profile):
    answer = read(PROFILE, {"userProfile": profile})
    assert isinstance(answer, Answer)
    assert answer.profile == {}
