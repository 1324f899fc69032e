import pytest
from django.utils import timezone

from accounts.models import Group, Membership
from flows.selectors import groups_of
from tests.actors import a_person
from tests.visitor import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_groups_of_a_user_are_read_without_naming_those_of_the_policies():
    ada, now = a_person("ada@example.com"), timezone.now()
    named, other = (Group.objects.create(name=name, created_at=now) for name in ("named", "other"))
    for group in (named, other):
        Membership.objects.create(user=ada, group=group, source="administrator", granted_at=now)
        Membership.objects.create(user=ada, group=group, source="policy", source_id="x", granted_at=now)
    many = frozenset(range(named.pk + 10, named.pk + 1000)) | {named.pk}

    with recorded() as statements:
        found = groups_of(ada.pk, many)

    assert found == {named.pk}
    assert [len(statement.params) for statement in statements] == [1]


def test_groups_of_a_user_are_not_read_where_nothing_names_one():
    with recorded() as statements:
        assert groups_of(a_person("ada@example.com").pk, frozenset()) == frozenset()
    assert "SELECT accounts_membership" not in [statement.kind for statement in statements]
