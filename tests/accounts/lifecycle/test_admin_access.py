import pytest
from django.core.management import CommandError, call_command

from accounts.domain.lifecycle import Status
from accounts.models import AdminAccessLink, User
from tests.actors import a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.PROVISIONED])
def test_link_for_a_user_who_cannot_sign_in_is_refused(status):
    user = a_user("boss@example.com")
    User.objects.filter(pk=user.pk).update(status=status.value)
    with pytest.raises(CommandError, match=f"is {status.value}"):
        call_command("admin_access", "boss@example.com")
    assert not AdminAccessLink.objects.exists()
