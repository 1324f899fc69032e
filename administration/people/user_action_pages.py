"""Carrying out an action on one user, after a question."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from accounts.models import User
from administration.base import actor_of, show_failure
from administration.people.user_actions import DELETE, UserAction, action_named, may_act

CONFIRM = "admin/accounts/user/confirm.html"


def run_action(page: ModelAdmin[Any], request: HttpRequest, user_id: int, slug: str) -> HttpResponse:
    """Show what would happen; on POST do it and go back to the user."""
    user, action = page.get_object(request, str(user_id)), action_named(slug)
    if not isinstance(user, User) or action is None:
        raise Http404
    if not may_act(actor_of(request), action.permission, user):
        raise PermissionDenied
    if request.method != "POST":
        return _confirmation(page, request, action, user)
    try:
        action.service(user.pk, actor=actor_of(request), now=timezone.now())
        messages.success(request, str(action.done).format(user.email))
        if slug == DELETE:
            return HttpResponseRedirect(reverse("admin:accounts_user_changelist"))
    except ValidationFailed as failure:
        show_failure(request, failure)
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))


def _confirmation(
    page: ModelAdmin[Any], request: HttpRequest, action: UserAction, user: User
) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "title": action.label,
        "opts": page.opts,
        "action": action,
        "person": user,
    }
    return TemplateResponse(request, CONFIRM, context)
