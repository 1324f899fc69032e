"""Dangerous pages and actions, which require a second factor of the last ten minutes."""

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from accounts.middleware import live_session
from accounts.models import BulkAction, User
from accounts.page_paths import page_path
from accounts.users.roles import rights_of
from administration.base import actor_of
from administration.identity_providers.provider_form import changes_trust
from administration.people.role_choice import choice_of
from applications.domain import ADMINISTRATION
from applications.models import Application
from applications.selectors import guards_administration
from flows.assurance import CONFIRM, session_meets
from flows.hosted.cookies import client_of
from identity_providers.models import IdentityProvider
from policies.domain.rules import Kind
from policies.models import POLICY_MODELS, Policy, Rule

View = Callable[..., Any]
Condition = Callable[[HttpRequest, Mapping[str, Any]], bool]
"""Whether a request with these arguments in its path is dangerous."""

USER_ACTIONS: Final = frozenset({"reset-password", "deactivate", "delete"})

NOT_KEPT: Final = frozenset({"csrfmiddlewaretoken", "new_secret"})
"""Fields that the form that sends everything again leaves out: a page never holds a secret."""

ACCOUNT_POLICIES: Final = {
    kind: POLICY_MODELS[kind].__name__.lower()
    for kind in (Kind.SESSION, Kind.ENROLLMENT, Kind.ACCOUNT_MANAGEMENT)
}
"""Policies that decide about sessions and accounts, those of administrators included, by kind."""


def requires_recent_factor(view: View) -> View:
    """Require a recent second factor to show a dangerous page and to accept its form.

    A developer's machine requires none: the one-time link opens the administration without a factor.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if settings.EMBEDDED or not is_dangerous(request) or _has_recent_factor(request):
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(_step_up_to(request.get_full_path()))
        return _keep_form(request)

    return checked


def is_dangerous(request: HttpRequest) -> bool:
    """Return whether the table names the request."""
    match = request.resolver_match
    condition = DANGEROUS.get(match.url_name or "") if match is not None else None
    return match is not None and condition is not None and condition(request, match.kwargs)


def confirmed_view(request: HttpRequest) -> HttpResponse:
    """Lead back to the tab whose form waits."""
    # Translators: administration, in a new tab, after a second factor was used again
    context = _context(request, gettext("It’s confirmed that it’s you"))
    return render(request, "admin/step_up_done.html", context)


def _has_recent_factor(request: HttpRequest) -> bool:
    row, client = live_session(request), client_of(request)
    return row is not None and session_meets(row, ADMINISTRATION, client, recent_second_factor=True)


def _step_up_to(path: str) -> str:
    query = urlencode({CONFIRM: 1, "next": path}, safe="/")
    return f"{page_path('flows:sign_in')}?{query}"


def _keep_form(request: HttpRequest) -> HttpResponse:
    """Show what to do, with everything that was sent in a form that sends it again."""
    lists = ((name, values) for name, values in request.POST.lists() if name not in NOT_KEPT)
    context = {
        # Translators: administration, before a dangerous change is saved
        **_context(request, gettext("Confirm it’s you")),
        "sent": [(name, value) for name, values in lists for value in values],
        "step_up_url": _step_up_to(reverse("admin:confirmed")),
    }
    return render(request, "admin/step_up.html", context, status=422)


def _context(request: HttpRequest, title: str) -> dict[str, Any]:
    return {**site.each_context(request), "title": title}


def _row(model: type[Any], arguments: Mapping[str, Any], *names: str) -> Any:
    """Return the row that the path names, or nothing: the view answers an unknown id."""
    key = next((arguments[name] for name in names if name in arguments), "")
    try:
        return model.objects.filter(pk=unquote(str(key))).first()
    except (ValueError, ValidationError, OverflowError):
        return None


def _always(_request: HttpRequest, _arguments: Mapping[str, Any]) -> bool:
    return True


def _when_sent(request: HttpRequest, _arguments: Mapping[str, Any]) -> bool:
    return request.method == "POST"


def _may_change_protection(request: HttpRequest, _arguments: Mapping[str, Any]) -> bool:
    return actor_of(request).has_perm("policies.change_accountprotection")


def _is_dangerous_action(_request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    return arguments["slug"] in USER_ACTIONS


def _is_dangerous_list_action(request: HttpRequest, _arguments: Mapping[str, Any]) -> bool:
    # Django runs one of several actions in a form, by an index that is sent as well.
    return not USER_ACTIONS.isdisjoint(request.POST.getlist("action"))


def _is_dangerous_bulk_action(_request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    return getattr(_row(BulkAction, arguments, "bulk_id"), "action", "") in USER_ACTIONS


def _writes_import(_request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    return arguments["slug"] in ("start", "undo")


def _changes_role(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """Whether an owner sends another role: the rest of a user's page is not dangerous."""
    user = _row(User, arguments, "object_id") if "role" in request.POST else None
    return user is not None and request.POST["role"] != choice_of(rights_of(user))


def _is_the_administrations_app(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    row = _row(Application, arguments, "object_id")
    return actor_of(request).is_superuser and row is not None and row.key == ADMINISTRATION


def _changes_provider(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """Whether a sent form changes which accounts at an identity provider open accounts here."""
    row = _row(IdentityProvider, arguments, "object_id") if request.method == "POST" else None
    return row is not None and changes_trust(row, request.POST)


def _may_change_guarding_policy(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """Whether the policy decides about administrators' accounts or pages, and is not only viewed."""
    row, actor = _row(Policy, arguments, "object_id", "policy_id"), actor_of(request)
    if row is None:
        return False
    kind = Kind(row.kind)
    if kind in ACCOUNT_POLICIES:
        return actor.has_perm(f"policies.change_{ACCOUNT_POLICIES[kind]}")
    return actor.is_superuser and guards_administration(row)


def _may_change_rule_of_guarding_policy(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    rule = _row(Rule, arguments, "object_id", "rule_id")
    policy_id = rule.policy_id if rule is not None else request.GET.get("policy", "")
    return _may_change_guarding_policy(request, {"policy_id": policy_id})


DANGEROUS: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        "accounts_event_export": _when_sent,
        **{f"accounts_role_{verb}": _always for verb in ("add", "change", "delete")},
        "accounts_user_change": _changes_role,
        "accounts_user_bulk_start": _is_dangerous_bulk_action,
        "accounts_user_changelist": _is_dangerous_list_action,
        "accounts_user_do": _is_dangerous_action,
        "accounts_user_export": _when_sent,
        "accounts_userimport_do": _writes_import,
        "accounts_user_remove": _always,
        "accounts_user_access_code": _always,
        "applications_application_rotate": _when_sent,
        "applications_application_change": _is_the_administrations_app,
        **{f"identity_providers_identityprovider_{verb}": _always for verb in ("add", "secret", "delete")},
        "identity_providers_identityprovider_change": _changes_provider,
        "policies_accountprotection_change": _may_change_protection,
        "policies_accountprotection_reset": _when_sent,
        **{f"policies_{policy}_add": _always for policy in ACCOUNT_POLICIES.values()},
        **{
            f"policies_{policy}_{verb}": _may_change_guarding_policy
            for policy in ("authenticationpolicy", *ACCOUNT_POLICIES.values())
            for verb in ("change", "delete", "move", "undo", "publish")
        },
        **{
            f"policies_rule_{verb}": _may_change_rule_of_guarding_policy
            for verb in ("add", "change", "delete", "move", "simulate", "simulate_new")
        },
        "recipes": _when_sent,
    }
)
"""By the name of the URL. What is not here requires what the policy of the administration requires."""
