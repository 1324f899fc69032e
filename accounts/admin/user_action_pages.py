"""Carrying out what was chosen: to one person after a question, or to many with a result for each."""

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

from accounts.admin.base import actor_of, show_failure
from accounts.admin.user_actions import DELETE, Deed, deed_of
from accounts.admin.words import say
from accounts.models import User
from accounts.services.refusals import ValidationFailed

MAX_AT_ONCE = 200
CONFIRM = "admin/accounts/user/confirm.html"


def do_to_one(page: ModelAdmin[Any], request: HttpRequest, person_id: int, slug: str) -> HttpResponse:
    """Show what would happen; on POST do it and go back to the person."""
    person, deed = page.get_object(request, str(person_id)), deed_of(slug)
    if not isinstance(person, User) or deed is None:
        raise Http404
    if not page.has_change_permission(request, person):
        raise PermissionDenied
    if request.method != "POST":
        return _question(page, request, deed, [person])
    try:
        deed.service(person.pk, actor=actor_of(request), now=timezone.now())
        messages.success(request, str(deed.done).format(person.email))
        if slug == DELETE:
            return HttpResponseRedirect(reverse("admin:accounts_user_changelist"))
    except ValidationFailed as failure:
        show_failure(request, failure)
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[person.pk]))


def bulk_action(deed: Deed) -> Callable[[Any, HttpRequest, QuerySet[User]], HttpResponse | None]:
    """Return the list's action for a deed."""

    def action(page: ModelAdmin[Any], request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        chosen = list(people[: MAX_AT_ONCE + 1])
        if len(chosen) > MAX_AT_ONCE:
            most = _("Choose at most %(count)d people at once.") % {"count": MAX_AT_ONCE}
            messages.error(request, most)
        elif deed.confirm_in_bulk and "confirmed" not in request.POST:
            return _question(page, request, deed, chosen)
        else:
            _do_to_many(request, deed, chosen)
        return None

    action.__name__ = deed.slug
    return action


def _do_to_many(request: HttpRequest, deed: Deed, people: list[User]) -> None:
    """Each person in an atomic block of their own: one refusal does not undo the others."""
    actor, now, done = actor_of(request), timezone.now(), 0
    for person in people:
        try:
            deed.service(person.pk, actor=actor, now=now)
            done += 1
        except ValidationFailed as failure:
            reasons = " ".join(say(violation) for violation in failure.violations)
            left = {"person": person.email, "reasons": reasons}
            messages.warning(request, _("Left out %(person)s: %(reasons)s") % left)
    if done:
        people_done = ngettext("%(count)d person", "%(count)d people", done) % {"count": done}
        messages.success(request, str(deed.done).format(people_done))


def _question(page: ModelAdmin[Any], request: HttpRequest, deed: Deed, people: list[User]) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "title": deed.label,
        "opts": page.opts,
        "deed": deed,
        "people": people,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "in_bulk": request.method == "POST",
    }
    return TemplateResponse(request, CONFIRM, context)
