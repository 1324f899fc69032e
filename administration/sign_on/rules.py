"""The page of one rule. The permissions are those of its policy."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from administration.confirmed_changes import (
    NOTHING,
    PolicyImpactAdmin,
    Trial,
    author_of,
    require_confirmation,
)
from administration.sign_on.authenticator_settings import setting_lines
from administration.sign_on.condition_fields import columns_of, condition_lines
from administration.sign_on.order_buttons import MOVES, OFF, ON, moved_ids
from administration.sign_on.outcome_fields import NOTES, PRESETS, outcome_names
from administration.sign_on.rule_form import RuleForm, rule_form
from administration.sign_on.rule_texts import RuleText, rule_texts
from administration.sign_on.simulation import simulate, simulate_unsaved
from administration.sign_on.strength import DETAILS
from administration.texts import say
from policies.domain.impact import Effect
from policies.domain.rules import Kind
from policies.models import POLICY_MODELS, Policy, Rule
from policies.selectors import load_policies
from policies.selectors.policy_rows import read_draft, read_policies
from policies.services.policy_changes import Author, preview
from policies.services.rules import delete_rule, reorder_rules, set_rule_active, warnings_of, write_rule

CONDITIONS = "conditions"
"""The class of the section that the page draws as lines."""


@admin.register(Rule)
class RuleAdmin(PolicyImpactAdmin):
    """Rules, reached from the page of their policy. They can be simulated before they are saved."""

    change_form_template = "admin/policies/rule/change_form.html"
    readonly_fields = ("condition_text", "outcome_text")

    class Media:
        js = ("administration/rule_conditions.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        return super().get_queryset(request).select_related("policy")

    def policy_of(self, request: HttpRequest, obj: Rule | None) -> Policy | None:
        """Return the policy of a rule, or the one that a new rule is added to."""
        if obj is not None:
            return obj.policy
        id = request.GET.get("policy", "")
        return Policy.with_drafts.filter(pk=int(id[:18])).first() if id.isdecimal() else None

    def kind_of(self, obj: Any) -> Kind | None:
        return Kind(obj.policy.kind) if obj is not None else None

    def trial(self, request: HttpRequest, author: Author, obj: Any, write: Trial) -> Effect:
        """Return the effect of a write: a draft revokes no access before it is published."""
        policy = self.policy_of(request, obj)
        is_draft = policy is not None and policy.draft_of_id is not None
        return NOTHING if is_draft else super().trial(request, author, obj, write)

    def _may(self, request: HttpRequest, verb: str, obj: Rule | None) -> bool:
        policy = self.policy_of(request, obj)
        if policy is None:
            return False
        page = self.admin_site.get_model_admin(POLICY_MODELS[Kind(policy.kind)])
        return bool(getattr(page, f"has_{verb}_permission")(request, policy))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and not obj.is_default and self._may(request, "change", obj)

    @admin.display(description=gettext_lazy("if"))
    def condition_text(self, row: Rule) -> str:
        return " ".join(_rule_text(row).conditions) or gettext("Always.")

    @admin.display(description=gettext_lazy("then"))
    def outcome_text(self, row: Rule) -> str:
        return " ".join(_rule_text(row).outcome)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return self.version_checked(
            self.form_of(request, obj, self.form_attributes(request, obj)), request, obj
        )

    def form_of(self, request: HttpRequest, obj: Rule | None, bound: dict[str, Any]) -> Any:
        """Return the form of a rule of its policy. Raises Http404."""
        policy = self.policy_of(request, obj)
        if policy is None:
            raise Http404
        return rule_form(policy, obj or Rule(policy=policy), bound, request.GET.get("preset", ""))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        policy = self.policy_of(request, obj)
        if policy is None:
            raise Http404
        if not self._may(request, "change", obj):
            return [(None, {"fields": ("name", "active", "condition_text", "outcome_text")})]
        kind, is_default = Kind(policy.kind), obj is not None and obj.is_default
        sections: list[Any] = [(None, {"fields": ("name",) if is_default else ("name", "active")})]
        if not is_default:
            conditions = [column.name for column in columns_of(kind)]
            # Translators: rule of a policy, above its conditions
            everything = gettext("All of these must be true. Open a line to change it.")
            options = {"fields": conditions, "description": everything, "classes": (CONDITIONS,)}
            # Translators: rule of a policy, title of its conditions
            sections.append((gettext("If"), options))
        sections += _outcome_sections(kind)
        return sections

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Show the conditions as lines of a sentence where the form has them."""
        form = context["adminform"].form
        has_conditions = isinstance(form, RuleForm) and not form.instance.is_default
        context["conditions"] = condition_lines(form.kind, form) if has_conditions else []
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        extra = self._about(row.policy, self.address("simulate", row.pk)) if isinstance(row, Rule) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        policy = self.policy_of(request, None)
        if policy is None:
            raise PermissionDenied
        simulate = f"{self.address('simulate_new')}?policy={policy.pk}"
        extra = {**(extra_context or {}), **self._about(policy, simulate)}
        return super().add_view(request, form_url, extra)

    def _about(self, policy: Policy, simulate: str) -> dict[str, Any]:
        presets = [(key, label) for key, (label, _values) in PRESETS.items()]
        page = self.admin_site.get_model_admin(POLICY_MODELS[Kind(policy.kind)])
        return {
            "policy": policy,
            "policy_address": policy_url(policy),
            "list_address": reverse(f"admin:policies_{page.opts.model_name}_changelist"),
            "list_name": page.opts.verbose_name_plural,
            "presets": presets if policy.kind == Kind.PASSWORD else [],
            # A draft decides nothing that a simulation could show.
            "simulate": "" if policy.draft_of_id else simulate,
            "draft_of": policy.draft_of.name if policy.draft_of else "",
            "show_save_and_add_another": False,
        }

    def address(self, name: str, *args: Any) -> str:
        """Return the address of a page about rules."""
        return reverse(f"admin:policies_rule_{name}", args=args)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing in the address fills in the form: it names the policy and a preset only."""
        return {}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write conditions and outcome in one piece, once the effect was seen."""
        require_confirmation(form.effect)
        obj.pk = form.write().pk
        for violation in warnings_of(form.draft()):
            messages.warning(request, say(violation))

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        """Write nothing more."""

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(policy_url(obj.policy))

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(policy_url(obj.policy))

    def delete_row(self, row: Rule, author: Author) -> None:
        delete_rule(row, author)

    def after_deleting(self, row: Rule) -> str:
        return policy_url(row.policy)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        move, unsaved = wrap(require_POST(self.move_view)), wrap(require_POST(self.unsaved_view))
        return [
            path("simulation/", wrap(self.simulation_view), name="policies_simulation"),
            path("<int:rule_id>/simulate/", unsaved, name="policies_rule_simulate"),
            path("add/simulate/", unsaved, name="policies_rule_simulate_new"),
            path("<int:rule_id>/do/<slug:move>/", move, name="policies_rule_move"),
            *super().get_urls(),
        ]

    def move_view(self, request: HttpRequest, rule_id: int, move: str) -> HttpResponse:
        """Move a rule by one place within its policy, or switch it on or off."""
        row = self.row_of(request, str(rule_id))
        if move not in MOVES or not self.has_change_permission(request, row):
            raise PermissionDenied
        author = author_of(request)

        def write() -> None:
            if move in (ON, OFF):
                set_rule_active(copy(row), author, active=move == ON)
                return
            ids = list(row.policy.rules.filter(is_default=False).values_list("pk", flat=True))
            reorder_rules(row.policy, moved_ids(ids, row.pk, move), author)

        done = gettext("Updated “%(name)s”.") % {"name": row.name}
        return self.write_or_confirm(request, row, write, back=policy_url(row.policy), done=done)

    def simulation_view(self, request: HttpRequest) -> HttpResponse:
        """Simulate the policies as they are."""
        return simulate(self, request, [load_policies()])

    def unsaved_view(self, request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
        """Simulate the policies as they are and as they would be with the rule that was sent."""
        row: Rule | None = self.row_of(request, str(rule_id)) if rule_id else None
        if not (self.has_change_permission(request, row) if row else self.has_add_permission(request)):
            raise PermissionDenied
        bound = {"author": author_of(request), "trial": staticmethod(lambda _write: NOTHING)}
        form = self.form_of(request, row, bound)(request.POST, instance=copy(row))
        if not form.is_valid():
            return self._form_again(request, row)
        return simulate_unsaved(self, request, form.instance.name, preview(lambda: write_rule(form.draft())))

    def _form_again(self, request: HttpRequest, row: Rule | None) -> HttpResponse:
        """Show the form of an unsaved rule with its errors."""
        policy = self.policy_of(request, row)
        if policy is None:
            raise Http404
        if row is None:
            return self.add_view(request, f"{self.address('add')}?policy={policy.pk}")
        return self.change_view(request, str(row.pk), self.address("change", row.pk))


def policy_url(policy: Policy) -> str:
    """Return the address of a policy's page."""
    model = POLICY_MODELS[Kind(policy.kind)]
    return reverse(f"admin:policies_{model.__name__.lower()}_change", args=[policy.pk])


def _rule_text(row: Rule) -> RuleText:
    is_draft = row.policy.draft_of_id is not None
    policies = [read_draft(row.policy)] if is_draft else read_policies()[Kind(row.policy.kind)]
    policy = next(policy for policy in policies if policy.id == row.policy_id)
    return next(rule for rule in rule_texts(policy) if rule.id == row.pk)


def _outcome_sections(kind: Kind) -> list[Any]:
    """Return what a rule answers; the details of an authentication rule are folded away."""
    # Translators: rule of a policy, title of its outcome
    title, description = gettext("Then"), NOTES.get(kind, "")
    names: list[Any] = outcome_names(kind)
    if kind is Kind.ENROLLMENT:
        names = [*setting_lines(), *names]
    if kind is not Kind.AUTHENTICATION:
        return [(title, {"fields": names, "description": description})]
    others = [name for name in names if name not in (*DETAILS, "excluded", "allowed", "deny_text")]
    # Translators: rule of an authentication policy, above the details of its outcome
    custom = gettext("Only used when “Custom” is selected.")
    return [
        (title, {"fields": ["allowed", "strength", "accepted", "deny_text"], "description": description}),
        # Translators: rule of an authentication policy, title of a part of its outcome
        (gettext("Custom requirement"), {"fields": DETAILS, "description": custom, "classes": ("collapse",)}),
        # Translators: rule of an authentication policy, title of a part of its outcome
        (gettext("Reauthentication"), {"fields": others, "classes": ("collapse",)}),
    ]
