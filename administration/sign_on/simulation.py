"""The simulation: decisions for a user with their reasons, before and after a rule changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import User
from administration.sign_on.rule_texts import sentence_text, sentences_text
from administration.sign_on.simulation_form import SimulationForm
from flows.domain.prompt_preview import Prompt
from flows.prompt_preview import prompt_text, simulated_prompts
from policies.domain.rules import Kind, PolicyEvaluation
from policies.domain.simulation import KindExplanation, explain_all
from policies.domain.snapshot import PolicySnapshot
from policies.models import POLICY_MODELS
from policies.selectors import load_policies

PAGE = "admin/policies/simulation.html"


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """One policy or rule that was evaluated, as the page shows it."""

    name: str
    reason: str
    matched: bool
    rules: tuple["EvaluationView", ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The decision of one kind of policy, with every policy and rule that was evaluated."""

    rule: str
    outcome: tuple[str, ...]
    evaluations: tuple[EvaluationView, ...]


@dataclass(frozen=True, slots=True)
class ComparedDecision:
    """The decisions of one kind, before and after a change; one decision where there is no change."""

    title: str
    decisions: tuple[DecisionView, ...]

    @property
    def differs(self) -> bool:
        """Return whether the change changes this decision."""
        return len({(decision.rule, decision.outcome) for decision in self.decisions}) > 1


@dataclass(frozen=True, slots=True)
class PromptsView:
    """The pages that the user would meet, before and after a change; one list where there is no change."""

    title: str
    lists: tuple[tuple[str, ...], ...]

    @property
    def differs(self) -> bool:
        """Return whether the prompts differ."""
        return len(set(self.lists)) > 1


def compared_prompts(form: SimulationForm, snapshots: Sequence[PolicySnapshot]) -> PromptsView | None:
    """Return the prompts by each of the snapshots; None where the facts describe no sign-in or sign-up."""
    user, application, facts = form.cleaned_data["user"], form.cleaned_data["app"].key, form.facts()
    found = [simulated_prompts(user, application, facts, snapshot) for snapshot in snapshots]
    lists = tuple(_prompt_texts(prompts) for prompts in found if prompts is not None)
    if not lists:
        return None
    # Translators: policy simulation, heading; %(name)s is an email address
    title = _("What %(name)s would see") % {"name": user.email} if user else _("What a new user would see")
    return PromptsView(title, lists)


def _prompt_texts(prompts: Sequence[Prompt]) -> tuple[str, ...]:
    # Translators: policy simulation, in place of the pages of a sign-in
    blocked = _("This account can’t sign in because of its status.")
    return tuple(map(prompt_text, prompts)) or (blocked,)


def compared(
    form: SimulationForm, snapshots: Sequence[PolicySnapshot], kinds: Sequence[Kind]
) -> list[ComparedDecision]:
    """Return the decisions of the visible kinds, for each of the snapshots."""
    facts, policy_id = form.facts(), form.policy_id
    explained = zip(*(explain_all(snapshot, facts, policy_id) for snapshot in snapshots), strict=True)
    return [
        ComparedDecision(_(explanations[0].kind.label), tuple(map(_decision_view, explanations)))
        for explanations in explained
        if explanations[0].kind in kinds
    ]


def _decision_view(explained: KindExplanation) -> DecisionView:
    decision = explained.explanation.decision
    return DecisionView(
        rule=f"{decision.policy.name} › {decision.rule.name}",
        outcome=tuple(map(sentence_text, explained.outcome)),
        evaluations=tuple(map(_evaluation_view, explained.explanation.policies)),
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


def simulate(
    page: ModelAdmin[Any],
    request: HttpRequest,
    snapshots: Sequence[PolicySnapshot],
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form and, once it is submitted, the decisions."""
    kinds = visible_kinds(page.admin_site, request)
    # The decisions reveal a user's groups, so viewing users is required.
    if not kinds or not page.admin_site.get_model_admin(User).has_view_permission(request):
        raise PermissionDenied
    submitted = "facts-at" in request.POST
    form = SimulationForm(request.POST if submitted else None)
    valid = submitted and form.is_valid()
    context = {
        **page.admin_site.each_context(request),
        "title": _("Simulate policies"),
        "opts": page.opts,
        "form": form,
        # The pages follow from all kinds together: who may not see one kind may not see them either.
        "prompts": compared_prompts(form, snapshots) if valid and len(kinds) == len(Kind) else None,
        "results": compared(form, snapshots, kinds) if valid else [],
        **(extra or {}),
    }
    return TemplateResponse(request, PAGE, context)


def simulate_unsaved(
    page: ModelAdmin[Any], request: HttpRequest, rule: str, after: PolicySnapshot
) -> HttpResponse:
    """Show the decisions as they are and as they would be with the rule that was sent and not saved."""
    own = ("csrfmiddlewaretoken", "_save", "_continue")
    sent = {
        key: values for key, values in request.POST.lists() if key not in own and not key.startswith("facts-")
    }
    extra = {"rule": rule, "sent": [(key, value) for key, values in sent.items() for value in values]}
    return simulate(page, request, [load_policies(), after], extra)
