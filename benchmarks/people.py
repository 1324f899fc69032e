"""What a person does at the hosted pages, over real HTTP and real mail."""

import re
from dataclasses import dataclass
from itertools import count

from requests import Response

from tests.servers.processes import Deployment, Visitor
from tests.servers.smtp import Mail, MailServer

PASSWORD = "violet lantern over quiet gravel"
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CODE = re.compile(r"\b(\d{3}) ?(\d{3})\b")
_numbers = count(1)


@dataclass(frozen=True)
class Newcomer:
    """Somebody with an address and a network of their own: no rate limit is in the way."""

    address: str
    ip_address: str


def newcomer() -> Newcomer:
    """Return somebody who was never here before."""
    number = next(_numbers)
    octets = ".".join(str(number >> shift & 255) for shift in (16, 8, 0))
    return Newcomer(f"person{number}@example.com", f"10.{octets}")


def post(visitor: Visitor, page: Response, **data: str) -> Response:
    """Post a form of a page as a browser does, and follow the redirect."""
    token = _CSRF.search(page.text)
    fields = {"csrfmiddlewaretoken": token[1] if token else "", **data}
    answer = visitor.post(_path(page.url), data=fields, allow_redirects=False)
    if answer.status_code != 303:
        raise RuntimeError(f"{answer.status_code} from {page.url}: {_problem(answer.text)}")
    return visitor.get(answer.headers["Location"], allow_redirects=False)


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def _problem(text: str) -> str:
    found = re.search(r"role=\"alert\".*?</div>", text, re.S)
    return re.sub(r"<[^>]+>", " ", found[0])[:200] if found else text[:200]


def code_in(mail: Mail) -> str:
    """Return the code a mail carries."""
    found = _CODE.search(mail.subject) or _CODE.search(mail.text)
    if found is None:
        raise RuntimeError(f"no code in “{mail.subject}”")
    return found[1] + found[2]


def ask_for_code(server: Deployment, visitor: Visitor, who: Newcomer) -> Response:
    """Fill in the sign-up form; a mail is on its way."""
    form = {"form": "enroll-profile", "userProfile.email": who.address}
    form |= {"userProfile.firstName": "Ada", "userProfile.lastName": "Okafor"}
    form |= {"userProfile.countryCode": "IE", "userProfile.team": "finance"}
    return post(visitor, visitor.get("/signup"), **form)


def mailbox(server: Deployment) -> MailServer:
    """Return where the deployment's mail arrives."""
    if server.mail is None:
        raise RuntimeError("a sign-up needs its mail")
    return server.mail


def sign_up(server: Deployment, who: Newcomer) -> None:
    """Form, mail, code, password, dashboard."""
    visitor = server.visitor(who.ip_address)
    page = ask_for_code(server, visitor, who)
    code = code_in(mailbox(server).wait_for(who.address))
    page = post(visitor, page, form="enroll-authenticator", **{"credentials.passcode": code})
    page = post(visitor, page, form="enroll-authenticator", **{"credentials.passcode": PASSWORD})
    if page.status_code != 200 or who.address not in page.text:
        raise RuntimeError(f"{who.address} did not land on the dashboard")


def sign_in(server: Deployment, who: Newcomer) -> None:
    """Identifier, password, dashboard."""
    visitor = server.visitor(who.ip_address)
    page = post(visitor, visitor.get("/signin"), form="identify", identifier=who.address)
    page = post(visitor, page, form="challenge-authenticator", **{"credentials.passcode": PASSWORD})
    if page.status_code != 200 or who.address not in page.text:
        raise RuntimeError(f"{who.address} did not land on the dashboard")
