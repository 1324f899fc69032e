"""One list for each kind of policy, in the order of evaluation, the default policy last."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from accounts.domain.violations import ValidationFailed, Violation
from administration.base import actor_of
from administration.confirmed_changes import (
    NOTHING,
    ImpactForm,
    PolicyImpactAdmin,
    Trial,
    author_of,
    require_confirmation,
)
from administration.policy_drafts import drafts
from administration.policy_versions import Write
from administration.sign_on.order_buttons import DOWN, MOVES, OFF, ON, UP, buttons, moved_ids
from administration.sign_on.policy_shadows import PolicyShadowsAdmin
from administration.sign_on.rule_texts import policy_summary, rule_texts, users_text
from administration.texts import say
from applications.selectors import guards_administration, labels_using
from applications.services.policies import delete_policy, set_policy_active
from policies.domain.impact import Effect
from policies.domain.rules import Kind
from policies.models import POLICY_MODELS, Policy
from policies.selectors.policy_rows import read_draft, read_policies
from policies.services.policies import (
    PolicyDraft,
    check_policy,
    reorder_policies,
    save_policy,
    warnings_of,
)
from policies.services.policy_changes import Author


class PolicyForm(ImpactForm):
    """A policy without its rules."""

    kind: ClassVar[Kind]

    class Meta:
        widgets: ClassVar[dict[str, Any]] = {
            "description": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = self.kind.value

    def draft(self) -> PolicyDraft:
        """Return what was filled in, as rows of its own."""
        return PolicyDraft(copy(self.instance), tuple(self.cleaned_data.get("groups", ())))

    def violations(self) -> tuple[Violation, ...]:
        return check_policy(self.draft())

    def write(self) -> Policy:
        return save_policy(self.draft(), self.author)


@admin.register(*POLICY_MODELS.values())
class PolicyAdmin(PolicyShadowsAdmin, PolicyImpactAdmin):
    """The policies of one kind, with the apps that use them."""

    change_form_template = "admin/policies/policy/change_form.html"
    list_display = ("name", "order", "summary", "applies_to", "active", "is_default")
    list_display_links = ("name",)
    sortable_by: ClassVar[tuple[str, ...]] = ()
    list_per_page = 500
    actions = None
    filter_horizontal = ("groups",)

    @property
    def kind(self) -> Kind:
        kind: Kind = self.model.of_kind
        return kind

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _counted(super().get_queryset(request))

    def drafts_of_list(self) -> QuerySet[Any]:
        return _counted(super().drafts_of_list().filter(kind=self.kind.value))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read all policies once, for what the list says of each."""
        listed: Any = super().get_changelist_instance(request)
        read = {policy.id: policy for policy in read_policies()[self.kind]}
        moving = [policy.id for policy in read.values() if not policy.is_default]
        for row in listed.result_list:
            row.read, row.moving = read[row.pk], moving if self.has_change_permission(request, row) else []
        return listed

    @admin.display(description=gettext_lazy("summary"))
    def summary(self, row: Any) -> str:
        return policy_summary(row.read)

    @admin.display(description=gettext_lazy("applies to"))
    def applies_to(self, row: Any) -> str:
        if row.is_default:
            return gettext("Everyone else")
        if self.kind is Kind.AUTHENTICATION:
            return ", ".join(labels_using(row.draft_of_id or row.pk)) or "–"
        return users_text(row.people) if row.named else gettext("No one: it has no groups")

    @admin.display(description=gettext_lazy("order"))
    def order(self, row: Any) -> SafeString:
        if row.pk not in row.moving:
            return SafeString("")
        first, last = row.moving[0] == row.pk, row.moving[-1] == row.pk
        moves = [move for move, left_out in ((UP, first), (DOWN, last)) if not left_out]
        moves.append(OFF if row.active else ON)
        return buttons([(move, self.address("move", row.pk, move)) for move in moves], row.name)

    def kind_of(self, obj: Any) -> Kind | None:
        return self.kind

    def trial(self, request: HttpRequest, author: Author, obj: Any, write: Trial) -> Effect:
        """Return the effect of a write: a draft revokes no access before it is published."""
        is_draft = obj is not None and obj.draft_of_id is not None
        return NOTHING if is_draft else super().trial(request, author, obj, write)

    def address(self, name: str, *args: Any) -> str:
        """Return the address of a page of this list."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = type("Form", (PolicyForm,), {**self.form_attributes(request, obj), "kind": self.kind})
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        names = ["name", "description"]
        if obj is None or not obj.is_default:
            names.append("active")
            if self.kind is not Kind.AUTHENTICATION:
                names.append("groups")
        return [(None, {"fields": names})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the policy with its groups in one piece, once its effect was seen."""
        require_confirmation(form.effect)
        obj.pk = form.write().pk
        for violation in warnings_of(form.draft()):
            messages.warning(request, say(violation))

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        """Write nothing more."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let owners only change the administration's own policy: a role could let others in by it."""
        allowed = super().has_change_permission(request, obj)
        policy = obj and (obj.draft_of or obj)
        return allowed and (
            obj is None or actor_of(request).is_superuser or not guards_administration(policy)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_delete_permission(request, obj) or not self.has_change_permission(request, obj):
            return False
        return obj is None or not (obj.is_default or obj.draft_of_id)

    def delete_row(self, row: Policy, author: Author) -> None:
        """Delete a policy with its rules. Raises ValidationFailed."""
        delete_policy(row, author)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.move_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        return [path("<int:policy_id>/do/<slug:move>/", view, name=name), *super().get_urls()]

    def move_view(self, request: HttpRequest, policy_id: int, move: str) -> HttpResponse:
        """Move a policy by one place, or switch it on or off."""
        row = self.row_of(request, str(policy_id))
        if move not in MOVES or not self.has_change_permission(request, row):
            raise PermissionDenied
        author = author_of(request)

        def write() -> None:
            if move in (ON, OFF):
                set_policy_active(copy(row), author, active=move == ON)
                return
            ids = list(self.model.objects.filter(is_default=False).values_list("pk", flat=True))
            reorder_policies(self.kind, moved_ids(ids, row.pk, move), author)

        done = gettext("Updated “%(name)s”.") % {"name": row.name}
        return self.write_or_confirm(request, row, write, back=self.address("changelist"), done=done)

    def write_confirmed(
        self, request: HttpRequest, row: Policy, write: Write, done: str, addresses: tuple[str, str]
    ) -> HttpResponse:
        author, (refused, written) = author_of(request), addresses
        return self.write_or_confirm(
            request, row, lambda: write(author), back=refused, done=done, next_page=written
        )

    def draft_effect(self, request: HttpRequest, policy: Policy, draft: Policy) -> list[str]:
        seen, author = drafts().seen_now(policy, draft), author_of(request)
        try:
            effect = self.trial(request, author, policy, lambda: drafts().publish_draft(policy, seen, author))
        except ValidationFailed as failure:
            return [say(violation) for violation in failure.violations]
        return [policy_summary(read_draft(draft)), say(effect.describe())]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        extra = self._text_of(row) if isinstance(row, Policy) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def _text_of(self, row: Any) -> dict[str, Any]:
        policies = [read_draft(row)] if row.draft_of_id else read_policies()[self.kind]
        policy = next(policy for policy in policies if policy.id == row.pk)
        return {
            **self.draft_context(row),
            "summary": policy_summary(policy),
            "applies_to": self.applies_to(row),
            "rules": rule_texts(policy),
        }


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return policies with the number of their groups and of the people in these."""
    people = Count("groups__memberships__user", distinct=True)
    counted: QuerySet[Any] = rows.annotate(people=people, named=Count("groups", distinct=True))
    return counted
