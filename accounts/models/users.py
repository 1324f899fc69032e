"""Users, and the columns by which they are searched and sorted."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from accounts.domain.appearance import Theme
from accounts.domain.choice import choices_of
from accounts.domain.lifecycle import CAN_SIGN_IN, Status
from accounts.domain.text import search_form
from accounts.identities import new_public_id
from accounts.models.versions import VersionedModel


class SearchFormField(models.TextField):  # type: ignore[type-arg] # its arguments come from the base class
    """The search form of the column ``source``, written whenever the model writes that column."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{"editable": False, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the search form of what the source holds now."""
        value = search_form(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


def _search_forms(model: type[models.Model]) -> Mapping[str, str]:
    """Return the names of the columns with search forms, by their sources."""
    columns = model._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
    return {column.source: column.name for column in columns if isinstance(column, SearchFormField)}


class SearchFormQuerySet(models.QuerySet[Any]):
    """Writes search forms also where rows are updated by a statement.

    ``at_least``: so many rows are known to be found, which need not be counted again.
    """

    at_least = 0

    def update(self, **columns: Any) -> int:
        """Update the rows, and the search forms of the columns that are named."""
        kept = _search_forms(self.model)
        forms = {kept[name]: search_form(value) for name, value in columns.items() if name in kept}
        return super().update(**columns, **forms)


def with_search_forms(model: type[models.Model], update_fields: Iterable[str]) -> set[str]:
    """Return the fields of a save together with the search forms that change with them."""
    names, kept = set(update_fields), _search_forms(model)
    return names | {kept[name] for name in names if name in kept}


class Origin(models.TextChoices):
    """How the account was created: an unverified address of a sign-up is only a claim."""

    SELF_SERVICE = "self_service", "Signed up"
    ADMINISTRATOR = "administrator", "Added by an administrator"
    IMPORT = "import", "Imported"


class UserManager(BaseUserManager["User"]):
    """Users, whose search forms are written along with what they are of."""

    def get_queryset(self) -> models.QuerySet["User"]:
        return SearchFormQuerySet(self.model, using=self._db)


class User(VersionedModel, AbstractBaseUser, PermissionsMixin):
    """One user.

    ``login`` is the normal form of the primary address and its only holder's: unique, and null once the
    user is deprovisioned, so that the address is free again. ``email`` is how they wrote it, for mail and
    for show. ``security_epoch`` ends everything made under an older one (sessions, remembered devices,
    transactions). Django's ``groups`` are roles here; a user's own groups are ``Membership`` rows.
    ``has_authenticators`` is true while there is any ``Enrollment``, ``has_put_off`` once there is any
    ``Postponement``, so that users without one cost no query; ``last_authenticator`` is what the user
    proved first at the last sign-in. ``undone_at`` is when an undo link was used last. ``theme`` and
    ``language`` are how they want our pages; without a language it is that of the browser. Names and address
    have a second column each, in the form in which they are searched and sorted. ``sign_up_app`` is the key
    of the app that the user signed up for, ``sign_up_policy`` the public id of the policy of that form.
    """

    public_id = models.CharField("user ID", max_length=32, unique=True, default=new_public_id, editable=False)
    # Longer than Django's: a wrapped hash of another system has its parameters beside it.
    password = models.CharField(max_length=255)
    login = models.CharField(max_length=254, unique=True, null=True, blank=True)
    email = models.CharField("email address", max_length=254)
    email_verified = models.BooleanField("verified email address", default=False)
    first_name = models.CharField(max_length=50, blank=True)
    last_name = models.CharField(max_length=50, blank=True)
    email_folded = SearchFormField(source="email")
    first_name_folded = SearchFormField(source="first_name")
    last_name_folded = SearchFormField(source="last_name")
    profile = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        max_length=20,
        choices=choices_of(Status),
        default=Status.STAGED.value,
    )
    origin = models.CharField(max_length=20, choices=Origin.choices, default=Origin.ADMINISTRATOR)
    security_epoch = models.PositiveIntegerField(default=1)
    is_staff = models.BooleanField("administrator", default=False)
    created_at = models.DateTimeField("created")
    activated_at = models.DateTimeField("activated", null=True, blank=True)
    status_changed_at = models.DateTimeField("status changed", null=True, blank=True)
    password_changed_at = models.DateTimeField("password changed", null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    has_authenticators = models.BooleanField(default=False, editable=False)
    has_put_off = models.BooleanField(default=False, editable=False)
    last_authenticator = models.CharField(max_length=32, blank=True, editable=False)
    theme = models.CharField(
        max_length=6,
        choices=choices_of(Theme),
        default=Theme.SYSTEM.value,
        db_default=Theme.SYSTEM.value,
    )
    language = models.CharField(max_length=12, blank=True, default="", db_default="")
    sign_up_app = models.CharField(max_length=100, blank=True, default="", db_default="", editable=False)
    sign_up_policy = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)

    objects = UserManager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "user"
        verbose_name_plural = "people"
        ordering = ("email",)
        permissions = (
            ("support_user", "Can help users (unlock, suspend, new password, sessions, codes)"),
            ("export_user", "Can export people as a file"),
        )
        indexes = (
            models.Index(
                fields=("status_changed_at",),
                condition=models.Q(status=Status.PENDING_DELETION.value),
                name="user_leaving_by_time",
            ),
            # For the lists of the administration. Its search has an index of its own (migration 0002).
            models.Index(fields=("email_folded", "id"), name="user_by_email"),
            models.Index(fields=("last_name_folded", "first_name_folded", "id"), name="user_by_name"),
            models.Index(
                fields=("status", "id"),
                condition=~models.Q(status=Status.ACTIVE.value),
                name="user_not_active",
            ),
            models.Index(fields=("id",), condition=models.Q(is_staff=True), name="user_of_staff"),
            models.Index(
                fields=("origin", "id"),
                condition=~models.Q(origin=Origin.SELF_SERVICE.value),
                name="user_not_signed_up",
            ),
        )

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **options: Any) -> None:
        """Write the row, and the search forms of what is written."""
        if options.get("update_fields") is not None:
            options["update_fields"] = with_search_forms(type(self), options["update_fields"])
        super().save(*args, **options)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the status lets the user have a session."""
        return Status(self.status) in CAN_SIGN_IN

    @property
    def is_claim(self) -> bool:
        """Whether the address is held without ever having been proved by the user who signed up."""
        return not self.email_verified and self.origin == Origin.SELF_SERVICE

    @property
    def has_password(self) -> bool:
        """Whether a password was ever set: an unusable one starts with Django's mark."""
        return bool(self.password) and self.has_usable_password()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email

    def profile_values(self) -> dict[str, Any]:
        """Every profile attribute with a value, whether it has a column of its own or not."""
        own = {
            "login": self.login,
            "email": self.email,
            "firstName": self.first_name,
            "lastName": self.last_name,
        }
        non_empty = {key: value for key, value in own.items() if value}
        return {**cast(dict[str, Any], self.profile), **non_empty}
