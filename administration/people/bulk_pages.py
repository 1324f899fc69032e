"""An action on many people: the question before it, its progress, and a result for each person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.domain.messages import Message
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle.bulk_actions import MAX_USERS, prepare, start
from accounts.models import BulkAction, BulkActionItem, ItemState, User
from administration.base import actor_of, show_failure
from administration.people.user_actions import UserAction, action_named
from administration.texts import say

PAGE: Final = "admin/accounts/user/bulk.html"
MAX_SHOWN: Final = 200
REFRESH_SECONDS: Final = 5
WATCH: Final = "watch"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A person without the action, and why."""

    user: User
    reasons: str


def list_action(action: UserAction) -> Callable[[Any, HttpRequest, QuerySet[User]], HttpResponse | None]:
    """Return the list's action for a user action: it stores the chosen people and leads to the question."""

    def run(page: ModelAdmin[Any], request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        # The number that a browser sends is not believed.
        chosen = people.order_by("pk").values_list("pk", flat=True)[: MAX_USERS + 1]
        try:
            return _to(prepare(action.slug, chosen, timezone.now()))
        except ValidationFailed as failure:
            show_failure(request, failure)
        return None

    run.__name__ = action.slug
    return run


class BulkPages:
    """The pages of one bulk action, for administrators with the permission of the action."""

    def __init__(self, page: ModelAdmin[Any]) -> None:
        self.page = page

    def urls(self) -> list[URLPattern]:
        """Return the addresses below those of people."""
        wrap = self.page.admin_site.admin_view
        return [
            path("bulk/<int:bulk_id>/", wrap(self.show), name="accounts_user_bulk"),
            path(
                "bulk/<int:bulk_id>/start/", wrap(require_POST(self.start)), name="accounts_user_bulk_start"
            ),
        ]

    def show(self, request: HttpRequest, bulk_id: int) -> HttpResponse:
        """Ask before the action, or show its progress and the people it skipped."""
        job, action = self._job(request, bulk_id)
        works = job.started_at is not None and job.ended_at is None
        context = {
            **self.page.admin_site.each_context(request),
            "title": action.label,
            "opts": self.page.opts,
            "job": job,
            "action": action,
            "works": works,
            "watched": works and WATCH in request.GET,
            "handled": job.done_count + job.skipped_count,
            "people": [] if job.started_at else _people(job),
            "skipped": _skipped(job) if job.skipped_count else [],
            "max_shown": MAX_SHOWN,
            "refresh_seconds": REFRESH_SECONDS,
        }
        answer = TemplateResponse(request, PAGE, context)
        if context["watched"]:
            answer["Refresh"] = str(REFRESH_SECONDS)
        return answer

    def start(self, request: HttpRequest, bulk_id: int) -> HttpResponse:
        """Begin, once: a second press changes nothing."""
        job, _action = self._job(request, bulk_id)
        start(job, actor=actor_of(request), now=timezone.now())
        return _to(job)

    def _job(self, request: HttpRequest, bulk_id: int) -> tuple[BulkAction, UserAction]:
        job = BulkAction.objects.filter(pk=bulk_id).first()
        action = action_named(job.action) if job else None
        if job is None or action is None:
            raise Http404
        if not (self.page.has_view_permission(request) and actor_of(request).has_perm(action.permission)):
            raise PermissionDenied
        return job, action


def _to(job: BulkAction) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:accounts_user_bulk", args=[job.pk]))


def _people(job: BulkAction) -> list[User]:
    items = job.items.select_related("user").order_by("id")[:MAX_SHOWN]
    return [item.user for item in items]


def _skipped(job: BulkAction) -> list[Skipped]:
    items = job.items.filter(state=ItemState.SKIPPED.value).select_related("user").order_by("id")
    return [Skipped(item.user, _reasons(item)) for item in items[:MAX_SHOWN]]


def _reasons(item: BulkActionItem) -> str:
    return " ".join(say(Message(problem["code"], tuple(problem["params"]))) for problem in item.problems)
