"""ASVS 5.0 V5: which files are taken, and under which names they are kept and handed out."""

import re
from collections.abc import Mapping

import pytest
from django.conf import settings
from django.test import Client

from accounts.configuration_cache import raise_version
from accounts.domain import logos, pictures
from applications.models import Application
from tests.actors import PASSWORD, a_user, afresh
from tests.administration.desk import Desk
from tests.applications.pictures import png as picture
from tests.architecture.sources import production
from tests.dashboard.users import ADA, come_in
from tests.lint import ROOT

pytestmark = pytest.mark.django_db
started_afresh = pytest.fixture(autouse=True)(afresh)

PAGE = (ROOT / "docs" / "operations.md").read_text().partition("## Files")[2].partition("\n## ")[0]
HOSTILE_NAMES = ["../../settings.py", "..\\..\\settings.py", "logo.php", 'a".svg', "x" * 200 + ".html"]


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


def post_logo(desk: Desk, row: Application, name: str, type: str = "text/html") -> None:
    """Post a PNG under a name and media type of the sender's choice."""
    head = f'--x\r\nContent-Disposition: form-data; name="logo"; filename="{name}"\r\nContent-Type: {type}'
    body = head.encode() + b"\r\n\r\n" + picture() + b"\r\n--x--\r\n"
    address = f"/admin/applications/application/{row.pk}/logo/"
    response = desk.client.post(address, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 302, response.content


def an_app() -> Application:
    row = Application.objects.create(label="Payroll", key="payroll")
    raise_version()
    return row


def test_rules_for_files_are_those_of_the_code():
    said = {
        f"at most {logos.MAX_BYTES // 1024} KiB",
        f"`{logos.SVG}`",
        f"more than {logos.MAX_SIDE:,} pixels on a side",
        f"to at most {pictures.SIDES[0]} pixels",
        f"{pictures.MAX_STORED_BYTES // 1024} KiB",
        *(f"`{type}`" for type in logos.RASTER_TYPES),
    }
    assert [text for text in said if text not in PAGE] == []


def test_every_module_that_takes_files_is_named():
    taking = [file.path for file in production() if "FileField" in file.text or ".FILES" in file.text]
    assert taking != []
    assert [path for path in taking if f"`{path}`" not in PAGE] == []


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_name_of_an_uploaded_file_is_never_used(desk: Desk, name: str):
    row = an_app()

    post_logo(desk, row, name)

    row.refresh_from_db()
    served = Client().get(f"/apps/logo/{row.key}.{row.logo_digest}.png")
    assert (served.status_code, served["Content-Type"]) == (200, logos.PNG)
    kept = [str(getattr(row, field.attname)) for field in Application._meta.fields if field.name != "logo"]
    assert not any(part in text for text in kept for part in ("settings", ".php", ".html", 'a"'))


def test_uploaded_file_is_served_as_an_image_that_runs_nothing(desk: Desk):
    row = an_app()
    post_logo(desk, row, "logo.html")

    row.refresh_from_db()
    served = Client().get(f"/apps/logo/{row.key}.{row.logo_digest}.png")

    assert served["Content-Type"] == logos.PNG
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"


def test_no_uploaded_file_reaches_the_disk():
    from_disk = ("FileSystemStorage", "default_storage", "MEDIA_ROOT", "upload_to", "TemporaryUploadedFile")
    # The one that is found writes the static files of the build.
    found = [file.path for file in production() if any(name in file.text for name in from_disk)]
    assert found == ["ssr_project/static_files.py"]
    assert settings.MEDIA_ROOT == ""


@pytest.mark.parametrize("sent", [{}, {"filename": "evil.html"}, {"name": 'x"\r\nSet-Cookie: a=b'}])
def test_name_of_a_download_is_chosen_by_the_server(sent: Mapping[str, str]):
    visitor = come_in(a_user(ADA, PASSWORD))

    response = visitor.http.post("/me/data/export", sent)

    pattern = r'attachment; filename="my-data-\d{4}-\d\d-\d\d\.json"'
    assert re.fullmatch(pattern, response["Content-Disposition"])
