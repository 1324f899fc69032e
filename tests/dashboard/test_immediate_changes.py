"""What is changed on the security page itself: names and remembered browsers."""

import pytest
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.lifecycle import support
from accounts.models import Enrollment, Event, RememberedDevice
from accounts.sessions import devices
from tests.actors import PASSWORD, a_user
from tests.dashboard.users import ADA, EVE, come_in, notes_on, page_of, rows_of, set_up
from tests.refusals import write_refusals

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


@pytest.fixture
def key(ada):
    return set_up(ada, Authenticator.PASSKEY, "Passkey")


def rename(visitor, handle, name):
    return visitor.http.post(f"/me/security/rename/{handle}", {"name": name})


def newest_event():
    return Event.objects.order_by("-id").values_list("type", flat=True)[0]


def test_a_passkey_gets_another_name(ada, key):
    visitor = come_in(ada)
    response = rename(visitor, key.public_id, "  Work laptop ")
    assert (response.status_code, response["Location"]) == (303, "/me/security")
    page = visitor.get("/me/security")
    assert notes_on(page) == ["Passkey renamed to “Work laptop”."]
    assert "Work laptop" in rows_of(page)
    assert newest_event() == "user.mfa.factor.update"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Enter a name with 1 to 100 characters."),
        (" \u200b ", "Enter a name with 1 to 100 characters."),
        ("x" * 101, "Enter a name with 1 to 100 characters."),
        ("a\0b", "This name contains a character you can’t use. Remove it."),
        ("a\u202eb", "This name contains a character you can’t use. Remove it."),
    ],
)
def test_a_name_that_cannot_be_is_refused_where_it_was_typed(ada, key, name, said):
    response = rename(come_in(ada), key.public_id, name)
    page = page_of(response)
    assert response.status_code == 422
    assert page.all("title")[0].text.startswith("Error: ")
    (summary,), (box,) = page.classed("summary"), page.all("input", name="name")
    assert said in summary.text
    assert summary.all("a")[0].get("href") == f"#{box.get('id')}"
    assert (box.get("aria-invalid"), box.get("value")) == ("true", name[:100])
    assert page.all(id=box.get("aria-describedby"))[0].text == said
    assert "open" in page.classed("help")[0].attrs
    assert Enrollment.objects.get().label == "Passkey"


def test_a_name_of_a_hundred_characters_is_taken(ada, key):
    assert rename(come_in(ada), key.public_id, "x" * 100).status_code == 303
    assert Enrollment.objects.get().label == "x" * 100


def test_only_a_passkey_has_a_name_of_its_own(ada):
    app = set_up(ada, Authenticator.TOTP)
    assert rename(come_in(ada), app.public_id, "Phone").status_code == 404


@pytest.mark.parametrize("action", ["rename", "remove"])
def test_items_of_another_user_or_no_user_are_not_found(ada, key, action):
    eve = come_in(a_user(EVE))
    before = Event.objects.count()
    for handle in (key.public_id, "nothing-like-it", str(key.pk)):
        answer = eve.http.post(f"/me/security/{action}/{handle}", {"name": "Mine"})
        assert answer.status_code == 404
    assert Enrollment.objects.get().label == "Passkey"
    write_refusals()
    assert Event.objects.count() == before


def test_access_code_cannot_be_removed_by_its_user(ada):
    support.replace_access_code(ada, timezone.now(), actor=None)
    held = ada.enrollments.get()
    assert come_in(ada).post("", f"/me/security/remove/{held.public_id}").status_code == 404


@pytest.mark.parametrize("name", ["password", "email", "access_code", "nonsense", "%00"])
def test_only_self_service_authenticators_can_be_added(ada, name):
    assert come_in(ada).post("", f"/me/security/add/{name}").status_code == 404


def test_a_remembered_browser_is_forgotten(ada):
    devices.remember(ada, "0123456789abcdef", timezone.now(), client="Firefox on Linux")
    visitor, held = come_in(ada), RememberedDevice.objects.get()
    assert visitor.post("", f"/me/security/forget/{held.pk}")["Location"] == "/me/security"
    assert notes_on(visitor.get("/me/security")) == ["Browser forgotten. We’ll treat it as new from now on."]
    assert not RememberedDevice.objects.exists()
    assert newest_event() == "device.user.remove"


def test_remembered_browser_of_another_user_stays(ada):
    devices.remember(ada, "0123456789abcdef", timezone.now())
    held, eve = RememberedDevice.objects.get(), come_in(a_user(EVE))
    for number in (held.pk, held.pk + 1):
        assert eve.post("", f"/me/security/forget/{number}").status_code == 404
    assert RememberedDevice.objects.exists()
    write_refusals()
    assert not Event.objects.exists()
