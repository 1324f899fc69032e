"""What a user's page shows of their authenticators and sessions, and what can be done about them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from accounts.credentials import access_code, phone
from accounts.credentials.enrollment_queries import enrolled
from accounts.credentials.lockout import is_forever, lock_state
from accounts.domain.enrollments import (
    AccessCodeDigest,
    Enrolled,
    PasskeyCredential,
    PhoneNumber,
    RecoveryCodeSet,
)
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle.support import end_session, issue_access_code, remove_authenticator
from accounts.lifecycle.user_services import CHANGE, SUPPORT
from accounts.models import Enrollment, User
from accounts.sessions.queries import session_views
from administration.base import actor_of, show_failure
from administration.people.timeline import timeline_context
from administration.people.user_actions import available_actions, may_act
from administration.texts import show_violations

MINUTE = timedelta(minutes=1)
MAX_SESSIONS: Final = 20
CONFIRM = "admin/accounts/user/confirm.html"
CODE = "admin/accounts/user/access_code.html"


@dataclass(frozen=True, slots=True)
class AuthenticatorLine:
    """One authenticator as an administrator sees it: nothing that proves anything."""

    public_id: str
    name: str
    detail: str
    created_at: datetime
    last_used_at: datetime | None


def authenticator_lines(user: User) -> list[AuthenticatorLine]:
    """Return the authenticators of a user, last used first."""
    return [
        AuthenticatorLine(
            enrollment.public_id,
            gettext(enrollment.authenticator.label),
            _detail(enrollment),
            enrollment.created_at,
            enrollment.last_used_at,
        )
        for enrollment in enrolled(user.pk)
    ]


def _detail(enrollment: Enrolled) -> str:
    match enrollment.data:
        case PhoneNumber():
            return phone.masked(enrollment.data)
        case RecoveryCodeSet(digests):
            return ngettext("%(count)d left", "%(count)d left", len(digests)) % {"count": len(digests)}
        case AccessCodeDigest(expires_at=end):
            return gettext("valid until %(end)s UTC") % {"end": f"{end:%Y-%m-%d %H:%M}"}
        case PasskeyCredential(backed_up=True):
            return f"{enrollment.label} · {gettext('synced across devices')}".removeprefix(" · ")
        case _:
            return enrollment.label


def account_context(user: User, actor: User) -> dict[str, Any]:
    """Return what the page of a user shows below the form, with the buttons that the actor may use."""
    may_support = may_act(actor, SUPPORT, user)
    sessions = session_views(user, timezone.now(), limit=MAX_SESSIONS + 1)
    return {
        **timeline_context(user, actor),
        "authenticators": authenticator_lines(user),
        "signed_in": sessions[:MAX_SESSIONS],
        "has_more_sessions": len(sessions) > MAX_SESSIONS,
        "may_remove": may_act(actor, CHANGE, user),
        "may_support": may_support,
        "may_get_code": may_support and user.is_active,
        "user_actions": [
            (reverse("admin:accounts_user_do", args=[user.pk, action.slug]), action.label)
            for action in available_actions(actor, user, timezone.now())
        ],
    }


def lock_text(user: User, now: datetime) -> str:
    """Say which browsers may not try a password, and until when."""
    login = user.login or ""
    lock = lock_state([login], now).get(login)
    if lock is None:
        return gettext("Not locked")
    lines = []
    if lock.trusted:
        lines.append(gettext("Trusted devices: %(until)s") % {"until": _until(lock.trusted)})
    if lock.untrusted:
        lines.append(gettext("Untrusted devices: %(until)s") % {"until": _until(lock.untrusted)})
    return " · ".join(lines)


def _until(until: datetime) -> str:
    if is_forever(until):
        return gettext("locked indefinitely")
    return gettext("locked until %(until)s UTC") % {"until": f"{until:%Y-%m-%d %H:%M}"}


class CodeForm(forms.Form):
    """For how long a temporary access code works."""

    minutes = forms.IntegerField(
        label=_("Lifetime (minutes)"),
        initial=access_code.DEFAULT_LIFETIME // MINUTE,
        min_value=access_code.MIN_LIFETIME // MINUTE,
        max_value=access_code.MAX_LIFETIME // MINUTE,
    )


@dataclass(frozen=True, slots=True)
class UserSupportViews:
    """The views of one list of users."""

    page: ModelAdmin[Any]

    def urls(self) -> list[URLPattern]:
        """Return the addresses: a user, and what of theirs it is about."""
        wrap = self.page.admin_site.admin_view
        ended = wrap(require_POST(self.end_session))
        return [
            path("<int:user_id>/remove/<slug:public_id>/", wrap(self.remove), name="accounts_user_remove"),
            path("<int:user_id>/end-session/<slug:handle>/", ended, name="accounts_user_end_session"),
            path("<int:user_id>/access-code/", wrap(self.access_code), name="accounts_user_access_code"),
        ]

    def _user(self, request: HttpRequest, user_id: int, permission: str) -> User:
        user = self.page.get_object(request, str(user_id))
        if not isinstance(user, User):
            raise Http404
        if not may_act(actor_of(request), permission, user):
            raise PermissionDenied
        return user

    def remove(self, request: HttpRequest, user_id: int, public_id: str) -> HttpResponse:
        """Ask before an authenticator is removed, and remove it."""
        user = self._user(request, user_id, CHANGE)
        if request.method != "POST":
            return self._confirmation(request, user, public_id)
        try:
            row = remove_authenticator(user.pk, public_id, actor=actor_of(request), now=timezone.now())
            params = {"name": row.get_authenticator_display(), "person": user.email}
            messages.success(
                request, gettext("Removed “%(name)s” of %(person)s. They’ll get an email about it.") % params
            )
        except ValidationFailed as failure:
            show_failure(request, failure)
        return _back_to(user)

    def _confirmation(self, request: HttpRequest, user: User, public_id: str) -> HttpResponse:
        row: Enrollment | None = user.enrollments.filter(public_id=public_id).first()
        if row is None:
            raise Http404
        name = {"name": row.get_authenticator_display()}
        warning = gettext(
            "They can’t sign in with it again. They’re signed out everywhere and get an email about it."
        )
        action = {"label": gettext("Remove “%(name)s”") % name, "explanation": warning}
        context = {"title": action["label"], "action": action, "people": [user]}
        return self._answer(request, CONFIRM, context)

    def end_session(self, request: HttpRequest, user_id: int, handle: str) -> HttpResponse:
        """End one session without confirmation: signing in again restores it."""
        user = self._user(request, user_id, SUPPORT)
        try:
            if end_session(user.pk, handle, actor=actor_of(request), now=timezone.now()):
                messages.success(request, gettext("Ended a session of %s.") % user.email)
            else:
                messages.info(request, gettext("That session had already ended."))
        except ValidationFailed as failure:
            show_failure(request, failure)
        return _back_to(user)

    @sensitive_variables("code")
    def access_code(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Give out a code: it is in this one answer and nowhere else."""
        user, code = self._user(request, user_id, SUPPORT), ""
        form = CodeForm(request.POST or None)
        if form.is_valid():
            lifetime = form.cleaned_data["minutes"] * MINUTE
            try:
                code = issue_access_code(user.pk, lifetime, actor=actor_of(request), now=timezone.now())
            except ValidationFailed as failure:
                show_violations(form, failure.violations)
        title = gettext("Temporary access code for %s") % user.email
        return self._answer(request, CODE, {"title": title, "form": form, "code": code, "person": user})

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        site = self.page.admin_site.each_context(request)
        return TemplateResponse(request, template, {**site, "opts": self.page.opts, **context})


def _back_to(user: User) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
