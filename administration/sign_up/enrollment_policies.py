"""The pages of profile enrollment policies: who may sign up, the form, and later questions."""

from collections.abc import Callable, Iterable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.domain.violations import ValidationFailed
from accounts.models import ProfileAttribute
from administration.base import actor_of, show_failure
from administration.confirmed_changes import CONFIRM, CONFIRMED, author_of
from administration.policy_drafts import PolicyDraftsAdmin
from administration.policy_versions import Write
from administration.sign_up.enrollment_form import FIRST_FIELDS, FieldFormSet, FieldInline, PolicyForm
from administration.sign_up.form_preview import (
    form_preview,
    framed_by_this_site,
    problems_of,
    refused_preview,
)
from administration.sign_up.policy_effect import (
    ConfirmationRequired,
    effect_text,
    require_confirmation,
    require_confirmation_of,
    warning_texts,
)
from administration.texts import say
from applications.services.policies import check_unused, delete_enrollment_policy
from enrollment.domain.effect import impact_sentences
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.selectors import later_impact, policy_of, serves_sign_up
from enrollment.services import GAP, described, save_policy


@admin.register(ProfileEnrollmentPolicy)
class ProfileEnrollmentPolicyAdmin(PolicyDraftsAdmin):
    """Who may sign up, the form, and the groups of a new user, with the apps that use them."""

    change_form_template = "admin/enrollment/profileenrollmentpolicy/change_form.html"
    form = PolicyForm
    inlines = (FieldInline,)
    list_display = ("name", "is_default", "serves", "sign_up_allowed", "email_verification", "password_page")
    filter_horizontal = ("groups",)
    readonly_fields = ("effect",)
    fieldsets = (
        (None, {"fields": ("name", "effect")}),
        (
            _("Who can sign up"),
            {"fields": ("sign_up_allowed", "dashboard", "allowed_domains", "denied_domains")},
        ),
        (
            _("Verification and password"),
            {"fields": ("email_verification", "password_page", "form_title", "submit_label")},
        ),
        (_("Groups"), {"fields": ("groups",)}),
        (
            _("Progressive profiling"),
            {
                "fields": (
                    "progressive",
                    "most_questions",
                    ("skip_limit", "skip_cool_down_days", "skip_until"),
                    "join_later",
                ),
                "description": _("Sign-in asks for missing fields that are marked “later” in the form."),
            },
        ),
    )

    class Media:
        js = (
            "administration/form_order.js",
            "administration/enrollment_effect.js",
            "administration/form_preview.js",
        )

    @admin.display(description=_("sign-up page"), boolean=True)
    def serves(self, row: ProfileEnrollmentPolicy) -> bool:
        return serves_sign_up(policy_of(row, (), ()))

    @admin.display(description=_("summary"))
    def effect(self, row: ProfileEnrollmentPolicy) -> SafeString:
        groups = [group.name for group in row.groups.all()] if row.pk else []
        fields = list(row.form_fields.select_related("attribute")) if row.pk else []
        url = reverse("admin:enrollment_profileenrollmentpolicy_effect")
        items = format_html_join("", "<li>{}</li>", ((text,) for text in warning_texts(row, fields)))
        template = (
            '<div role="status"><p id="policy-effect" data-url="{}" data-id="{}">{}</p>'
            '<ul id="policy-warnings" class="warnings">{}</ul></div>'
        )
        return format_html(template, url, row.pk or "", effect_text(row, groups, fields), items)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """A new form begins with the name."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None:
            ids = ProfileAttribute.objects.in_bulk(FIRST_FIELDS, field_name="key")
            kwargs["initial"] = [
                {"attribute": ids[key].pk, "required": True, "position": (place + 2) * GAP}
                for place, key in enumerate(FIRST_FIELDS)
            ]
        return kwargs

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write nothing yet: the policy, its form and its groups are written in one piece."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        fields = [row for formset in formsets for row in formset.rows()]
        groups = form.cleaned_data["groups"]
        if CONFIRMED not in request.POST:
            require_confirmation(form.instance, fields)
        save_policy(form.instance, fields, groups, actor=actor_of(request), now=timezone.now())

    def _or_failure(self, request: HttpRequest, answer: Callable[[], Any]) -> Any:
        try:
            return super()._or_failure(request, answer)
        except ConfirmationRequired as more:
            return self.question(request, more)

    def question(self, request: HttpRequest, more: ConfirmationRequired, back: str = "") -> HttpResponse:
        """Say how many users the change would ask something; the button sends the same form again."""
        sent = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
        first, *others = impact_sentences(more.asked)
        context = {
            **self.admin_site.each_context(request),
            "title": _("This change asks people for more at sign-in"),
            "button": _("Save"),
            "opts": self.opts,
            "effect": say(first),
            "remedy": " ".join(say(message) for message in others),
            "back": back or request.get_full_path(),
            "sent": [(name, value) for name, values in sent for value in values],
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, CONFIRM, context)

    def draft_effect(self, request: HttpRequest, policy: Any, draft: Any) -> list[str]:
        fields = list(draft.form_fields.select_related("attribute"))
        impact = later_impact(described(draft, fields), timezone.now())
        asked = [say(next(iter(impact_sentences(impact))))] if impact.people else []
        return [effect_text(draft, [group.name for group in draft.groups.all()], fields), *asked]

    def draft_warnings(self, draft: Any) -> list[str]:
        return warning_texts(draft, list(draft.form_fields.select_related("attribute")))

    def write_confirmed(
        self, request: HttpRequest, row: Any, write: Write, done: str, addresses: tuple[str, str]
    ) -> HttpResponse:
        author, (refused, written) = author_of(request), addresses
        try:
            if CONFIRMED not in request.POST:
                require_confirmation_of(lambda: write(author), row)
            write(author)
        except ConfirmationRequired as more:
            return self.question(request, more, refused)
        except ValidationFailed as failure:
            show_failure(request, failure)
            return HttpResponseRedirect(refused)
        messages.success(request, done)
        return HttpResponseRedirect(written)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not (obj.is_default or obj.draft_of_id))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_enrollment_policy(obj, actor=actor_of(request), now=timezone.now())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Name the apps that use it before asking anything: a page of Django's would name rows."""
        row = self.get_object(request, object_id)
        violations = check_unused(row) if isinstance(row, ProfileEnrollmentPolicy) else ()
        if violations and self.has_delete_permission(request, row):
            show_failure(request, ValidationFailed(violations))
            page = reverse("admin:enrollment_profileenrollmentpolicy_change", args=[object_id])
            return HttpResponseRedirect(page)
        answer: HttpResponse = super().delete_view(request, object_id, extra_context)
        return answer

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form beside its preview: this page alone may hold a frame."""
        url = reverse("admin:enrollment_profileenrollmentpolicy_preview") + f"?id={object_id or ''}"
        view: Any = csp_update({"frame-src": [SELF]})(super().changeform_view)
        row = self.get_object(request, object_id) if object_id else None
        about = self.draft_context(row) if row else {}
        return view(request, object_id, form_url, {"preview_url": url, **about, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        prefix = "enrollment_profileenrollmentpolicy_"
        effect = self.admin_site.admin_view(require_POST(self.effect_view))
        preview = framed_by_this_site(self.admin_site.admin_view(require_POST(self.preview_view)))
        return [
            path("effect/", effect, name=prefix + "effect"),
            path("preview/", preview, name=prefix + "preview"),
            *super().get_urls(),
        ]

    def effect_view(self, request: HttpRequest) -> HttpResponse:
        """Return in sentences what the policy would do if it were saved as it stands in the form."""
        form, formset = self._unsaved(request)
        names = [group.name for group in form.cleaned_data.get("groups", [])]
        fields = formset.rows() if formset.is_valid() else []
        text, warnings = effect_text(form.instance, names, fields), warning_texts(form.instance, fields)
        return JsonResponse({"text": text, "warnings": warnings})

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Show the sign-up page as the form stands, or the fields that have to be corrected first."""
        form, formset = self._unsaved(request)
        problems = [*problems_of(form), *(problem for row in formset.forms for problem in problems_of(row))]
        theme = request.POST.get("preview_theme", "")
        if problems or not formset.is_valid():
            return refused_preview([*problems, *formset.non_form_errors()], theme)
        page = request.POST.get("preview_page", "")
        return form_preview(described(form.instance, formset.rows()), theme, page)

    def _unsaved(self, request: HttpRequest) -> tuple[Any, FieldFormSet]:
        """Return the form of the page and its rows as they were sent. Raises PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, request.GET["id"]) if request.GET.get("id") else None
        form = self.get_form(request, row, change=row is not None)(request.POST, instance=row)
        form.is_valid()
        [(formset_class, inline)] = self.get_formsets_with_inlines(request, form.instance)
        prefix = formset_class.get_default_prefix()
        formset = formset_class(**self.get_formset_kwargs(request, form.instance, inline, prefix))
        formset.is_valid()
        return form, formset
