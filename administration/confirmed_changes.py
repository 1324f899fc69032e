"""Pages that write policies: users who lose access are shown before a change is saved."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.messages import Message
from accounts.domain.networks import parse_address
from accounts.domain.violations import ValidationFailed, Violation
from administration.base import VersionedAdmin, actor_of, show_failure
from administration.texts import say, show_violations
from applications.selectors import administration_policy_id
from applications.services.policies import effect_of
from policies.domain.impact import SIGNS_IN, Effect
from policies.domain.rules import Kind
from policies.services.policy_changes import Author

Trial = Callable[[], object]
CONFIRMED = "confirmed"
CONFIRM = "admin/policies/confirm.html"
NOTHING = Effect()


class ConfirmationRequired(Exception):
    """The change revokes access, and the administrator has not confirmed it yet."""

    def __init__(self, impact: Effect) -> None:
        super().__init__(impact.people)
        self.effect = impact


class ImpactForm(forms.ModelForm[Any]):
    """A form that saves on trial, in a transaction that is rolled back, before it counts as valid.

    ``trial``: returns the effect of a write or raises ValidationFailed; the page binds it to the request.
    """

    trial: ClassVar[Callable[[Callable[[], object]], Effect]]
    author: ClassVar[Author]
    effect: Effect = NOTHING

    def violations(self) -> tuple[Violation, ...]:
        """Return the violations of the form as a whole."""
        raise NotImplementedError

    def write(self) -> Any:
        """Save copies of the submitted rows: it is called twice. Raises ValidationFailed."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        self.add_violations(self.violations())
        if self.errors:
            return
        try:
            self.effect = type(self).trial(self.write)
        except ValidationFailed as failure:
            self.add_violations(failure.violations)

    def add_violations(self, violations: tuple[Violation, ...]) -> None:
        """Show each violation at its field."""
        show_violations(self, violations)


class PolicyImpactAdmin(VersionedAdmin):
    """Saves as an author, and requires a confirmation where users would lose access."""

    def kind_of(self, obj: Any) -> Kind | None:
        """Return the kind of policy that a row belongs to; nothing when it may touch several."""
        return None

    def form_attributes(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return the attributes that bind a form class of this page to the request."""
        author = author_of(request)
        return {"author": author, "trial": staticmethod(partial(self.trial, request, author, obj))}

    def trial(self, request: HttpRequest, author: Author, obj: Any, write: Trial) -> Effect:
        """Return the effect of a write, or none where access can't change or the effect is confirmed."""
        later_impact = self.kind_of(obj) not in {None, *SIGNS_IN}
        return NOTHING if later_impact or CONFIRMED in request.POST else effect_of(write, author.now)

    def write_or_confirm(
        self, request: HttpRequest, obj: Any, write: Trial, *, back: str, done: str, next_page: str = ""
    ) -> HttpResponse:
        """Write and go back or to the next page, or show a confirmation first."""

        def answer() -> HttpResponse:
            require_confirmation(self.trial(request, author_of(request), obj, write))
            write()
            messages.success(request, done)
            return HttpResponseRedirect(next_page or back)

        try:
            answered: HttpResponse = self._or_confirmation(request, answer, back)
        except ValidationFailed as failure:
            show_failure(request, failure)
            return HttpResponseRedirect(back)
        return answered

    def _or_failure(self, request: HttpRequest, answer: Callable[[], Any]) -> Any:
        saved = partial(super()._or_failure, request, answer)
        return self._or_confirmation(request, saved, request.get_full_path())

    def _or_confirmation(self, request: HttpRequest, answer: Callable[[], Any], back: str) -> Any:
        try:
            return answer()
        except ConfirmationRequired as unconfirmed:
            return confirmation_page(request, unconfirmed.effect, back, opts=self.opts)

    def row_of(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row of an address. Raises Http404."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row

    def delete_row(self, row: Any, author: Author) -> None:
        """Delete a row by its service. Raises ValidationFailed."""
        raise NotImplementedError

    def after_deleting(self, row: Any) -> str:
        """Return the address of the page that comes after a deletion."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for confirmation, naming the users who lose access."""
        row = self.row_of(request, object_id)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        author, back, name = author_of(request), self.after_deleting(row), {"name": str(row)}

        def write() -> None:
            self.delete_row(copy(row), author)

        if request.method == "POST" and CONFIRMED in request.POST:
            return self.write_or_confirm(request, row, write, back=back, done=_("Deleted “%(name)s”.") % name)
        try:
            impact = self.trial(request, author, row, write)
        except ValidationFailed as failure:
            show_failure(request, failure)
            return HttpResponseRedirect(back)
        title = _("Delete “%(name)s”?") % name
        return confirmation_page(request, impact, back, title=title, button=_("Delete"), opts=self.opts)


def author_of(request: HttpRequest) -> Author:
    """Return the author of a write. It may not close the administration to every owner."""
    address, policy_id = parse_address(request.META.get("REMOTE_ADDR", "")), administration_policy_id()
    return Author(actor_of(request), timezone.now(), administration=policy_id, ip_address=address)


def confirmation_page(
    request: HttpRequest, impact: Effect, back: str, *, title: str = "", button: str = "", opts: Any = None
) -> HttpResponse:
    """Show who loses access by a change, with a remedy; the button sends the same form again."""
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    addresses = impact.addresses if actor_of(request).has_perm("accounts.view_user") else ()
    context = {
        **site.each_context(request),
        # Translators: confirmation of a change of policies, title
        "title": title or _("Some people would lose access"),
        # Translators: confirmation of a change of policies, button
        "button": button or _("Save anyway"),
        "opts": opts,
        "effect": say(impact.describe()),
        "addresses": addresses,
        "more": impact.people - len(addresses) if addresses else 0,
        "remedy": say(Message("ssr.policy.effect_remedy")) if impact.people else "",
        "back": back,
        "sent": [(name, value) for name, values in sent.items() for value in values],
        "confirmed": CONFIRMED,
    }
    return TemplateResponse(request, CONFIRM, context)


def require_confirmation(impact: Effect) -> None:
    """Raise ConfirmationRequired when a change revokes someone's access."""
    if impact.needs_confirmation:
        raise ConfirmationRequired(impact)
