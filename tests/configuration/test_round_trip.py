"""Whatever administrators chose: exported, applied to an empty server and exported again, it is the same."""

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.text import is_blank, tidy
from configuration.apply import ApplyRequest, apply_document, plan_document
from configuration.document import json_schema, plain_document, read_values
from configuration.yaml_text import dump, load
from policies.domain.conditions.operation import OPERATIONS
from policies.domain.conditions.time_of_day import DAYS
from tests.thoroughness import examples

pytestmark = pytest.mark.django_db
VALIDATOR = Draft202012Validator(json_schema())

FLAG = st.booleans()
REFUSED = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
STORABLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters=REFUSED)
WORD = st.text(STORABLE, min_size=1, max_size=12).map(tidy).filter(lambda word: not is_blank(word))
TEXT = st.text(STORABLE, max_size=40)
GROUPS = ("Staff", "no", "12:30", "Gäste: alle")
ZONES = ("Office", "- Home")
OWN_KEYS = ("team", "Height", "agrees", "tags")
OFFERED = tuple(one.value for one in Authenticator if TRAITS[one].self_service)


def some(values: Any, least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), unique=True, min_size=least)


CONDITIONS: dict[str, Any] = {
    "groups_included": some(GROUPS, 1),
    "groups_excluded": some(GROUPS),
    "zones_included": some(ZONES, 1),
    "zones_excluded": some(ZONES),
    "device": st.sampled_from(("any", "new", "known")),
    "occasion": st.sampled_from(("any", "sign_in", "sign_up", "recovery")),
    "weekdays": some([day for day, _label in DAYS]),
    "time_zone": st.sampled_from(("UTC", "Europe/Berlin")),
}
HOURS = st.sampled_from(
    ({}, {"from_time": "22:00", "until_time": "06:30"}, {"from_time": "07:05", "until_time": "07:06"})
)
WISH = st.one_of(
    st.sampled_from(("optional", "required", "not_allowed")),
    st.fixed_dictionaries({"need": st.just("required"), "grace_skips": st.integers(1, 9)}),
    st.just({"need": "required", "grace_until": "2027-06-01T02:00:00+02:00"}),
)
OUTCOMES: dict[str, dict[str, Any]] = {
    "session": {
        "allowed": FLAG,
        "first_factor": st.sampled_from(("password", "any")),
        "further_factor": FLAG,
        "idle_minutes": st.integers(5, 60),
        "absolute_minutes": st.integers(120, 43_200),
        "persistent": FLAG,
    },
    "authentication": {
        "allowed": FLAG,
        "deny_text": TEXT,
        "factors": st.integers(1, 2),
        "password": FLAG,
        "excluded": some(("phone", "security_question", "recovery_code")),
        "password_minutes": st.none() | st.integers(0, 99),
        "ask_again_days": st.integers(1, 365),
    },
    "enrollment": {
        "authenticators": st.fixed_dictionaries(
            {"password": st.just("optional")}, optional={one: WISH for one in OFFERED if one != "password"}
        ),
        "offer": FLAG,
        "nudge_pause_days": st.integers(0, 365),
    },
    "password": {
        "min_length": st.integers(15, 64),
        "min_lower": st.integers(0, 3),
        "history": st.integers(0, 30),
        "refuse_breached": FLAG,
        "unlock_minutes": st.integers(0, 99),
    },
    "account_management": {"allowed": FLAG, "factors": st.integers(1, 2), "ends_sessions": FLAG},
}


@st.composite
def rules(draw: Any, kind: str) -> list[Any]:
    more = {"operations": some([one for one, _label in OPERATIONS])} if kind == "account_management" else {}
    asked = st.fixed_dictionaries({}, optional={**CONDITIONS, **more})
    when = st.tuples(asked, HOURS).map(lambda both: {**both[0], **both[1]})
    needed = {"authenticators"} & OUTCOMES[kind].keys()
    then = st.fixed_dictionaries(
        {name: OUTCOMES[kind][name] for name in needed},
        optional={name: one for name, one in OUTCOMES[kind].items() if name not in needed},
    )
    rule = st.fixed_dictionaries({"name": WORD, "then": then}, optional={"active": FLAG, "when": when})
    return draw(st.lists(rule, max_size=3))


@st.composite
def policies(draw: Any, kind: str) -> list[Any]:
    names = draw(st.lists(WORD.filter(lambda name: "efault" not in name), unique=True, max_size=3))
    whose = {} if kind == "authentication" else {"groups": some(GROUPS)}
    fields = st.fixed_dictionaries({"rules": rules(kind)}, optional={"description": TEXT, **whose})
    found = [{"name": name, **draw(fields)} for name in names]
    answers = [rule["then"] for rule in draw(rules(kind))[:1]]
    if answers:
        catch_all = {"name": draw(WORD), "default": True, "then": answers[0]}
        others = WORD.filter(lambda name: name not in (*names, "Administration"))
        found.append({"name": draw(others), "default": True, "rules": [catch_all]})
    return found


