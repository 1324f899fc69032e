"""The page for operators says of connections, times and bounds what the code does."""

import re
from typing import Final

from django.conf import settings

from accounts.credentials import breached_passwords, throttle
from accounts.domain import logos
from accounts.messaging.email_transport import MAX_EMAILS_PER_CONNECTION
from configuration import yaml_text
from oidc import logout
from oidc.logout import TRIES
from outbound import request, sockets
from ssr_project import databases, log_lines
from ssr_project.middleware import validity
from tests.architecture.sources import production
from tests.lint import ROOT

PAGE = " ".join((ROOT / "docs" / "operations.md").read_text().split())
OUTGOING = re.compile(
    r"^\s*(?:from|import) (?:http\.client|urllib\.request|smtplib|ftplib|requests|httpx|urllib3|aiohttp"
    r"|websockets|limits\.storage)\b|create_connection\(|get_connection\(",
    re.MULTILINE,
)
LOCAL: Final = {"ssr_project/embedded/web.py", "ssr_project/embedded/ports.py"}
"""The embedded server looks at its own port."""


def test_every_module_that_opens_connections_is_named():
    found = {file.path for file in production() if OUTGOING.search(file.text)} - LOCAL
    named = set(
        re.findall(r"`([a-z_/]+\.py)`", PAGE.partition("No other module opens")[2].partition("No address")[0])
    )
    assert found == named


def test_times_of_connections_are_those_of_the_code():
    said = {
        f"{databases.CONNECT_SECONDS} s to connect; one connection a thread",
        f"kept for {databases.CONNECTION_MAX_AGE} s",
        f"counted in the process for {throttle.PAUSE_SECONDS:.0f} s",
        f"{settings.EMAIL_TIMEOUT} s; {MAX_EMAILS_PER_CONNECTION} mails a connection",
        f"the certificate is checked | {request.TOTAL_SECONDS:.0f} s | messages wait",
        f"{breached_passwords.LIMITS.seconds:.0f} s, then {breached_passwords.PAUSE_SECONDS:.0f} s pause",
        f"{request.TOTAL_SECONDS:.0f} s for each, {logout.MAX_RUN_SECONDS:.0f} s in one go",
        f"{request.CONNECT_SECONDS:.0f} s to resolve it, {request.CONNECT_SECONDS:.0f} s to connect",
        f"{request.TOTAL_SECONDS:.0f} s for all of it; {request.MAX_BYTES // 1024} KiB",
        f"up to {sockets.MAX_ADDRESSES} addresses are tried",
    }
    assert [text for text in said if text not in PAGE] == []
    assert len(TRIES) == 6
    assert "six more tries" in PAGE


def test_bounds_of_costly_work_are_those_of_the_code():
    said = {
        f"{settings.MAX_BODY // 1024} KiB, {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields",
        f"{validity.MAX_ROWS} rows of a form",
        f"{logos.MAX_BYTES // 1024} KiB, listed shapes",
        f"{yaml_text.MAX_BYTES // 1024**2} MiB, no aliases",
    }
    assert [text for text in said if text not in PAGE] == []


def test_streams_of_the_log_are_those_of_the_code():
    text = "".join(file.text for file in production())
    for name in ("ssr.events", "ssr_project.access"):
        assert f'"{name}"' in text
        assert f"`{name}`" in PAGE
    assert list(log_lines.configuration("INFO", as_json=True)["handlers"]) == ["stderr"]
