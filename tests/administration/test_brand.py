import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.brand import current_brand
from accounts.models import Brand
from tests.administration.desk import newest_event
from tests.applications.pictures import png

pytestmark = pytest.mark.django_db

PAGE = "accounts/brand/1/change/"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>x</title><path d="M0 0h9v9z"/></svg>'


def test_the_colours_that_came_along_need_no_second_request(db):
    assert (current_brand().css_url, current_brand().logo_url) == ("", "")


def test_new_colours_have_an_address_that_may_be_kept_for_ever(desk, client):
    desk.save(PAGE, {"color": "#2347D6", "accent": "#e0559a"})

    answer = client.get(current_brand().css_url)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"--brand:#2347d6" in answer.content
    assert newest_event("system.brand.update").actor_id == desk.user.public_id


def test_an_old_address_gives_the_new_colours_and_is_not_kept(desk, client):
    desk.save(PAGE, {"color": "#2347d6"})
    old = current_brand().css_url
    desk.save(PAGE, {"color": "#990000"})

    answer = client.get(old)

    assert (b"#990000" in answer.content, answer["Cache-Control"]) == (True, "public, max-age=60")


def test_a_logo_is_cleaned_and_served_as_an_image(desk, client):
    desk.save(PAGE, {"logo": LOGO})

    answer = client.get(current_brand().logo_url)

    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert (b"<path" in answer.content, b"title" in answer.content) == (True, False)


def test_picture_is_taken_as_a_file_and_served_as_png(desk, client):
    assert 'enctype="multipart/form-data"' in desk.open(PAGE).text
    desk.save(PAGE, {"logo_file": SimpleUploadedFile("logo.html", png(600, 300))})

    answer = client.get(current_brand().logo_url)

    assert (current_brand().logo_url.endswith(".png"), answer["Content-Type"]) == (True, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert Brand.objects.get().logo.startswith("data:image/png;base64,")
    desk.save(PAGE, {"logo": Brand.objects.get().logo})
    assert client.get(current_brand().logo_url).content == answer.content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "isn’t an SVG, PNG"),
        (png(2049, 1), "2048 × 2048"),
        (b"<svg><p/></svg>", "isn’t an SVG image"),
    ],
)
def test_file_that_is_no_logo_is_refused_at_its_field(desk, content, said):
    answer = desk.save(PAGE, {"logo_file": SimpleUploadedFile("logo.svg", content)})

    assert said in answer.error_at("logo_file")
    assert Brand.objects.get().logo == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"color": "red"}, "color"), ({"logo": LOGO.replace("<path", "<script/><path")}, "logo")],
)
def test_undisplayable_value_is_refused_at_its_field(desk, changes, field):
    assert desk.save(PAGE, changes).error_at(field)
    assert Brand.objects.get().logo == ""


def test_without_a_logo_or_colours_there_is_nothing_to_serve(client, db):
    assert client.get("/brand/default.abc.css").status_code == 404
    assert client.get("/brand/default.abc.svg").status_code == 404


@pytest.mark.parametrize(
    "typed", ["\u200bhelp@example.com", " help@example.com\u00a0", "\u2068help@example.com\u2069"]
)
def test_support_address_is_read_as_any_address(desk, typed):
    desk.save(PAGE, {"support_email": typed})
    assert Brand.objects.get().support_email == "help@example.com"
    assert desk.save(PAGE, {"support_email": "help"}).error_at("support_email")
