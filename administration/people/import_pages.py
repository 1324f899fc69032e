"""Imports of people: upload, columns, dry run, progress, summary and undo, each without a script."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts.domain.import_lines import LineOutcome
from accounts.domain.import_phases import CAN_CHECK, CAN_RUN, CAN_STOP, WORKING, Phase
from accounts.domain.messages import Message
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle.import_errors import error_file, template_file
from accounts.lifecycle.import_files import read_rows
from accounts.lifecycle.import_jobs import (
    FILE_RETENTION,
    WRONG_PHASE,
    can_undo,
    discard,
    start_check,
    start_run,
    start_undo,
    stop_work,
    upload,
)
from accounts.models import ImportLine, User, UserImport
from accounts.profile.schema import profile_schema
from administration.base import ReadOnlyAdmin, actor_of, can_view, show_failure
from administration.people.import_forms import MappingForm, UploadForm
from administration.texts import say, show_violations

UPLOAD: Final = "admin/accounts/userimport/upload.html"
SHOW: Final = "admin/accounts/userimport/import.html"
MAX_SHOWN: Final = 100
REFRESH_SECONDS: Final = 5
WATCH: Final = "watch"
UNPROCESSABLE: Final = 422
SAFE: Final = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A violation of a line."""

    number: int
    column: str
    text: str


