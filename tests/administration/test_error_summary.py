"""The box of errors above a form: each field by name, with a link to it."""

import re

import pytest

from tests.administration.desk import Desk, Shown

pytestmark = pytest.mark.django_db

FORM = "enrollment/profileenrollmentpolicy/1/change/"


def summary(shown: Shown) -> list[tuple[str, str]]:
    """Return the links of the box with their texts."""
    box = shown.text.partition('<div class="summary" role="alert"')[2].partition("</div>")[0]
    return re.findall(r'<a href="#([\w-]+)">([^<]+)</a>', box)


def title(shown: Shown) -> str:
    return shown.text.partition("<title>")[2].partition("</title>")[0]


def test_summary_names_the_field_of_the_form(desk: Desk):
    shown = desk.post("accounts/group/add/", {"name": ""})
    assert summary(shown) == [("id_name", "Name: This field is required.")]
    assert title(shown).startswith("Error: Add group – ")
    assert shown.error_at("name").strip() == "This field is required."


def test_summary_names_the_field_of_a_row(desk: Desk):
    shown = desk.save(FORM, {"form_fields-1-position": "first"})
    assert summary(shown) == [("id_form_fields-1-position", "Position: Enter a whole number.")]


def test_summary_escapes_what_was_typed(desk: Desk):
    shown = desk.save(FORM, {"groups": "<img src=x>"})
    assert ("&lt;img src=x&gt;" in shown.text, "<img src=x>" in shown.text) == (True, False)


def test_page_without_errors_has_no_summary(desk: Desk):
    shown = desk.open("accounts/group/add/")
    assert summary(shown) == []
    assert 'role="alert"' not in shown.text
    assert title(shown).startswith("Add group – ")
