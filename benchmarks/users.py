"""What a user does at the product and at each peer, over real HTTP and real mail."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from requests import Response

from tests.servers.processes import Deployment, Visitor
from tests.servers.smtp import Mail, MailServer

PASSWORD = "violet lantern over quiet gravel"
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_NUMERIC = re.compile(r"\b(\d{3}) ?(\d{3})\b")
_LETTERS = re.compile(r"^([B-Z]{3,4})-([B-Z]{3,4})\b", re.M)
_SESSION_COOKIES = {"__Host-sid", "sessionid"}
_numbers = count(1)
PAGES = 10
"""Pages that one person opens, so that the cost of one is well above what a processor clock tells apart."""


@dataclass
class SimulatedUser:
    """A user with an address, a browser and a network of their own: no rate limit is in the way."""

    address: str
    ip_address: str
    browser: Visitor | None = field(default=None, repr=False)

    def known_browser(self) -> Visitor:
        """Return the browser of the sign-up, signed out; the server has closed its connection long ago."""
        if self.browser is None:
            raise LookupError(f"{self.address} has not signed up")
        self.browser.close()
        for cookie in list(self.browser.cookies):
            if cookie.name in _SESSION_COOKIES:
                self.browser.cookies.clear(cookie.domain, cookie.path, cookie.name)
        return self.browser


def new_user() -> SimulatedUser:
    """Return somebody who was never here before."""
    number = next(_numbers)
    octets = ".".join(str(number >> shift & 255) for shift in (16, 8, 0))
    return SimulatedUser(f"person{number}@example.com", f"10.{octets}")


Act = Callable[[Deployment, SimulatedUser], None]


@dataclass(frozen=True)
class Journeys:
    """The same visible work at one site, each name as `benchmarks.cpu` measures it."""

    sign_up: Act
    one_page_sign_up: Act
    sign_in_new_browser: Act
    sign_in: Act
    pages: Act
    mails_of_new_browser: int = 0


def post(visitor: Visitor, page: Response, **data: str) -> Response:
    """Post a form of a page as a browser does, and follow the redirect."""
    token = _CSRF.search(page.text)
    fields = {"csrfmiddlewaretoken": token[1] if token else "", **data}
    answer = visitor.post(_path(page.url), data=fields, allow_redirects=False)
    if answer.status_code not in (302, 303):
        raise RuntimeError(f"{answer.status_code} from {page.url}: {_problem(answer.text)}")
    return visitor.get(answer.headers["Location"], allow_redirects=False)


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def _problem(text: str) -> str:
    found = re.search(r"(role=\"alert\"|errorlist).*?</(div|ul)>", text, re.S)
    return re.sub(r"<[^>]+>", " ", found[0])[:200] if found else text[:200]


def code_in(mail: Mail) -> str:
    """Return the code a mail carries."""
    found = _NUMERIC.search(mail.subject) or _NUMERIC.search(mail.text) or _LETTERS.search(mail.text)
    if found is None:
        raise RuntimeError(f"no code in “{mail.subject}”")
    return found[1] + found[2]


def mailbox(server: Deployment) -> MailServer:
    """Return where the deployment's mail arrives."""
    if server.mail is None:
        raise RuntimeError("a sign-up needs its mail")
    return server.mail


def _landed(page: Response, who: SimulatedUser) -> None:
    if page.status_code != 200 or who.address not in page.text:
        raise RuntimeError(f"{who.address} did not land on the first page of the account: {page.url}")


def _emailed_code(server: Deployment, who: SimulatedUser) -> str:
    return code_in(mailbox(server).wait_for(who.address))


def get_pages(path: str, server: Deployment, who: SimulatedUser) -> None:
    """Open a page as first visits do, by one connection as a proxy keeps it."""
    visitor = server.visitor(who.ip_address)
    for _ in range(PAGES):
        visitor.cookies.clear()
        if not visitor.get(path).ok:
            raise RuntimeError(f"no {path} of {server.url}")


# The product


