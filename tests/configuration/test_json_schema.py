"""The JSON Schema for editors: it accepts what an apply accepts, and marks the mistakes of an author."""

import json

import pytest
from jsonschema import Draft202012Validator

from configuration.document import json_schema, plain_document, read_values
from tests.configuration.documents import WHOLE
from tests.configuration.test_configuration_commands import run
from tests.tables import each

VALIDATOR = Draft202012Validator(json_schema())
RULE = {"name": "r", "then": {}}
ENROLLMENT = {"password": "optional", "totp": {"need": "required", "grace_skips": 3}}


def mistakes(document):
    return sorted(error.json_path for error in VALIDATOR.iter_errors({"version": 1, **document}))


def test_schema_is_valid_and_is_what_the_command_writes():
    Draft202012Validator.check_schema(VALIDATOR.schema)
    code, out, err = run("export_config", "--schema")
    assert (code, json.loads(out), err) == (0, VALIDATOR.schema, "")


@pytest.mark.django_db
def test_exported_configuration_fits_the_schema():
    assert mistakes(plain_document(read_values())) == []


def test_document_with_every_section_fits_the_schema():
    assert mistakes(WHOLE) == []


def rules(kind, **rule):
    return {"policies": {kind: [{"name": "x", "rules": [{**RULE, **rule}]}]}}


@each(
    ("document", "paths"),
    [
        ({"version": 2}, ["$.version"]),
        ({"grups": []}, ["$"]),
        ({"groups": None}, ["$.groups"]),
        ({"groups": [{"name": 5}]}, ["$.groups[0].name"]),
        ({"groups": [{"name": ""}]}, ["$.groups[0].name"]),
        ({"groups": [{"description": ""}]}, ["$.groups[0]"]),
        ({"brand": {"name": "x", "colour": "red"}}, ["$.brand"]),
        ({"protection": {"challenge_minutes": 99}}, ["$.protection.challenge_minutes"]),
        ({"network_zones": [{"name": "x", "networks": "10.0.0.0/8"}]}, ["$.network_zones[0].networks"]),
        (rules("session", when={"device": "gone"}), ["$.policies.session[0].rules[0].when.device"]),
        (rules("session", then={"factors": 2}), ["$.policies.session[0].rules[0].then"]),
        (
            rules("authentication", then={"factors": 3}),
            ["$.policies.authentication[0].rules[0].then.factors"],
        ),
        (rules("password", then={"min_length": 7}), ["$.policies.password[0].rules[0].then.min_length"]),
        (rules("enrollment", then={"authenticators": ENROLLMENT}), []),
        ({"policies": {"sesion": []}}, ["$.policies"]),
        ({"applications": [{"key": "shop", "label": "Shop", "client": None}]}, []),
        ({"applications": [{"key": "-", "label": "Shop"}]}, ["$.applications[0].key"]),
    ],
)
def test_editor_marks_the_place_of_a_mistake(document, paths):
    assert mistakes(document) == paths


def test_every_field_has_a_type_and_columns_have_a_title():
    models = [VALIDATOR.schema, *VALIDATOR.schema["$defs"].values()]
    models = [model for model in models if "properties" in model]
    fields = {
        (model["title"], name): field for model in models for name, field in model["properties"].items()
    }
    kinds = {"type", "anyOf", "$ref", "const", "enum"}
    assert [place for place, field in fields.items() if not kinds & field.keys()] == []
    assert fields["PasswordOutcome", "max_age_days"]["description"] == "0 means the password never expires."
