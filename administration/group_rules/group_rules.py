"""The pages of group rules: the sentence, who matches, and a confirmation that says what a save does."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.group_rule_checks import user_written
from accounts.domain.group_rules import read_conditions
from accounts.domain.messages import Message
from accounts.models import GroupRule, RuleRecomputation, User
from accounts.profile.rule_changes import delete_rule, save_rule
from accounts.profile.schema import profile_schema
from administration.base import VersionedAdmin, actor_of
from administration.confirmed_changes import CONFIRM, CONFIRMED
from administration.group_rules.group_rule_form import GroupRuleForm
from administration.group_rules.group_rule_texts import (
    examined_line,
    impact_lines,
    sentence,
)
from administration.texts import say
from applications.selectors import group_rule_names


class ConfirmationRequired(Exception):
    """The rule changes memberships, or trusts what users write; the administrator hasn't confirmed it yet."""

    def __init__(self, form: GroupRuleForm, trusted: tuple[str, ...]) -> None:
        super().__init__(form.instance.name)
        self.form, self.trusted = form, trusted


@admin.register(GroupRule)
class GroupRuleAdmin(VersionedAdmin):
    """Group rules as sentences. Their memberships are computed by a task after a save."""

    change_form_template = "admin/accounts/grouprule/change_form.html"
    form = GroupRuleForm
    list_display = ("name", "effect", "active", "state")
    list_filter = ("active",)
    search_fields = ("name",)
    filter_horizontal = ("groups",)
    readonly_fields = ("effect",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupRule]:
        rows: QuerySet[GroupRule] = super().get_queryset(request)
        return rows.prefetch_related("groups")

    def get_fields(self, request: HttpRequest, obj: GroupRule | None = None) -> tuple[str, ...]:
        """Return the fields; a new rule has no sentence yet."""
        fields = ("name", "active", "groups")
        return (*fields, "effect") if obj is not None else fields

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Give the rows of a list their names and states in a fixed number of statements."""
        changelist = super().get_changelist_instance(request)
        names, running = group_rule_names(), set(RuleRecomputation.objects.values_list("rule_id", flat=True))
        for row in changelist.result_list:
            row.names, row.is_running = names, row.public_id in running
        return changelist

    # Translators: group rule, head of a column with a sentence
    @admin.display(description=_("summary"))
    def effect(self, row: GroupRule) -> str:
        names = getattr(row, "names", None) or group_rule_names()
        return sentence(read_conditions(row.conditions), (group.name for group in row.groups.all()), names)

    # Translators: group rule, head of a column: whether all memberships are computed
    @admin.display(description=_("memberships"))
    def state(self, row: GroupRule) -> str:
        # Translators: group rule, state of its memberships
        return str(_("being updated") if getattr(row, "is_running", False) else _("up to date"))

    def save_model(self, request: HttpRequest, obj: GroupRule, form: Any, change: bool) -> None:
        written = user_written(form.draft.conditions, profile_schema())
        if CONFIRMED not in request.POST:
            require_confirmation(form, written)
        obj.trusts_user_values = bool(written)
        save_rule(form.draft, actor=actor_of(request), now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Write nothing: the service wrote the groups with the rule."""

    def delete_model(self, request: HttpRequest, obj: GroupRule) -> None:
        delete_rule(obj, actor=actor_of(request), now=timezone.now())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show who matches, and their addresses to administrators who may view people."""
        tested = getattr(context["adminform"].form, "tested", None)
        if tested is not None:
            users = self.admin_site.get_model_admin(User)
            context["tested"] = tested
            context["matching"] = tested.matching if users.has_view_permission(request) else ()
            context["examined"] = "" if tested.is_complete else examined_line(tested)
            context["impact"] = impact_lines(tested)[:2]
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def _or_failure(self, request: HttpRequest, answer: Callable[[], Any]) -> Any:
        try:
            return super()._or_failure(request, answer)
        except ConfirmationRequired as unconfirmed:
            return self.confirmation_page(request, unconfirmed)

    def confirmation_page(self, request: HttpRequest, unconfirmed: ConfirmationRequired) -> HttpResponse:
        """Say what a save does; the button sends the same form again."""
        trusted, preview = unconfirmed.trusted, unconfirmed.form.preview
        lines = impact_lines(preview) if preview else []
        if trusted:
            lines.insert(0, say(Message("ssr.group_rule.trust.question", (", ".join(trusted),))))
        sent = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
        context = {
            **self.admin_site.each_context(request),
            # Translators: group rule, title of a confirmation
            "title": _("Save the rule “%(name)s”?") % {"name": unconfirmed.form.instance.name},
            "button": _("Save"),
            "opts": self.opts,
            "effect": lines[0],
            "remedy": " ".join(lines[1:]),
            "back": request.get_full_path(),
            "sent": [(name, value) for name, values in sent for value in values],
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, CONFIRM, context)


def require_confirmation(form: GroupRuleForm, written: tuple[str, ...]) -> None:
    """Raise ConfirmationRequired where groups change, or an attribute that users write newly decides."""
    stored = GroupRule.objects.filter(pk=form.instance.pk, trusts_user_values=True).first()
    known = user_written(read_conditions(stored.conditions), profile_schema()) if stored else ()
    new = tuple(title for title in written if title not in known)
    preview = form.preview
    if new or (preview is not None and (preview.joining or preview.leaving)):
        raise ConfirmationRequired(form, new)
