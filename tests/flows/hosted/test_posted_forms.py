from django.http import QueryDict

from accounts.domain.fields import Field, FieldType
from flows.domain.steps import Form, FormName
from flows.hosted.posted_forms import kept, read
from tests.flows.hosted.examples import CODE, EVERY_TYPE, PASSWORD
from tests.tables import each

FORM = Form(FormName.ENROLL_PROFILE, EVERY_TYPE)


def post(*pairs: tuple[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


@each(
    ("day", "month", "year", "joined"),
    [
        ("27", "3", "1988", "1988-03-27"),
        (" 7", "03 ", "1988", "1988-03-07"),
        ("", "", "", ""),
        ("27", "", "1988", "1988--27"),
        ("", "3", "", "-03-"),
        ("x", "3", "1988", "1988-03-0x"),
    ],
)
def test_three_boxes_become_one_date_and_an_empty_one_stays_empty(
    day: str, month: str, year: str, joined: str
):
    boxes = (
        ("userProfile.date.day", day),
        ("userProfile.date.month", month),
        ("userProfile.date.year", year),
    )
    assert read(FORM, post(*boxes))["userProfile"]["date"] == joined


def test_a_box_is_true_when_it_arrives_and_false_when_it_does_not():
    assert read(FORM, post(("userProfile.boolean", "on")))["userProfile"]["boolean"] is True
    assert read(FORM, post())["userProfile"]["boolean"] is False


def test_several_choices_are_a_list():
    data = post(("userProfile.several", "maps"), ("userProfile.several", "moss"))
    assert read(FORM, data)["userProfile"]["several"] == ["maps", "moss"]


def test_line_breaks_match_those_of_the_idx_api():
    assert read(FORM, post(("userProfile.long", "one\r\ntwo")))["userProfile"]["long"] == "one\ntwo"


def test_a_password_is_taken_as_it_was_typed():
    form = Form(FormName.CHALLENGE_AUTHENTICATOR, (PASSWORD,))
    assert read(form, post(("credentials.passcode", "  two  ")))["credentials"]["passcode"] == "  two  "


def test_values_of_absent_and_fixed_fields_are_not_read():
    answer = read(FORM, post(("userProfile.admin", "yes"), ("userProfile.fixed", "other"), ("is_staff", "1")))
    assert "admin" not in answer["userProfile"]
    assert "fixed" not in answer["userProfile"]
    assert "is_staff" not in answer


@each("field", [PASSWORD, CODE, Field("pin", FieldType.STRING, "PIN", secret=True)])
def test_a_secret_is_not_kept_for_the_next_showing(field: Field):
    form = Form(FormName.CHALLENGE_AUTHENTICATOR, (field,))
    assert kept(form, post((field.path, "482913"))) == {}


def test_input_is_kept_box_by_box():
    data = post(("userProfile.date.day", "31"), ("userProfile.several", "maps"), ("unasked", "x"))
    assert kept(FORM, data) == {"userProfile.date.day": ("31",), "userProfile.several": ("maps",)}