def ask_for_code(server: Deployment, visitor: Visitor, who: SimulatedUser, **more: str) -> Response:
    """Fill in the product's sign-up form; a mail is on its way."""
    form = {"form": "enroll-profile", "userProfile.email": who.address}
    form |= {"userProfile.firstName": "Ada", "userProfile.lastName": "Okafor"}
    form |= {"userProfile.countryCode": "IE", "userProfile.team": "finance"}
    return post(visitor, visitor.get("/signup"), **form, **more)


def _sign_up(server: Deployment, who: SimulatedUser) -> None:
    who.browser = visitor = server.visitor(who.ip_address)
    page = ask_for_code(server, visitor, who)
    page = post(
        visitor, page, form="enroll-authenticator", **{"credentials.passcode": _emailed_code(server, who)}
    )
    _landed(post(visitor, page, form="enroll-authenticator", **{"credentials.passcode": PASSWORD}), who)


def _one_page_sign_up(server: Deployment, who: SimulatedUser) -> None:
    who.browser = visitor = server.visitor(who.ip_address)
    page = ask_for_code(server, visitor, who, **{"credentials.passcode": PASSWORD})
    code = {"credentials.passcode": _emailed_code(server, who)}
    _landed(post(visitor, page, form="enroll-authenticator", **code), who)


def _identify(visitor: Visitor, who: SimulatedUser) -> None:
    page = post(visitor, visitor.get("/signin"), form="identify", identifier=who.address)
    _landed(post(visitor, page, form="challenge-authenticator", **{"credentials.passcode": PASSWORD}), who)


def _sign_in_new_browser(server: Deployment, who: SimulatedUser) -> None:
    _identify(server.visitor(who.ip_address), who)


def _sign_in(server: Deployment, who: SimulatedUser) -> None:
    _identify(who.known_browser(), who)


PRODUCT = Journeys(
    _sign_up, _one_page_sign_up, _sign_in_new_browser, _sign_in, partial(get_pages, "/signin"), 1
)

# django-allauth: its form always has the password


def _allauth_sign_up(server: Deployment, who: SimulatedUser) -> None:
    who.browser = visitor = server.visitor(who.ip_address)
    page = post(visitor, visitor.get("/accounts/signup/"), email=who.address, password1=PASSWORD)
    _landed(post(visitor, page, code=_emailed_code(server, who)), who)


def _log_in(path: str, name: str, visitor: Visitor, who: SimulatedUser) -> None:
    _landed(post(visitor, visitor.get(path), **{name: who.address, "password": PASSWORD}), who)


def _plain_sign_in(path: str, name: str, server: Deployment, who: SimulatedUser) -> None:
    _log_in(path, name, server.visitor(who.ip_address), who)


def _plain_known_sign_in(path: str, name: str, server: Deployment, who: SimulatedUser) -> None:
    _log_in(path, name, who.known_browser(), who)


ALLAUTH = Journeys(
    _allauth_sign_up,
    _allauth_sign_up,
    partial(_plain_sign_in, "/accounts/login/", "login"),
    partial(_plain_known_sign_in, "/accounts/login/", "login"),
    partial(get_pages, "/accounts/login/"),
)

# The floor

_FLOOR_FORM = {"first_name": "Ada", "last_name": "Okafor", "country": "IE", "team": "finance"}


def _floor_sign_up(server: Deployment, who: SimulatedUser) -> None:
    who.browser = visitor = server.visitor(who.ip_address)
    page = post(visitor, visitor.get("/signup/"), email=who.address, **_FLOOR_FORM)
    page = post(visitor, page, code=_emailed_code(server, who))
    _landed(post(visitor, page, password=PASSWORD), who)


def _floor_one_page_sign_up(server: Deployment, who: SimulatedUser) -> None:
    who.browser = visitor = server.visitor(who.ip_address)
    page = visitor.get("/signup/one-page/")
    page = post(visitor, page, email=who.address, password=PASSWORD, **_FLOOR_FORM)
    _landed(post(visitor, page, code=_emailed_code(server, who)), who)


FLOOR = Journeys(
    _floor_sign_up,
    _floor_one_page_sign_up,
    partial(_plain_sign_in, "/signin/", "email"),
    partial(_plain_known_sign_in, "/signin/", "email"),
    partial(get_pages, "/bare/"),
    1,
)