@admin.register(UserImport)
class UserImportAdmin(ReadOnlyAdmin):
    """Imports of people. The permission to add one is also that to run and undo it."""

    list_display = ("label", "phase_text", "created_at", "created_count", "updated_count", "error_count")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return actor_of(request).has_perm("accounts.add_userimport")

    # Translators: imports of people, head of a column
    @admin.display(description=_("state"))
    def phase_text(self, job: UserImport) -> str:
        return gettext(Phase(job.phase).label)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        do, errors = wrap(require_POST(self.do_view)), wrap(self.errors_view)
        template = wrap(self.template_view)
        return [
            path("template/", template, name="accounts_userimport_template"),
            path("<int:import_id>/do/<slug:slug>/", do, name="accounts_userimport_do"),
            path("<int:import_id>/errors/", errors, name="accounts_userimport_errors"),
            *super().get_urls(),
        ]

    @method_decorator(csrf_exempt)
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take a file. The token is checked after the permission: to find it, the whole body is read."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        checked: HttpResponse = csrf_protect(self._upload)(request)
        return checked

    def _upload(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            file, encoding = form.cleaned_data["file"], form.cleaned_data["encoding"]
            try:
                job = upload(
                    file.name, file.chunks(), encoding=encoding, actor=actor_of(request), now=timezone.now()
                )
                return _to(job)
            except ValidationFailed as failure:
                show_violations(form, failure.violations)
        # Translators: import of people, title of a page
        return self._answer(request, UPLOAD, {"title": gettext("Import people"), "form": form})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how far an import is, and what can be done next."""
        job = self.get_object(request, object_id)
        if job is None:
            raise Http404
        if request.method not in SAFE or not self.has_view_permission(request, job):
            raise PermissionDenied
        return self._show(request, job, None)

    def _show(self, request: HttpRequest, job: UserImport, form: MappingForm | None) -> HttpResponse:
        actor, phase, may_act = actor_of(request), Phase(job.phase), self.has_add_permission(request)
        works, sees_people = phase in WORKING, can_view(actor, "accounts.user")
        if form is None and may_act and phase in CAN_CHECK:
            form = _mapping_form(job, actor, None)
        watched = works and WATCH in request.GET
        context = {
            # Translators: import of people, title of a page
            "title": gettext("Import of %(file)s") % {"file": job.label},
            "job": job,
            "phase": phase,
            "phase_text": gettext(phase.label),
            "works": works,
            "watched": watched,
            "done": max(0, job.position - 1),
            "form": form,
            "has_result": phase not in (Phase.UPLOADED, Phase.CHECKING),
            "can_run": may_act and phase in CAN_RUN,
            "can_stop": may_act and phase in CAN_STOP,
            "can_discard": may_act and not works,
            "can_undo": may_act and can_undo(job),
            "shown_problems": _problems(job) if sees_people else [],
            "max_shown": MAX_SHOWN,
            "kept": _kept(job) if sees_people else [],
            "days": FILE_RETENTION.days,
            "refresh_seconds": REFRESH_SECONDS,
        }
        response = self._answer(request, SHOW, context)
        if form is not None and form.is_bound:
            response.status_code = UNPROCESSABLE
        if watched:
            response["Refresh"] = str(REFRESH_SECONDS)
        return response

    def do_view(self, request: HttpRequest, import_id: int, slug: str) -> HttpResponse:
        """Begin the dry run, the run or the undo, or stop or discard the import."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        job = UserImport.objects.filter(pk=import_id).first()
        if job is None or (slug not in (CHECK, DISCARD) and slug not in STEPS):
            raise Http404
        actor, now = actor_of(request), timezone.now()
        if slug == CHECK:
            return self._check(request, job, actor, now)
        if slug == DISCARD:
            return self._discard(request, job, actor, now)
        try:
            STEPS[slug](job.pk, actor=actor, now=now)
        except ValidationFailed as failure:
            show_failure(request, failure)
        return _to(job)

    def _check(self, request: HttpRequest, job: UserImport, actor: User, now: datetime) -> HttpResponse:
        if Phase(job.phase) not in CAN_CHECK:
            show_failure(request, ValidationFailed([WRONG_PHASE]))
            return _to(job)
        form = _mapping_form(job, actor, request.POST)
        if form.is_valid():
            try:
                start_check(job.pk, form.options(), actor=actor, now=now)
                return _to(job)
            except ValidationFailed as failure:
                show_violations(form, failure.violations)
        return self._show(request, job, form)

    def _discard(self, request: HttpRequest, job: UserImport, actor: User, now: datetime) -> HttpResponse:
        try:
            discard(job.pk, actor=actor, now=now)
        except ValidationFailed as failure:
            show_failure(request, failure)
            return _to(job)
        # Translators: import of people, after it was deleted
        messages.success(request, gettext("The import of %(file)s was discarded.") % {"file": job.label})
        return HttpResponseRedirect(reverse("admin:accounts_userimport_changelist"))

    def errors_view(self, request: HttpRequest, import_id: int) -> HttpResponseBase:
        """Send the lines with their problems as a table."""
        if request.method not in SAFE or not self.has_view_permission(request):
            raise PermissionDenied
        if not can_view(actor_of(request), "accounts.user"):
            raise PermissionDenied
        job = UserImport.objects.filter(pk=import_id).first()
        if job is None:
            raise Http404
        return _csv(error_file(job, say), f"import-{job.pk}-errors.csv")

    def template_view(self, request: HttpRequest) -> HttpResponseBase:
        """Send a file with the headings that an import knows."""
        if request.method not in SAFE or not self.has_add_permission(request):
            raise PermissionDenied
        return _csv(template_file(), "people-template.csv")

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
        site = self.admin_site.each_context(request)
        return TemplateResponse(request, template, {**site, "opts": self.opts, **context})


CHECK: Final = "check"
DISCARD: Final = "discard"
STEPS: Final[Mapping[str, Callable[..., UserImport]]] = {
    "start": start_run,
    "stop": stop_work,
    "undo": start_undo,
}


def _to(job: UserImport) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:accounts_userimport_change", args=[job.pk]))


def _csv(parts: Iterator[str], name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=headers)


def _mapping_form(job: UserImport, actor: User, data: Any) -> MappingForm:
    try:
        rows = read_rows(job)
        next(rows, None)
        sample = next(rows, (0, []))[1] if can_view(actor, "accounts.user") else []
    except ValidationFailed:
        sample = []
    return MappingForm(job, profile_schema(), actor, sample, data)


def _problems(job: UserImport) -> list[ShownProblem]:
    lines = job.reported_lines.filter(outcome=LineOutcome.ERROR.value).order_by("number")[:MAX_SHOWN]
    return [
        ShownProblem(line.number, job.heading_of(field), say(Message(code, tuple(params))))
        for line in lines
        for field, code, *params in line.problems
    ]


def _kept(job: UserImport) -> list[str]:
    kept = ImportLine.objects.filter(user_import=job, outcome=LineOutcome.KEPT.value).order_by("number")
    ids = list(kept.values_list("created_id", flat=True)[:MAX_SHOWN])
    return list(User.objects.filter(public_id__in=ids).order_by("pk").values_list("email", flat=True))
