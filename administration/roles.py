"""Roles: sets of permissions in the administration. Only owners see them."""

from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group as DjangoGroup
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from accounts.domain.violations import ValidationFailed, Violation
from accounts.identities import hash_secret
from accounts.models import Role
from accounts.users.roles import delete_role, is_shipped, save_role
from accounts.versions import CHANGED_MEANWHILE
from administration.base import VersionedAdmin, actor_of
from administration.versions import SEEN

# Under Django's own name they would be taken for groups of users.
admin.site.unregister(DjangoGroup)

COPY: Final = "copy"
"""The parameter of the page for a new role that names the role to copy."""
MAX_DIGITS: Final = 10


@admin.register(Role)
class RoleAdmin(VersionedAdmin, DjangoGroupAdmin):
    """Roles and their permissions."""

    readonly_fields = ("held",)
    change_form_template = "admin/accounts/role/change_form.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let owners change their own roles; those that come with the server follow its code."""
        return actor_of(request).is_superuser and (obj is None or not is_shipped(obj))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Show what a shipped role may do, instead of the boxes for a choice."""
        return ("name", "held" if obj is not None and is_shipped(obj) else "permissions")

    # Translators: administration, page of a role
    @admin.display(description=gettext_lazy("permissions"))
    def held(self, role: DjangoGroup) -> SafeString:
        names = role.permissions.values_list("content_type__app_label", "name")
        return format_html_join("", "{1}<br>", sorted(names))

    has_add_permission = has_module_permission
    has_delete_permission = has_change_permission

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new role with the permissions of the one that is copied."""
        copied = request.GET.get(COPY, "")
        known = copied.isdecimal() and len(copied) < MAX_DIGITS
        role = DjangoGroup.objects.filter(pk=int(copied)).first() if known else None
        if role is None:
            return super().get_changeform_initial_data(request)
        # Translators: administration, name of a new role that is a copy of another one
        name = gettext("Copy of %(name)s") % {"name": role.name}
        return {"name": name, "permissions": list(role.permissions.values_list("pk", flat=True))}

    def version_of(self, row: DjangoGroup) -> str:
        """Return a digest of what a role holds: Django's model has no column for a version."""
        stored = DjangoGroup.objects.filter(pk=row.pk).values_list("name", "permissions")
        return hash_secret(repr(sorted(stored)))[:16]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            DjangoGroup.objects.select_for_update().get(pk=obj.pk)
            if self.version_of(obj) != request.POST[SEEN]:
                raise ValidationFailed([Violation("", CHANGED_MEANWHILE)])
        permissions = [permission.pk for permission in form.cleaned_data["permissions"]]
        save_role(obj, permissions, actor=actor_of(request), now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing more: the service has written the permissions."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_role(obj, actor=actor_of(request), now=timezone.now())
