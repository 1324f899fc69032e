"""Groups of users."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Group
from accounts.users.groups import (
    MAX_COUNTED,
    add_members,
    check_group,
    delete_group,
    read_addresses,
    rows_referencing,
    save_group,
    with_member_counts,
)
from administration.base import DeletedRows, VersionedAdmin, actor_of, deleted_rows
from administration.texts import say, show_violations


class GroupForm(forms.ModelForm[Group]):
    """A group, and users to be put into it."""

    user_ids: tuple[int, ...] = ()

    new_members = forms.CharField(
        label=_("Add people"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=_("One email address per line. To remove a person, open their page."),
    )

    class Meta:
        model = Group
        fields: ClassVar[tuple[str, ...]] = ("name", "description")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            show_violations(self, check_group(self.instance))

    def clean_new_members(self) -> str:
        text: str = self.cleaned_data["new_members"]
        ids, violations = read_addresses(text)
        if violations:
            raise forms.ValidationError([say(violation) for violation in violations])
        self.user_ids = tuple(ids)
        return text


@admin.register(Group)
class GroupAdmin(VersionedAdmin):
    """Groups with how many users are in them."""

    form = GroupForm
    fields = ("name", "description", "members", "new_members")
    readonly_fields = ("members",)
    list_display = ("name", "description", "members")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return with_member_counts(super().get_queryset(request))

    @admin.display(description=_("members"))
    def members(self, group: Group) -> SafeString | str:
        if not hasattr(group, "member_count"):
            return "0"
        people = f"{reverse('admin:accounts_user_changelist')}?group={group.pk}"
        many = group.member_count > MAX_COUNTED
        count = _("more than %(number)s") % {"number": f"{MAX_COUNTED:,}"} if many else group.member_count
        return format_html('<a href="{}">{}</a>', people, count)

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        actor, now = actor_of(request), timezone.now()
        save_group(obj, actor=actor, now=now)
        add_members([obj.pk], form.user_ids, actor=actor, now=now)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> DeletedRows:
        """Name what keeps the group from being deleted, before anything is pressed."""
        # Translators: question before a group is deleted, what goes with it
        deleted, counts, lacking, protected = deleted_rows(objs, gettext("The membership of everyone in it"))
        protected += (name for group in objs for name in rows_referencing(group))
        return deleted, counts, lacking, protected

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        delete_group(obj, actor=actor_of(request), now=timezone.now())