URIS = ("https://app.example.com/back", "http://localhost:5000/callback")
CLIENT = st.fixed_dictionaries(
    {"client_type": st.sampled_from(("public", "confidential")), "redirect_uris": some(URIS, 1)},
    optional={
        "post_logout_redirect_uris": some(URIS),
        "scopes": some(("openid", "email", "groups")),
        "grant_types": some(("authorization_code", "refresh_token"), 1),
        "access_seconds": st.integers(60, 900),
    },
)
ATTRIBUTES = {
    "team": {"type": "choice", "options": [{"value": "a", "title": "A"}, {"value": "no", "title": "N: o"}]},
    "Height": {"type": "number", "minimum": "0.5", "maximum": 3},
    "agrees": {"type": "boolean"},
    "tags": {
        "type": "multiple_choice",
        "options": [{"value": "x", "title": "X"}],
        "max_items": 1,
        "default": ["x"],
    },
}


@st.composite
def enrollment(draw: Any) -> list[Any]:
    keys = ("firstName", "lastName", *OWN_KEYS)

    def field(key: str) -> st.SearchStrategy[Any]:
        more = {"required": FLAG, "label": TEXT, "placeholder": TEXT}
        return st.fixed_dictionaries({"attribute": st.just(key)}, optional=more)

    form = some(keys).flatmap(lambda chosen: st.tuples(*(field(key) for key in chosen)).map(list))
    fields = st.fixed_dictionaries(
        {"form": form},
        optional={
            "sign_up_allowed": FLAG,
            "form_title": WORD,
            "password_page": st.sampled_from(("first", "later", "none")),
            "groups": some(GROUPS),
            "allowed_domains": some(("example.com", "bücher.example")),
            "denied_domains": some(("mail.example",)),
        },
    )
    names = draw(st.lists(WORD.filter(lambda name: "efault" not in name), unique=True, max_size=2))
    return [
        {"name": name, **draw(fields), "dashboard": place == 0 and draw(FLAG)}
        for place, name in enumerate(names)
    ]


CONDITION = st.sampled_from(
    (
        {"attribute": "department", "values": ["Finance", "Gäste: alle"]},
        {"attribute": "department", "operator": "starts_with", "values": ["Fin"]},
        {"attribute": "agrees", "values": ["true"]},
        {"attribute": "userType", "operator": "has_value"},
        {"email_domains": ["example.com", "xn--bcher-kva.example"]},
        {"applications": ["dashboard"]},
        {"policies": ["Default policy"]},
    )
)
GROUP_RULE = st.fixed_dictionaries(
    {
        "name": WORD,
        "trusts_user_values": st.just(True),
        "groups": some(GROUPS, 1),
        "when": st.tuples(CONDITION, st.lists(st.tuples(CONDITION, FLAG), max_size=3)).map(
            lambda chosen: [chosen[0], *({**condition, "or": flag} for condition, flag in chosen[1])]
        ),
    },
    optional={"active": FLAG},
)


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """Return what a document may say, everything in it allowed."""
    kinds = {kind: draw(policies(kind)) for kind in OUTCOMES}
    forms = draw(enrollment())
    chosen = {
        "authentication_policy": st.sampled_from([None, *(one["name"] for one in kinds["authentication"])]),
        "enrollment_policy": st.sampled_from([None, *(one["name"] for one in forms)]),
        "client": st.none() | CLIENT,
        "groups": some(GROUPS),
        "everyone": FLAG,
        "color": st.sampled_from(("", "#ab12cd")),
        "position": st.integers(0, 9),
    }
    app = st.fixed_dictionaries(
        {"label": st.sampled_from(("Shop", "no")), "key": st.sampled_from(("shop", "a-b_c"))}, optional=chosen
    )
    return {
        "version": 1,
        "brand": {"name": draw(WORD), "accent": "#123456", "postal_address": draw(TEXT)},
        "groups": [{"name": name, "description": draw(TEXT)} for name in GROUPS],
        "attributes": [
            {"key": key, "title": draw(WORD), "help": draw(TEXT), **ATTRIBUTES[key]} for key in OWN_KEYS
        ],
        "network_zones": [{"name": name, "networks": ["203.0.113.0/24", "2001:db8::/32"]} for name in ZONES],
        "policies": kinds,
        "enrollment_policies": forms,
        "protection": {"hide_at_sign_in": draw(FLAG), "challenge_minutes": draw(st.integers(5, 30))},
        "applications": draw(st.lists(app, unique_by=lambda one: one["key"], max_size=2)),
        "group_rules": draw(st.lists(GROUP_RULE, unique_by=lambda one: one["name"], max_size=2)),
    }


def exported() -> dict[str, Any]:
    return plain_document(read_values())


def carried_over(raw: object) -> tuple[dict[str, Any], bool]:
    """Apply a document to the server as it comes; return what is exported then, and forget it all."""
    with transaction.atomic():
        apply_document(ApplyRequest(raw), now=timezone.now())
        out = exported()
        again = plan_document(ApplyRequest({"version": 1, **out}, prune=True)).plan.is_empty
        as_written = plan_document(ApplyRequest(raw)).plan.is_empty
        transaction.set_rollback(True)
    return out, again and as_written


@settings(
    max_examples=examples(4, 100),
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(documents())
def test_exported_document_recreates_the_configuration(raw):
    assert VALIDATOR.is_valid(raw)
    first, settled = carried_over(raw)
    assert settled
    assert VALIDATOR.is_valid({"version": 1, **first})
    second, settled = carried_over(load(dump(first).encode()))
    assert settled
    assert second == first
