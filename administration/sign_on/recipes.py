"""The page of recipes: a choice or two, the effect where people would lose access, and it is written."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.violations import ValidationFailed, Violation
from administration.base import actor_of, policy_model_name
from administration.confirmed_changes import CONFIRMED, author_of, confirmation_page
from administration.texts import show_violations
from applications.domain import BUILT_IN
from applications.models import Application
from applications.selectors import guards_administration
from applications.services.policies import effect_of
from applications.services.recipes import RECIPES, Recipe, RecipeValues, apply_recipe
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import NetworkZone, Policy

FIELD_OF: Final = {"allowed_domains": "domains"}
"""The field of a recipe that fills a column under another name."""

UNPROCESSABLE: Final = 422


def _of_row(label: Any, rows: QuerySet[Any]) -> forms.Field:
    return forms.ModelChoiceField(rows, label=label)


_FIELDS: Final[Mapping[str, Callable[[], forms.Field]]] = {
    "application": lambda: _of_row(
        # Translators: recipes of the administration, label of a field
        _("Application"),
        Application.objects.exclude(key__in=BUILT_IN).order_by("label"),
    ),
    "policy": lambda: _of_row(
        # Translators: recipes of the administration, label of a field
        _("Authentication policy"),
        Policy.objects.filter(kind=Kind.AUTHENTICATION, active=True),
    ),
    # Translators: recipes of the administration, label of a field
    "zone": lambda: _of_row(_("Network zone"), NetworkZone.objects.all()),
    # Translators: recipes of the administration, label of a field
    "form": lambda: _of_row(_("Sign-up form"), ProfileEnrollmentPolicy.objects.all()),
    "domains": lambda: forms.CharField(
        # Translators: recipes of the administration, label of a field
        label=_("Email domains"),
        # Translators: recipes of the administration, help of a field
        help_text=_("One domain per line, such as example.com."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
    ),
    "passkeys": lambda: forms.BooleanField(
        # Translators: recipes of the administration, label of a field
        label=_("Accept passkeys, too"),
        required=False,
        initial=True,
    ),
}


class RecipeForm(forms.Form):
    """The choices of one recipe."""

    def __init__(self, recipe: Recipe, data: Any = None) -> None:
        super().__init__(data, prefix=recipe.key)
        self.recipe = recipe
        self.fields = {name: _FIELDS[name]() for name in recipe.fields}

    def values(self) -> RecipeValues:
        """Return the choices of a valid form."""
        return RecipeValues(**self.cleaned_data)

    def show(self, failure: ValidationFailed) -> None:
        """Show each violation at its field."""
        violations = (
            Violation(FIELD_OF.get(violation.field, violation.field), violation.code, violation.params)
            for violation in failure.violations
        )
        show_violations(self, violations)


def recipes_view(request: HttpRequest) -> HttpResponse:
    """Show the recipes that the administrator may use, or apply the one that was sent."""
    recipes = {recipe.key: recipe for recipe in RECIPES if _may_use(request, recipe)}
    if not recipes:
        raise PermissionDenied
    sent = recipes.get(request.POST.get("recipe", ""))
    form = RecipeForm(sent, request.POST) if sent is not None else None
    if form is not None and form.is_valid():
        try:
            return _apply(request, form)
        except ValidationFailed as failure:
            form.show(failure)
    elif request.method == "POST" and form is None:
        raise PermissionDenied
    context = {
        **site.each_context(request),
        # Translators: recipes of the administration, title of the page
        "title": gettext("Recipes"),
        "forms": [
            form if form is not None and form.recipe is recipe else RecipeForm(recipe)
            for recipe in recipes.values()
        ],
        "errors": form.errors if form is not None else {},
    }
    return render(request, "admin/recipes.html", context, status=200 if form is None else UNPROCESSABLE)


def _may_use(request: HttpRequest, recipe: Recipe) -> bool:
    user = actor_of(request)
    return user.has_perms(recipe.permissions) and (user.is_superuser or not recipe.owners_only)


def _apply(request: HttpRequest, form: RecipeForm) -> HttpResponse:
    author, values, recipe = author_of(request), form.values(), form.recipe
    if (
        values.policy is not None
        and guards_administration(values.policy)
        and not actor_of(request).is_superuser
    ):
        raise PermissionDenied
    if CONFIRMED not in request.POST:
        effect = effect_of(lambda: apply_recipe(recipe, values, author), author.now)
        if effect.needs_confirmation:
            return confirmation_page(request, effect, reverse("admin:recipes"))
    row = apply_recipe(recipe, values, author)
    # Translators: recipes of the administration, after one was applied
    messages.success(request, gettext("Recipe applied to “%(name)s”.") % {"name": row})
    return HttpResponseRedirect(_page_of(row))


def _page_of(row: Policy | ProfileEnrollmentPolicy) -> str:
    if isinstance(row, ProfileEnrollmentPolicy):
        return reverse("admin:enrollment_profileenrollmentpolicy_change", args=[row.pk])
    model = policy_model_name(Kind(row.kind))
    return reverse(f"admin:policies_{model}_change", args=[row.pk])
