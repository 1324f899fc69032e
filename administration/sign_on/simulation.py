"""The simulation: decisions for a user with their reasons, before and after a rule changes."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from administration.app_impact import AppImpactAdmin
from administration.confirmed_changes import NOTHING
from administration.sign_on.rule_texts import sentence_text, sentences_text
from administration.sign_on.rules import RuleAdmin
from administration.sign_on.simulation_form import SimulationForm
from policies.domain.rules import Kind, PolicyEvaluation
from policies.domain.simulation import KindExplanation, explain_all
from policies.domain.snapshot import PolicySnapshot
from policies.models import POLICY_MODELS, Rule
from policies.selectors import load_policies
from policies.services.policy_changes import preview
from policies.services.rules import write_rule

PAGE = "admin/policies/simulation.html"


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """One policy or rule that was looked at, in words."""

    name: str
    why: str
    matched: bool
    rules: tuple["EvaluationView", ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one kind of policy decides."""

    rule: str
    outcome: tuple[str, ...]
    looks: tuple[EvaluationView, ...]


@dataclass(frozen=True, slots=True)
class ComparedDecision:
    """The answers of one kind, before and after; without a change there is only the one."""

    title: str
    answers: tuple[Answer, ...]

    @property
    def differs(self) -> bool:
        """Whether the change is seen here."""
        return len({(answer.rule, answer.outcome) for answer in self.answers}) > 1


def compared(
    form: SimulationForm, snapshots: Sequence[PolicySnapshot], kinds: Sequence[Kind]
) -> list[ComparedDecision]:
    """Return the answers of every kind that may be seen."""
    facts, policy_id = form.facts(), form.policy_id
    explained = zip(*(explain_all(snapshot, facts, policy_id) for snapshot in snapshots), strict=True)
    return [
        ComparedDecision(_(answers[0].kind.label), tuple(map(_answer, answers)))
        for answers in explained
        if answers[0].kind in kinds
    ]


def _answer(one: KindExplanation) -> Answer:
    decision = one.explanation.decision
    return Answer(
        rule=f"{decision.policy.name} › {decision.rule.name}",
        outcome=tuple(map(sentence_text, one.outcome)),
        looks=tuple(map(_evaluation_view, one.explanation.policies)),
    )


def _evaluation_view(evaluation: PolicyEvaluation[Any]) -> EvaluationView:
    rules = tuple(
        EvaluationView(rule.rule.name, sentences_text(rule.describe()), rule.matched)
        for rule in evaluation.rules
    )
    return EvaluationView(
        evaluation.policy.name, sentence_text(evaluation.describe()), evaluation.applied, rules
    )


def visible_kinds(site: AdminSite, request: HttpRequest) -> list[Kind]:
    """Return the kinds of policy that the administrator may see."""
    pages = {kind: site.get_model_admin(model) for kind, model in POLICY_MODELS.items()}
    return [kind for kind, page in pages.items() if page.has_view_permission(request)]


def simulation(
    page: ModelAdmin[Any],
    request: HttpRequest,
    snapshots: Sequence[PolicySnapshot],
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form and, when it is filled in, the answers."""
    kinds = visible_kinds(page.admin_site, request)
    # The answers reveal a user's groups, so viewing users is required.
    if not kinds or not page.admin_site.get_model_admin(User).has_view_permission(request):
        raise PermissionDenied
    asked = "facts-at" in request.POST
    form = SimulationForm(request.POST if asked else None)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Simulate policies"),
        "media": page.media,
        "opts": page.opts,
        "form": form,
        "results": compared(form, snapshots, kinds) if asked and form.is_valid() else [],
        **(extra or {}),
    }
    return TemplateResponse(request, PAGE, context)


class RuleSimulationAdmin(AppImpactAdmin, RuleAdmin):
    """Rules with a page that simulates what is filled in and not saved."""

    def get_urls(self) -> list[URLPattern]:
        wrap, unsaved = self.admin_site.admin_view, require_POST(self.unsaved_view)
        return [
            path("simulation/", wrap(self.simulation_view), name="policies_simulation"),
            path("<int:rule_id>/simulate/", wrap(unsaved), name="policies_rule_simulate"),
            path("add/simulate/", wrap(unsaved), name="policies_rule_simulate_new"),
            *super().get_urls(),
        ]

    def simulation_view(self, request: HttpRequest) -> HttpResponse:
        """Simulate the policies as they are."""
        return simulation(self, request, [load_policies()])

    def unsaved_view(self, request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
        """Simulate the policies as they are and as they would be with the rule that was sent."""
        row: Rule | None = self.row_of(request, str(rule_id)) if rule_id else None
        if not (self.has_change_permission(request, row) if row else self.has_add_permission(request)):
            raise PermissionDenied
        bound = {"author": self.author(request), "trial": staticmethod(lambda _write: NOTHING)}
        form = self.form_of(request, row, bound)(request.POST, instance=copy(row))
        if not form.is_valid():
            return self._form_again(request, row)
        after = preview(lambda: write_rule(form.draft()))
        return simulation(self, request, [load_policies(), after], self._unsaved(request, form.instance.name))

    def _form_again(self, request: HttpRequest, row: Rule | None) -> HttpResponse:
        """Nothing is saved: what cannot be simulated is shown with its errors."""
        policy = self.policy_of(request, row)
        if policy is None:
            raise Http404
        if row is None:
            return self.add_view(request, f"{self.address('add')}?policy={policy.pk}")
        return self.change_view(request, str(row.pk), self.address("change", row.pk))

    def _unsaved(self, request: HttpRequest, name: str) -> dict[str, Any]:
        own = ("csrfmiddlewaretoken", "_save", "_continue")
        sent = {
            key: values
            for key, values in request.POST.lists()
            if key not in own and not key.startswith("facts-")
        }
        return {"rule": name, "sent": [(key, value) for key, values in sent.items() for value in values]}
