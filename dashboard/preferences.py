"""Language and theme of a signed-in user, on every page and in every browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from accounts.domain.appearance import Theme
from accounts.domain.attributes import Attribute, AttributeType, Option
from accounts.domain.messages import Message
from accounts.domain.messages.entry import gettext_noop as _
from accounts.models import User
from accounts.page_paths import page_path
from accounts.profile.appearance import set_appearance
from applications.domain import DASHBOARD
from dashboard import own_form
from dashboard.account_context import account_context
from dashboard.own_form import Filled
from flows.domain.steps import Form
from flows.hosted import problems
from flows.hosted.presenter import Attempt
from flows.hosted.responses import PLAIN_REFUSAL, see_other
from flows.hosted.session_guard import requires

USE_BROWSER_LANGUAGE = "auto"

_THEME = Attribute(
    "theme",
    AttributeType.CHOICE,
    # Translators: language and theme page, label
    _("Theme"),
    required=True,
    options=tuple(Option(theme.value, theme.label) for theme in Theme),
)


def _attributes() -> tuple[Attribute, ...]:
    """Return the choices; with one language only, language is none of them."""
    if len(settings.LANGUAGES) < 2:
        return (_THEME,)
    own_names = (
        Option(code, translation.get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
    )
    options = (
        Option(
            USE_BROWSER_LANGUAGE,
            # Translators: language and theme page, choice of the language
            _("Same as my browser"),
        ),
        *own_names,
    )
    language = Attribute(
        "language",
        AttributeType.CHOICE,
        # Translators: language and theme page, label
        _("Language"),
        required=True,
        options=options,
    )
    return (_THEME, language)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DASHBOARD)
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the choice and keep it."""
    account, attributes = account_context(request), _attributes()
    form = _form(account.user, attributes)
    if request.method != "POST":
        return _page(request, form, Attempt())
    filled = own_form.read(form, attributes, request.POST)
    if filled.violations:
        return _page(request, form, own_form.refusal(form, request.POST, filled.violations), PLAIN_REFUSAL)
    language = _language(filled, account.user)
    set_appearance(
        account.user.pk, theme=Theme(str(filled.values["theme"])), language=language, now=account.now
    )
    # Said on the next page, in the language that holds from there on.
    with translation.override(language or translation.get_language()):
        problems.leave(request, Message("ssr.account.preferences_saved"))
    return see_other(page_path("dashboard:preferences"))


def _form(user: User, attributes: tuple[Attribute, ...]) -> Form:
    values = {"theme": user.theme, "language": user.language or USE_BROWSER_LANGUAGE}
    return own_form.form_of(attributes, values)


def _language(filled: Filled, user: User) -> str:
    chosen = str(filled.values.get("language", user.language))
    return "" if chosen == USE_BROWSER_LANGUAGE else chosen


def _page(request: HttpRequest, form: Form, attempt: Attempt, status: int = 200) -> HttpResponse:
    context = {"page": own_form.draw(form, attempt), "notes": problems.waiting(request)}
    return render(request, "dashboard/preferences.html", context, status=status)
