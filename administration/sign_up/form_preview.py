"""The sign-up page as an unsaved form would show it: rendered for a frame in which nothing runs."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib.staticfiles import finders
from django.forms import BaseForm
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from accounts.brand import BrandView, current_brand
from accounts.domain.logos import stored_logo
from enrollment.domain.form import EnrollmentPolicy
from enrollment.domain.form_pages import with_open_pages
from flows.domain.pages.entrance import enroll_profile
from flows.domain.transaction import FrontEnd, Intent
from flows.engine import FlowStart, new_transaction
from flows.flow_states import load_state
from flows.hosted.presenter import page_for
from flows.step_submission import ClientContext

THEMES = ("light", "dark")
MAX_DIGITS = 2
ERRORS_TEMPLATE = "admin/enrollment/profileenrollmentpolicy/preview_errors.html"


def framed_by_this_site(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let pages of this site frame the response, without scripts, forms and the origin of the site.

    A document without an origin gets no file of this server, which answers its own origin only
    (``Cross-Origin-Resource-Policy``), so that the response holds what it shows.
    """
    policy = {
        "script-src": [NONE],
        "style-src": ["data:"],
        "img-src": ["data:"],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": [],
    }
    framed: Callable[..., Any] = csp_replace(policy)(xframe_options_sameorigin(never_cache(view)))
    return framed


def form_preview(policy: EnrollmentPolicy, theme: str, page: str = "") -> HttpResponse:
    """Return a page of the sign-up form of this policy, the first one where there is no such page.

    It is rendered without the request: it has no token, so its form could not be sent.
    """
    now, brand = timezone.now(), current_brand()
    transaction = new_transaction(FlowStart(FrontEnd.HOSTED, Intent.SIGN_UP), now)
    number = int(page) if page.isdecimal() and len(page) <= MAX_DIGITS else 1
    state = load_state(replace(transaction, form_page=number), ClientContext(), now)
    state = replace(state, policies=replace(state.policies, enrollment=with_open_pages(policy)))
    context = {
        "page": page_for(enroll_profile(state), now=now),
        "brand": replace(brand, logo_url=_logo(brand)),
        "theme": _theme(theme),
        "style_sheets": _style_sheets(brand),
        "preview": True,
    }
    return HttpResponse(render_to_string("flows/form_preview.html", context))


def refused_preview(problems: Sequence[str], theme: str) -> HttpResponse:
    """Return a page that lists what has to be corrected first."""
    context = {
        "problems": problems,
        "theme": _theme(theme),
        "language": get_language(),
        "style_sheets": _style_sheets(current_brand()),
    }
    return HttpResponse(render_to_string(ERRORS_TEMPLATE, context), status=422)


def problems_of(form: BaseForm) -> Iterator[str]:
    """Yield each error of a form, with the label of its field."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        yield from (f"{label}: {error}" if label else str(error) for error in errors)


def _style_sheets(brand: BrandView) -> list[str]:
    path = finders.find("ui.css")
    if path is None:
        raise FileNotFoundError("ui.css")
    sheets = [Path(path).read_bytes(), brand.css.encode()]
    return [_data_url("text/css", sheet) for sheet in sheets if sheet]


def _logo(brand: BrandView) -> str:
    if not brand.logo:
        return ""
    logo = stored_logo(brand.logo)
    return _data_url(logo.type, logo.content)


def _data_url(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{b64encode(content).decode()}"


def _theme(name: Any) -> str:
    return name if name in THEMES else ""
