import pytest

from accounts.domain.messages import CATALOGUE
from flows.hosted.end_words import END_WORDS
from flows.hosted.ends import end_for
from flows.hosted.icons import ICONS
from tests.flows.hosted.gallery import drawn_end
from tests.tables import each


@each("key", END_WORDS)
def test_every_end_is_a_message_of_the_catalogue_with_an_icon_that_exists(key: str):
    assert key in CATALOGUE
    assert END_WORDS[key].icon in ICONS


@each("key", CATALOGUE)
def test_any_message_can_end_a_transaction(key: str):
    end = end_for(key, params=("one", "two"))
    assert end.title
    assert end.text
    assert "{" not in end.title + end.text


def test_an_end_names_the_app_that_asks_for_more():
    end = end_for("oie.assurance.unsatisfiable", params=("Payroll",))
    assert end.title == "You can’t open Payroll"
    assert end.text.startswith("Payroll needs more")


def test_administrators_own_message_is_shown_alone_and_escaped():
    end = end_for("security.access_denied_custom_message", params=("Ask <b>Bo</b> {0}.",))
    assert end.text == "Ask <b>Bo</b> {0}."
    assert "Ask &lt;b&gt;Bo&lt;/b&gt; {0}." in drawn_end(end)


def test_end_page_names_its_subject():
    assert "14:58" in end_for("ssr.tries.wait_until", params=("14:58",)).text


def test_parameters_are_never_read_as_templates():
    assert "{1}" in end_for("ssr.signed_in_as_another", params=("{1}", "secret")).text


@each(
    ("key", "url", "method"),
    [
        ("idx.session.expired", "/signin", "get"),
        ("errors.E0000105", "/recover", "get"),
        ("ssr.registration.denied", "/signup", "get"),
        ("ssr.signed_in_as_another", "/signout", "post"),
        ("tooManyRequests", "", "get"),
        ("ssr.authenticator.last", "/me/security", "get"),
        ("oie.assurance.unsatisfiable", "/signin", "get"),
    ],
)
def test_end_page_has_a_next_link(key: str, url: str, method: str):
    primary = end_for(key).primary
    assert primary is not None
    assert (primary.url, primary.method) == (url, method)


@pytest.mark.parametrize("key", ["idx.return.stale", "idx.transferred.to.new.tab"])
def test_where_nothing_is_to_be_done_nothing_is_offered(key: str):
    end = end_for(key)
    assert (end.primary, end.secondary) == (None, ())
