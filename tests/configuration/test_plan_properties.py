"""Any document: what plan allows, apply accepts, and applying it again changes nothing."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain.text import tidy
from accounts.domain.violations import ValidationFailed, Violation
from configuration.apply import ApplyRequest, apply_document, plan_document
from configuration.document import DOCUMENT, parse, plain_document, read_values
from configuration.report import violation_data
from configuration.schema import DocumentEntry, models_in
from policies.domain.rules import Kind
from tests.thoroughness import examples

pytestmark = pytest.mark.django_db

FINE = st.sampled_from(
    [
        "lead",
        " lead ",
        "Lead",
        "Same",
        "Same ",
        "\u200bSame",
        "Same\u00a0",
        "\u2067lead\u2069",
        "\ufeffé",
        "e\u0301",
        "n" * 100,
    ]
)
ODD = st.sampled_from(
    ["x\u202ey", "a\x1bb", "a\nb", "", "  ", "\u200b", "n" * 101, "n" * 300, "\ud800", "\0"]
)
WRONG = st.one_of(ODD, st.sampled_from([None, 7, True, 1.5, [], {}, ["lead"], {"name": "lead"}]))
NAMES = st.lists(FINE, max_size=2, unique=True)
ADDRESS = st.sampled_from(["https://a.example/cb", " https://a.example/cb\u200b", "https://b.example"])
DOMAIN = st.sampled_from(["example.com", " EXAMPLE.com", "@bücher.example"])


def records(required: dict[str, Any], optional: dict[str, Any], most: int = 2) -> st.SearchStrategy[Any]:
    """Return lists of records, most of them without two of one name."""
    entry = st.fixed_dictionaries(required, optional=optional)
    apart = st.lists(entry, max_size=most, unique_by=lambda item: tidy(item.get("key") or item["name"]))
    return st.one_of(apart, apart, apart, apart, st.lists(entry, max_size=most))


GROUPS = records({"name": FINE}, {"description": FINE}, 3)
NETWORKS = st.lists(
    st.sampled_from(["192.0.2.0/24", " 192.0.2.7", "2001:db8::/32"]), min_size=1, max_size=2, unique=True
)
CLIENT = st.fixed_dictionaries(
    {"redirect_uris": st.lists(ADDRESS, min_size=1, max_size=2)},
    optional={"client_type": st.sampled_from(["public", "confidential"]), "pkce_required": st.booleans()},
)
APPS = records(
    {"key": st.sampled_from(["pay", "rota", "dashboard"]), "label": FINE},
    {
        "groups": NAMES,
        "client": st.one_of(st.none(), CLIENT),
        "everyone": st.booleans(),
        "initiate_login_uri": ADDRESS,
        "color": st.sampled_from(["#0B6657", "#0b6657", ""]),
        "description": FINE,
    },
)
FORM = st.lists(
    st.fixed_dictionaries(
        {"attribute": st.sampled_from(["email", "firstName", "city"])}, optional={"label": FINE}
    ),
    max_size=2,
    unique_by=lambda item: item["attribute"],
)
ENROLLMENT = records(
    {"name": FINE, "form": FORM},
    {
        "groups": NAMES,
        "allowed_domains": st.lists(DOMAIN, max_size=2),
        "default": st.booleans(),
        "form_title": FINE,
    },
)
RULES = records({"name": FINE, "then": st.just({})}, {"default": st.booleans()})
POLICIES = st.dictionaries(
    st.sampled_from([Kind.SESSION.value, Kind.AUTHENTICATION.value, Kind.PASSWORD.value]),
    records({"name": FINE, "rules": RULES}, {"active": st.booleans(), "default": st.booleans()}),
    max_size=2,
)
ATTRIBUTES = records(
    {"key": st.sampled_from(["team", "badge"]), "type": st.just("string"), "title": FINE}, {"help": FINE}
)
BRAND = st.fixed_dictionaries(
    {"name": FINE},
    optional={"support_email": st.sampled_from(["\u200bhelp@example.com", "help@example.com", ""])},
)
SECTIONS_OF = {
    "groups": GROUPS,
    "network_zones": records({"name": FINE, "networks": NETWORKS}, {}),
    "applications": APPS,
    "enrollment_policies": ENROLLMENT,
    "policies": POLICIES,
    "attributes": ATTRIBUTES,
    "brand": BRAND,
}


@st.composite
def documents(draw: st.DrawFn) -> Any:
    """Draw a document, in a third of the cases with something wrong at one place."""
    raw = draw(st.fixed_dictionaries({"version": st.just(1)}, optional=SECTIONS_OF))
    if draw(st.integers(0, 2)):
        return raw
    place: Any = raw
    while True:
        keys = sorted(place.keys() - {"version"}) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return raw
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and draw(st.booleans()):
            place = place[key]
            continue
        place[key] = draw(WRONG)
        return raw


def refusal_of(wish: ApplyRequest, *, planning: bool) -> list[tuple[str, str]] | None:
    """Plan or apply; return what was refused, or nothing."""
    try:
        if planning:
            plan_document(wish)
        else:
            apply_document(wish, now=timezone.now())
    except ValidationFailed as refusal:
        return [(violation.field, violation.code) for violation in refusal.violations]
    return None


@given(raw=documents(), prune=st.booleans())
@settings(
    deadline=None,
    derandomize=True,
    max_examples=examples(15, 500),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_plan_and_apply_agree_on_any_document(raw: dict[str, Any], prune: bool):
    wish = ApplyRequest(raw, prune)
    with transaction.atomic():
        before = plain_document(read_values())
        planned = refusal_of(wish, planning=True)
        assert plain_document(read_values()) == before
        assert refusal_of(wish, planning=False) == planned
        if planned is None:
            assert plan_document(wish).plan.is_empty
            exported = {"version": 1, **plain_document(read_values())}
            assert plan_document(ApplyRequest(exported)).plan.is_empty
        else:
            assert plain_document(read_values()) == before
        transaction.set_rollback(True)


def names_in(model: type[DocumentEntry]) -> set[str]:
    inner = [one for field in model.model_fields.values() for one in models_in(field.annotation)]
    return {*model.model_fields, *(name for one in inner for name in names_in(one))}


OTHER_KEYS = st.sampled_from([7, True, None, "", "x.y", "\ud800"])
KEYS = st.one_of(st.sampled_from(sorted(names_in(DOCUMENT))), OTHER_KEYS)
LEAVES = st.one_of(WRONG, st.sampled_from(["any", "2026-01-31", "09:30", "1E+9", "+00:00", -1, 10**30]))
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=30,
)
RECORD = st.dictionaries(KEYS, ANYTHING, max_size=6)


def violations_in(raw: object) -> tuple[Violation, ...]:
    try:
        parse(raw)
    except ValidationFailed as failure:
        return failure.violations
    return ()


@given(raw=RECORD, rules=st.lists(RECORD, max_size=2))
@settings(deadline=None, derandomize=True, max_examples=examples(200, 5000))
def test_any_value_is_read_or_refused_with_messages(raw: dict[Any, Any], rules: list[Any]):
    policy = {"name": "x", "rules": [{"name": "r", **rule} for rule in rules]}
    for given_document in (raw, {"version": 1, **raw}, {"version": 1, "policies": {"enrollment": [policy]}}):
        found = violation_data(violations_in(given_document), {})
        assert all(one["message"] for one in found)
        json.dumps(found, ensure_ascii=False).encode()
