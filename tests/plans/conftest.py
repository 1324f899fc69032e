from collections.abc import Iterator

import pytest

from accounts.models import ProfileAttribute
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from tests.actors import afresh, sign_up_policy
from tests.plans.population import disperse, gather

_afresh = pytest.fixture(autouse=True)(afresh)


@pytest.fixture(scope="module")
def _crowd(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Gathering takes long: all tests of plans are in one file, which one worker runs (``loadfile``)."""
    with django_db_blocker.unblock():
        gather()
    yield
    with django_db_blocker.unblock():
        disperse()


@pytest.fixture(autouse=True)
def _population_exists(_crowd, db):
    number = ProfileAttribute.objects.get(key="employeeNumber")
    number.unique = True
    number.save()
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    EnrollmentFormField.objects.create(policy=policy, attribute=number, position=99)
    sign_up_policy()
