"""The numbers that an administrator sees are what the questions say of each user, in one statement."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.field_conditions import Comparison, FieldCondition
from accounts.domain.lifecycle import Status
from accounts.domain.values import values_of
from accounts.models import Origin, Postponement, ProfileAttribute, User
from accounts.profile.schema import attribute_of
from enrollment.domain.form import FormItem
from enrollment.domain.progressive import NOT_YET, PostponementState, due, postponement_key
from enrollment.selectors import has_later_questions, later_impact, policy_for
from tests.actors import afresh

pytestmark = pytest.mark.django_db
started_afresh = pytest.fixture(autouse=True)(afresh)

NOW = timezone.now()
PROFILES = (
    {},
    {"city": "Cork"},
    {"terms": False},
    {"terms": True, "city": "Cork"},
    {"terms": True, "city": "Cork", "news": False},
    {"news": True, "topics": ['é"', "b"], "team": "shop"},
    {"news": True, "topics": ["b"], "team": "ops"},
    {"news": True, "title": "Baker"},
    {"news": False, "title": "Hidden, and so counts as empty"},
)
PUT_OFF = (
    NOT_YET,
    PostponementState(1, NOW - timedelta(days=1)),
    PostponementState(1, NOW - timedelta(days=9)),
    PostponementState(4, NOW),
)


def item(key: str, *, required: bool = False) -> FormItem:
    return FormItem(attribute_of(ProfileAttribute.objects.get(key=key)), required=required)


def conditional() -> list[FormItem]:
    """Return a field for each kind of condition."""
    conditions = {
        "title": FieldCondition("news", Comparison.CHECKED),
        "nickName": FieldCondition("topics", Comparison.ONE_OF, ('é"', "c")),
        "organization": FieldCondition("team", Comparison.ONE_OF, ("shop", "it")),
        "department": FieldCondition("terms", Comparison.FILLED),
        "state": FieldCondition("firstName", Comparison.FILLED),
        "displayName": FieldCondition("city", Comparison.FILLED),
        "zipCode": FieldCondition("title", Comparison.FILLED),
    }
    return [replace(item(key), shown_if=condition) for key, condition in conditions.items()]


def make_users() -> list[tuple[User, PostponementState]]:
    """Make a user of every kind."""
    key, made = postponement_key(policy_for(None)), []
    for number, (profile, name, put_off) in enumerate(
        (profile, name, put_off) for profile in PROFILES for name in ("", "Ada") for put_off in PUT_OFF
    ):
        address = f"p{number}@example.com"
        user = User.objects.create(
            login=address,
            email=address,
            first_name=name,
            profile=profile,
            status=Status.ACTIVE.value,
            origin=Origin.IMPORT,
            created_at=NOW,
        )
        if put_off.last_at is not None:
            Postponement.objects.create(user=user, what=key, times=put_off.times, last_at=put_off.last_at)
        made.append((user, put_off))
    return made


CHANGES = [
    {},
    {"skip_limit": 3},
    {"cool_down": timedelta(days=7)},
    {"skip_limit": 3, "cool_down": timedelta(days=7)},
    {"skip_until": NOW.date() - timedelta(days=2)},
]


@pytest.mark.postgres
@pytest.mark.parametrize("changes", CHANGES)
def test_counts_match_the_questions_of_the_next_sign_in(changes, django_assert_num_queries):
    kinds = {"terms": "boolean", "news": "boolean", "topics": "multiple_choice", "team": "choice"}
    for key, kind in kinds.items():
        ProfileAttribute.objects.create(key=key, type=kind, title=key.title())
    items = (item("firstName"), item("city"), item("terms", required=True), item("news"), *conditional())
    form = (*(replace(item(key), at_sign_in=False) for key in ("topics", "team")), *items)
    policy = replace(policy_for(None), progressive=True, most_questions=10, items=form, **changes)
    people = make_users()

    with django_assert_num_queries(1):
        counted = later_impact(policy, NOW)

    asked = [due(policy, values_of(user.profile_values()), put_off, NOW) for user, put_off in people]
    keys = [one.key for page in asked for one in page]
    assert (counted.people, counted.everybody) == (len([page for page in asked if page]), len(people))
    assert [count for _, count in counted.lacking] == [keys.count(one.key) for one in items]


def test_policy_without_questions_counts_no_user():
    make_users()

    assert later_impact(replace(policy_for(None), progressive=True, items=()), NOW).people == 0
    assert later_impact(policy_for(None), NOW).people == 0


def test_an_app_without_a_policy_gets_the_default_one():
    assert policy_for(None).is_default
    assert policy_for(policy_for(None).id) == policy_for(None)
    assert policy_for(987_654).is_default


def test_profiles_are_read_at_sign_in_only_where_some_policy_asks_later():
    assert not has_later_questions()
