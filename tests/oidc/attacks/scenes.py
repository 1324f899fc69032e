"""What attacks have in common."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.actors import PASSWORD
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty
from tests.journeys.driver import PASSCODE, SIGNED_IN

ADA, MALLORY = "ada@example.com", "mallory@example.net"
ALL = "openid profile email groups offline_access"


def signed_in(app: RelyingParty, address: str, **known: Any) -> FromAppHosted:
    """Return a browser with a session of a user who came from the app."""
    browser = FromAppHosted(app, **known)
    browser.begin()
    browser.identify(address)
    browser.password(PASSWORD)
    assert browser.step == SIGNED_IN
    return browser


def press(browser: FromAppHosted, field: str, value: str) -> Any:
    """Fill in the page's form and press its button; return the answer as it is."""
    main = browser.forms[0]
    (form,) = [one for one in browser.page.all("form") if one.all("input", name="form", value=main)]
    return browser.client.post(form.get("action") or browser.url, form.sends() | {field: [value]})


def finished(app: RelyingParty, address: str, **known: Any) -> tuple[FromAppHosted, str]:
    """Return a browser that has done everything but the last hop, and the address of that hop."""
    browser = FromAppHosted(app, **known)
    browser.begin()
    browser.identify(address)
    answer = press(browser, PASSCODE, PASSWORD)
    assert answer["Location"].startswith("/oauth2/resume/"), answer["Location"]
    return browser, answer["Location"]


def said_in(url: str) -> dict[str, str]:
    """Read the parameters of an address, as any finder of it can."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def refused(response: Any, error: str = "invalid_grant", status: int = 400) -> None:
    """See that nothing was given."""
    assert (response.status_code, response.json()["error"]) == (status, error), response.content
    assert "token" not in response.json()
