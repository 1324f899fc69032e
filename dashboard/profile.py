"""The profile: the attributes that the schema lets users see and change.

They neither prove nor protect anything, so the session alone suffices. The email address does, and is
changed on the security page.
"""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.domain.attributes import Attribute, Permission
from accounts.domain.base_attributes import ADDRESS_KEYS
from accounts.domain.messages import Message
from accounts.domain.violations import ValidationFailed, Violation
from accounts.models import User
from accounts.page_paths import page_path
from accounts.profile.profiles import update_own_profile
from accounts.profile.schema import profile_schema
from applications.domain import DASHBOARD
from dashboard import own_form
from dashboard.account_context import account_context
from dashboard.own_form import path_of
from dashboard.selectors import shown
from flows.domain.steps import Form
from flows.hosted import problems
from flows.hosted.presenter import Attempt
from flows.hosted.responses import PLAIN_REFUSAL, see_other
from flows.hosted.session_guard import requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DASHBOARD)
def profile(request: HttpRequest) -> HttpResponse:
    """Show the profile and keep what was changed."""
    account, attributes = account_context(request), tuple(_of(Permission.READ_WRITE))
    form = own_form.form_of(attributes, account.user.profile_values())
    if request.method != "POST":
        return _page(request, form, Attempt())
    filled = own_form.read(form, attributes, request.POST)
    violations = filled.violations
    if not violations:
        try:
            if update_own_profile(account.user.pk, filled.values, now=account.now):
                problems.leave(request, Message("ssr.account.profile_saved"))
            return see_other(page_path("dashboard:profile"))
        except ValidationFailed as refused:
            violations = tuple(
                Violation(path_of(violation.field), violation.code, violation.params)
                for violation in refused.violations
            )
    return _page(request, form, own_form.refusal(form, request.POST, violations), PLAIN_REFUSAL)


def _page(request: HttpRequest, form: Form, attempt: Attempt, status: int = 200) -> HttpResponse:
    user = account_context(request).user
    context = {
        "user": user,
        "page": own_form.draw(form, attempt, folds=True),
        "kept_by_others": tuple(_read_only_attributes(user)),
        "notes": problems.waiting(request),
    }
    return render(request, "dashboard/profile.html", context, status=status)


def _of(permission: Permission) -> Iterator[Attribute]:
    return (
        attribute
        for key, attribute in profile_schema().items()
        if attribute.permission is permission and key not in ADDRESS_KEYS
    )


def _read_only_attributes(user: User) -> Iterator[tuple[str, str]]:
    """Title and value of what an administrator alone changes."""
    values = user.profile_values()
    for attribute in _of(Permission.READ_ONLY):
        if attribute.key in values:
            yield attribute.title, shown(attribute, values[attribute.key])
