"""Users: the list, adding one, the page of one user, and the actions on users."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, BaseModelForm, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.credentials.challenges import newest_invitation
from accounts.domain.administration import check_access
from accounts.domain.attributes import Attribute
from accounts.domain.base_attributes import ADDRESS_KEYS
from accounts.lifecycle.invitations import add_user
from accounts.models import Membership, MembershipSource, User
from accounts.profile.profiles import update_profile
from accounts.profile.schema import profile_schema
from accounts.users.administrators import rank_of
from accounts.users.groups import add_members, withdraw
from accounts.users.roles import set_rights
from accounts.users.search import search_users
from accounts.versions import take_version
from administration.base import VersionedAdmin, actor_of
from administration.lists.filters import GroupFilter, StatusFilter
from administration.lists.long_lists import LongListAdmin, Order
from administration.people.bulk_pages import BulkPages, list_action
from administration.people.profile_fields import PREFIX, ProfileForm, form_fields
from administration.people.saved_view_pages import view_urls
from administration.people.status_chips import PeopleList
from administration.people.user_action_pages import run_action
from administration.people.user_actions import USER_ACTIONS, UserAction, action_named
from administration.people.user_export_view import EXPORT, export_view
from administration.people.user_forms import AddUserForm, ChangeUserForm
from administration.people.user_support import UserSupportViews, account_context, lock_text
from administration.texts import STATUS
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.selectors import current_policies

_FACTS = (
    "email",
    "status_text",
    "login",
    "email_verified",
    "origin",
    "created_at",
    "activated_at",
    "last_login",
)


class MembershipFormSet(BaseInlineFormSet[Membership, User, ModelForm[Membership]]):
    """The user's groups. A membership by a group rule ends with its rule or its facts, not here."""

    def add_fields(self, form: ModelForm[Membership], index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.source == MembershipSource.RULE and "DELETE" in form.fields:
            form.fields["DELETE"].disabled = True


class MembershipInline(admin.TabularInline[Membership, User]):
    """The user's groups: joined and left, never edited."""

    model = Membership
    formset = MembershipFormSet
    extra = 0
    fields = ("group", "source", "granted_at")
    readonly_fields = ("source", "granted_at")
    autocomplete_fields = ("group",)
    verbose_name_plural = _("groups")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Return the memberships with what names them, in one statement."""
        return super().get_queryset(request).select_related("group", "user")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(LongListAdmin, VersionedAdmin):
    """Users. A temporary password meets today's policy for users without groups."""

    change_form_template = "admin/accounts/user/change_form.html"
    list_display = (
        "email",
        "name",
        "status_text",
        "origin",
        "is_staff",
        "created_at",
        "last_login",
    )
    list_filter = (
        StatusFilter,
        "origin",
        "is_staff",
        GroupFilter,
    )
    search_fields = ("email",)  # shows the field; what is searched: ``search_users``
    search_help_text = _("Search by email address or name")
    ordering = ("-id",)
    orders: ClassVar[Mapping[str, Order]] = {
        "email": ("email_folded", "id"),
        "name": ("last_name_folded", "first_name_folded", "id"),
        "created_at": ("id",),
    }
    readonly_fields = (*_FACTS, "lockout", "invitation", "profile_text")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PeopleList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        return search_users(queryset, search_term), False

    @admin.display(description=_("name"), ordering="last_name_folded")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("status"))
    def status_text(self, user: User) -> str:
        return str(STATUS[user.status])

    @admin.display(description=_("lockout"))
    def lockout(self, user: User) -> str:
        return lock_text(user, timezone.now())

    @admin.display(description=_("activation email"))
    def invitation(self, user: User) -> str:
        newest = newest_invitation(user)
        if newest is None:
            return str(_("Not sent"))
        end = newest.used_at or newest.closed_at
        state = _("used") if newest.used_at else _("canceled") if end else _("valid until")
        return f"{newest.sent_at:%Y-%m-%d %H:%M} · {state} {end or newest.expires_at:%Y-%m-%d %H:%M} UTC"

    @admin.display(description=_("profile"))
    def profile_text(self, user: User) -> SafeString | str:
        """Return the values, for administrators who may view a user but not change one."""
        schema, values = profile_schema(), user.profile_values()
        lines = (f"{schema[key].title}: {value}" for key, value in values.items() if key in schema)
        return format_html("{}", " · ".join(lines))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not check_access(rank_of(actor_of(request)), rank_of(obj)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse deletion here: a deactivated user keeps the history together."""
        return False

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[ProfileForm]:
        """Build the form from today's profile schema."""
        attributes = _editable(obj)
        fields: dict[str, Any] = form_fields(attributes, obj.profile_values() if obj else {})
        fields["attributes"] = attributes
        if obj is None:
            rules = decide(current_policies(), Facts(at=timezone.now())).password.rules
            return type("AddForm", (AddUserForm,), {**fields, "rules": rules, "actor": actor_of(request)})
        form = type("ChangeForm", (ChangeUserForm,), {**fields, "actor": actor_of(request)})
        return self.version_checked(form, request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        names = [PREFIX + attribute.key for attribute in _editable(obj)]
        if obj is None:
            how = ("start", "temporary_password")
            return [(None, {"fields": ("address", *names, "member_of")}), (_("Activation"), {"fields": how})]
        facts = (None, {"fields": (*_FACTS, "lockout", "invitation")})
        if not self.has_change_permission(request, obj):
            return [facts, (_("Profile"), {"fields": ("profile_text",)})]
        sections = [facts, (_("Profile"), {"fields": names})]
        if actor_of(request).is_superuser:
            sections.append((_("Administration"), {"fields": ("role",)}))
        return sections

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [MembershipInline] if obj is not None else []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        actor, now = actor_of(request), timezone.now()
        if change:
            take_version(obj)
            update_profile(obj.pk, form.values, actor=actor, now=now)
            if form.rights is not None:
                set_rights(obj.pk, form.rights, actor=actor, now=now)
            return
        obj.pk = add_user(form.added, form.rules, actor=actor, now=now).pk
        obj.refresh_from_db()

    def save_related(
        self, request: HttpRequest, form: BaseModelForm[Any], formsets: Iterable[Any], change: bool
    ) -> None:
        """Only the memberships: the form's own relations were written by the service."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseInlineFormSet[Any, Any, Any], change: bool
    ) -> None:
        actor, now, user = actor_of(request), timezone.now(), formset.instance
        withdrawn = [row.instance.pk for row in formset.deleted_forms if row.instance.pk]
        joined = [
            row.cleaned_data["group"].pk
            for row in formset.extra_forms
            if row.has_changed() and row not in formset.deleted_forms
        ]
        withdraw(Membership.objects.filter(user=user, pk__in=withdrawn), actor=actor, now=now)
        add_members(joined, [user.pk], actor=actor, now=now)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        for action in self._permitted(request):
            actions[action.slug] = (list_action(action), action.slug, action.label)
        return actions

    def _permitted(self, request: HttpRequest) -> list[UserAction]:
        allowed = actor_of(request).has_perm
        return [action for action in USER_ACTIONS if allowed(action.permission)]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Refuse an action without its permission, which Django would only call unknown.

        Django runs one of several actions in a form, by an index that is sent as well.
        """
        allowed = actor_of(request).has_perm
        extra_context = {
            **(extra_context or {}),
            "may_export": allowed(EXPORT),
            "may_import": allowed("accounts.add_userimport"),
            "may_view_imports": allowed("accounts.view_userimport"),
        }
        permitted = self._permitted(request)
        for slug in request.POST.getlist("action"):
            action = action_named(slug)
            if action is not None and action not in permitted:
                raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        do, support_urls = self.admin_site.admin_view(self.action_view), UserSupportViews(self).urls()
        export = self.admin_site.admin_view(require_POST(partial(export_view, self)))
        return [
            path("export/", export, name="accounts_user_export"),
            path("<int:user_id>/do/<slug:slug>/", do, name="accounts_user_do"),
            *BulkPages(self).urls(),
            *view_urls(self),
            *support_urls,
            *super().get_urls(),
        ]

    def action_view(self, request: HttpRequest, user_id: int, slug: str) -> HttpResponse:
        """Ask before one thing is done to one user, and do it."""
        return run_action(self, request, user_id, slug)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if isinstance(user, User) and self.has_view_permission(request, user):
            extra = account_context(user, actor_of(request))
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})


def _editable(user: User | None) -> tuple[Attribute, ...]:
    """Return every attribute except the address; a new user has those that the schema requires."""
    return tuple(
        attribute
        for attribute in profile_schema().values()
        if attribute.key not in ADDRESS_KEYS and (user is not None or attribute.required)
    )
