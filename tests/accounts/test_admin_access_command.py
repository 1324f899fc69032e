"""`manage.py admin_access`."""

import pytest
from django.core.management import CommandError, call_command


def test_a_mistyped_address_is_answered_with_the_remedy():
    with pytest.raises(CommandError, match=r"^'ada': Enter an email address like name@example.com\.$"):
        call_command("admin_access", "ada")
