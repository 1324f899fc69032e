"""One search for people, groups, applications, policies and the references that pages show."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.references import read_reference, reference_digits
from accounts.domain.text import search_form, trim
from accounts.models import Event, Group, GroupRule, MailState, OutboxMail, User
from accounts.users.search import MAX_TYPED, search_users
from administration.base import can_view, policy_model_name
from administration.log.masked_addresses import without_addresses
from administration.texts import STATUS, message_kind
from applications.models import Application
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.selectors import current_policies

MAX_HITS: Final = 10
"""So many of each kind; the list of the kind has all of them."""

Allowed = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that was found, with the page that shows it."""

    name: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class HitGroup:
    """What was found of one kind; ``url`` is the list with all of it, where there is more."""

    title: str | Promise
    hits: tuple[Hit, ...]
    url: str = ""


def search_everything(typed: str, allowed: Allowed) -> tuple[HitGroup, ...]:
    """Return what matches the text, by kind, as far as the administrator may view it."""
    text = trim(typed[:MAX_TYPED])
    if not text:
        return ()
    found = (_people(text, allowed), _groups(text, allowed), _group_rules(text, allowed))
    more = (
        _applications(text, allowed),
        _policies(text, allowed),
        _messages(text, allowed),
        _attempts(text, allowed),
    )
    return tuple(group for group in found + more if group.hits)


def search_view(request: HttpRequest) -> HttpResponse:
    """Show what matches the text of the field at the top of every page."""
    typed = request.GET.get("q", "")
    context = {
        **admin.site.each_context(request),
        # Translators: search page of the administration, title
        "title": gettext("Search"),
        "typed": typed,
        "found": search_everything(typed, partial(can_view, request.user)),
    }
    return render(request, "admin/search.html", context)


def _group(title: str | Promise, hits: Iterable[Hit], list_name: str, text: str) -> HitGroup:
    shown = tuple(islice(hits, MAX_HITS + 1))
    url = f"{reverse(list_name)}?{urlencode({'q': text})}" if len(shown) > MAX_HITS else ""
    return HitGroup(title, shown[:MAX_HITS], url)


def _people(text: str, allowed: Allowed) -> HitGroup:
    users = (
        search_users(User.objects.order_by("-id"), text)[: MAX_HITS + 1] if allowed("accounts.user") else ()
    )
    hits = (
        Hit(
            user.get_full_name() or user.email,
            f"{user.email} · {STATUS[user.status]}",
            reverse("admin:accounts_user_change", args=[user.pk]),
        )
        for user in users
    )
    return _group(_("People"), hits, "admin:accounts_user_changelist", text)


def _groups(text: str, allowed: Allowed) -> HitGroup:
    names = Group.objects.values_list("pk", "name", "description")
    rows = names if allowed("accounts.group") else ()
    hits = (
        Hit(name, description, reverse("admin:accounts_group_change", args=[pk]))
        for pk, name, description in rows
        if _contains(text, name)
    )
    return _group(_("Groups"), hits, "admin:accounts_group_changelist", text)


def _group_rules(text: str, allowed: Allowed) -> HitGroup:
    rows = GroupRule.objects.values_list("pk", "name") if allowed("accounts.grouprule") else ()
    ids = [
        pk for pk, name in islice(((pk, name) for pk, name in rows if _contains(text, name)), MAX_HITS + 1)
    ]
    hits = (
        Hit(
            row.name,
            ", ".join(group.name for group in row.groups.all()),
            reverse("admin:accounts_grouprule_change", args=[row.pk]),
        )
        for row in (GroupRule.objects.filter(pk__in=ids).prefetch_related("groups") if ids else ())
    )
    return _group(_("Group rules"), hits, "admin:accounts_grouprule_changelist", text)


def _applications(text: str, allowed: Allowed) -> HitGroup:
    is_allowed = allowed("applications.application")
    rows = Application.objects.values_list("pk", "label", "key") if is_allowed else ()
    hits = (
        Hit(label, key, reverse("admin:applications_application_change", args=[pk]))
        for pk, label, key in rows
        if _contains(text, label, key)
    )
    return _group(_("Applications"), hits, "admin:applications_application_changelist", text)


def _policies(text: str, allowed: Allowed) -> HitGroup:
    return HitGroup(_("Policies"), tuple(_policy_hits(text, allowed))[:MAX_HITS])


def _policy_hits(text: str, allowed: Allowed) -> Iterator[Hit]:
    if allowed("enrollment.profileenrollmentpolicy"):
        for pk, name in ProfileEnrollmentPolicy.objects.values_list("pk", "name"):
            if _contains(text, name):
                url = reverse("admin:enrollment_profileenrollmentpolicy_change", args=[pk])
                yield Hit(name, gettext("Profile enrollment policy"), url)
    for kind in Kind:
        model = policy_model_name(kind)
        if not allowed(f"policies.{model}"):
            continue
        for policy in current_policies().of_kind(kind):
            if _contains(text, policy.name, *(rule.name for rule in policy.rules)):
                url = reverse(f"admin:policies_{model}_change", args=[policy.id])
                yield Hit(policy.name, gettext(kind.label), url)


def _messages(text: str, allowed: Allowed) -> HitGroup:
    """Return the latest messages to an address: also of a sign-up that no one has finished."""
    try:
        address = parse_email(text).display if allowed("accounts.outboxmail") else ""
    except InvalidEmail:
        address = ""
    rows = OutboxMail.objects.filter(to=address).order_by("-id")[: MAX_HITS + 1] if address else ()
    hits = (
        Hit(
            message_kind(mail.template),
            f"{MailState(mail.state).label} {without_addresses(mail.last_error)}".strip(),
            reverse("admin:accounts_outboxmail_change", args=[mail.pk]),
        )
        for mail in rows
    )
    return _group(_("Messages"), hits, "admin:accounts_outboxmail_changelist", text)


def _attempts(text: str, allowed: Allowed) -> HitGroup:
    """Return the events of the attempt with this reference or id."""
    digits = (read_reference(text) or reference_digits(text)) if allowed("accounts.event") else ""
    if not digits or not Event.objects.filter(transaction_reference=digits).exists():
        return HitGroup("", ())
    reference = f"{digits[:4]}-{digits[4:]}"
    url = f"{reverse('admin:accounts_event_changelist')}?{urlencode({'q': reference})}"
    return HitGroup(_("Sign-ins and sign-ups"), (Hit(reference, gettext("Events"), url),))


def _contains(text: str, *names: str) -> bool:
    """Return whether each word of the text is part of one of the names, without case and accents."""
    return all(word in search_form(" ".join(names)) for word in search_form(text).split())
