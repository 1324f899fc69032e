"""What the tests check of every page that they render."""

import pytest
from django.template import engines

from accounts.models import User


def test_page_that_shows_a_method_fails():
    pages = engines["jinja2"]
    ada = User(first_name="Ada", last_name="Lovelace")
    assert pages.from_string("{{ user.get_full_name() }}{{ nobody }}").render({"user": ada}) == "Ada Lovelace"
    with pytest.raises(TypeError, match="get_full_name"):
        pages.from_string("{{ user.get_full_name }}").render({"user": ada})
