"""Roles: sets of permissions in the administration. Only owners see them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group as DjangoGroup
from django.http import HttpRequest
from django.utils import timezone

from accounts.domain.violations import ValidationFailed, Violation
from accounts.identities import hash_secret
from accounts.models import Role
from accounts.users.roles import delete_role, save_role
from accounts.versions import CHANGED_MEANWHILE
from administration.base import VersionedAdmin, actor_of
from administration.versions import SEEN

# Under Django's own name they would be taken for groups of users.
admin.site.unregister(DjangoGroup)


@admin.register(Role)
class RoleAdmin(VersionedAdmin, DjangoGroupAdmin):
    """Roles and their permissions."""

    fields = ("name", "permissions")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).is_superuser

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

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
