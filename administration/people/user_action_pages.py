"""Carrying out what was chosen: to one user after a question, or to many with a result for each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.violations import ValidationFailed
from accounts.models import User
from administration.base import actor_of, show_failure
from administration.people.user_actions import DELETE, UserAction, action_named, may_act
from administration.texts import say

MAX_AT_ONCE = 200
CONFIRM = "admin/accounts/user/confirm.html"


def run_action(page: ModelAdmin[Any], request: HttpRequest, user_id: int, slug: str) -> HttpResponse:
    """Show what would happen; on POST do it and go back to the user."""
    user, action = page.get_object(request, str(user_id)), action_named(slug)
    if not isinstance(user, User) or action is None:
        raise Http404
    if not may_act(actor_of(request), action.permission, user):
        raise PermissionDenied
    if request.method != "POST":
        return _confirmation(page, request, action, [user])
    try:
        action.service(user.pk, actor=actor_of(request), now=timezone.now())
        messages.success(request, str(action.done).format(user.email))
        if slug == DELETE:
            return HttpResponseRedirect(reverse("admin:accounts_user_changelist"))
    except ValidationFailed as failure:
        show_failure(request, failure)
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))


def list_action(action: UserAction) -> Callable[[Any, HttpRequest, QuerySet[User]], HttpResponse | None]:
    """Return the list's action for a user action."""

    def run(page: ModelAdmin[Any], request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        chosen = list(people[: MAX_AT_ONCE + 1])
        if len(chosen) > MAX_AT_ONCE:
            most = _("Choose up to %(count)d people at a time.") % {"count": MAX_AT_ONCE}
            messages.error(request, most)
        elif action.confirm_in_bulk and "confirmed" not in request.POST:
            return _confirmation(page, request, action, chosen)
        else:
            _run_in_bulk(request, action, chosen)
        return None

    run.__name__ = action.slug
    return run


def _run_in_bulk(request: HttpRequest, action: UserAction, people: list[User]) -> None:
    """Each user in an atomic block of their own: one refusal does not undo the others."""
    actor, now, done = actor_of(request), timezone.now(), 0
    for user in people:
        try:
            action.service(user.pk, actor=actor, now=now)
            done += 1
        except ValidationFailed as failure:
            reasons = " ".join(say(violation) for violation in failure.violations)
            left = {"person": user.email, "reasons": reasons}
            messages.warning(request, _("Skipped %(person)s: %(reasons)s") % left)
    if done:
        users_done = ngettext("%(count)d person", "%(count)d people", done) % {"count": done}
        messages.success(request, str(action.done).format(users_done))


def _confirmation(
    page: ModelAdmin[Any], request: HttpRequest, action: UserAction, people: list[User]
) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "title": action.label,
        "opts": page.opts,
        "action": action,
        "people": people,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "in_bulk": request.method == "POST",
    }
    return TemplateResponse(request, CONFIRM, context)
