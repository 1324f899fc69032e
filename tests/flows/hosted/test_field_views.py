from dataclasses import replace

from django.utils import translation

from accounts.domain.fields import Constraints, Field, FieldType
from flows.hosted.faults import Fault
from flows.hosted.field_views import field_view
from tests.flows.hosted.examples import EVERY_TYPE, PASSWORD, choices
from tests.tables import each

BY_NAME = {field.path.rpartition(".")[2]: field for field in EVERY_TYPE}


@each(
    ("name", "widget", "value"),
    [
        ("string", "text", "preset"),
        ("long", "textarea", ""),
        ("number", "text", "1.84"),
        ("integer", "text", ""),
        ("boolean", "checkbox", "on"),
        ("radios", "radios", ""),
        ("select", "select", ""),
        ("several", "checkboxes", "music"),
        ("date", "date", "2026-03-07"),
        ("email", "text", ""),
        ("url", "text", ""),
        ("phone", "text", ""),
        ("country", "select", ""),
        ("language", "select", ""),
        ("zone", "select", ""),
        ("fixed", "fixed", "Open"),
        ("hidden", "hidden", "x"),
        ("passcode", "password", ""),
    ],
)
def test_every_type_has_its_control_and_shows_its_preset(name: str, widget: str, value: str):
    view = field_view(BY_NAME[name], None, None)
    assert (view.widget, view.value) == (widget, value)


@each(
    ("name", "attribute"),
    [
        ("number", ("inputmode", "decimal")),
        ("integer", ("inputmode", "numeric")),
        ("email", ("type", "email")),
        ("url", ("type", "text")),
        ("phone", ("type", "tel")),
        ("phone", ("autocomplete", "tel")),
        ("long", ("data-count", "200")),
        ("passcode", ("autocomplete", "new-password")),
        ("radios", ("data-need", "Choose an answer for “Team”.")),
    ],
)
def test_a_control_helps_the_keyboard_autofill_and_the_early_check(name: str, attribute: tuple[str, str]):
    assert attribute in field_view(BY_NAME[name], None, None).attrs


def test_reference_list_has_names_in_the_language_and_the_posted_choice():
    posted = {"userProfile.country": ("DE",)}

    assert (
        '<option value="DE" selected>Germany</option>'
        in field_view(BY_NAME["country"], posted, None).reference_options
    )
    with translation.override("de"):
        html = field_view(BY_NAME["country"], posted, None).reference_options
    assert '<option value="DE" selected>Deutschland</option>' in html
    assert html.count("<option") == html.count("</option>") == 249
    assert html.count(" selected") == 1


def test_reference_list_holds_nothing_that_was_posted():
    posted = {"userProfile.country": ('"><script>', "<option")}

    assert (
        field_view(BY_NAME["country"], posted, None).reference_options
        == field_view(BY_NAME["country"], None, None).reference_options
    )


def test_a_secret_is_never_shown_even_when_it_was_posted():
    assert field_view(PASSWORD, {"credentials.passcode": ("hunter2",)}, None).value == ""


def test_a_box_left_unticked_stays_unticked_although_it_was_preset():
    assert field_view(BY_NAME["boolean"], None, None).checked
    assert not field_view(BY_NAME["boolean"], {}, None).checked


def test_a_date_is_split_into_boxes_and_only_the_wrong_one_is_marked():
    view = field_view(BY_NAME["date"], None, Fault("Check the month.", "month"))
    assert [(part.value, part.wrong) for part in view.parts] == [("7", False), ("3", True), ("2026", False)]
    assert view.target == "userProfile_date_month"


def test_a_date_that_is_wrong_as_a_whole_is_marked_as_a_whole():
    view = field_view(BY_NAME["date"], None, Fault("Too early."))
    assert all(part.wrong for part in view.parts)


def test_a_summary_leads_to_the_first_of_a_group():
    assert field_view(BY_NAME["radios"], None, Fault("Choose.")).target == "userProfile_radios_0"


def test_optional_is_marked_and_required_is_not():
    assert field_view(BY_NAME["integer"], None, None).optional
    assert not field_view(BY_NAME["radios"], None, None).optional


def test_more_than_five_choices_become_a_list():
    field = replace(BY_NAME["radios"], options=choices("a", "b", "c", "d", "e"))
    assert field_view(field, None, None).widget == "radios"
    assert field_view(replace(field, options=(*field.options, *choices("f"))), None, None).widget == "select"


def test_a_length_is_enforced_by_the_browser_only_where_no_paste_is_lost():
    short = Field("userProfile.city", FieldType.STRING, "City", constraints=Constraints(max_length=128))
    assert ("maxlength", "128") in field_view(short, None, None).attrs
    long = replace(short, type=FieldType.LONG_TEXT)
    assert "maxlength" not in dict(field_view(long, None, None).attrs)
