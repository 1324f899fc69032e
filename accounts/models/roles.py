"""Roles: what an administrator may do. They are Django's groups under the name they have here."""

from django.contrib.auth.models import Group as DjangoGroup


class Role(DjangoGroup):
    """A set of permissions. No policy, form, hook or import reaches one; only owners give them."""

    class Meta:
        proxy = True
        verbose_name = "role"
        verbose_name_plural = "roles"
