"""The home page: the checklist of a new installation, today's figures, and policies without effect."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.brand import current_brand
from accounts.domain.events import ActorType
from accounts.domain.lifecycle import CAN_SIGN_IN, Status
from accounts.events.log import FAILURE, SUCCESS
from accounts.messaging.delivery import EVENT_TYPES, TEST_EVENT, WAITING
from accounts.models import Brand, Channel, Event, Group, MailState, OutboxMail, User
from administration.base import can_view, policy_model_name
from administration.setup_checklist import SetupFacts, setup_tasks
from administration.sign_on.rule_texts import sentence_text
from applications.domain import BUILT_IN
from applications.selectors import applications
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.reachability import Ineffective, ineffective_policies
from policies.domain.rules import Kind
from policies.selectors import current_policies

MAX_COUNT: Final = 10_000
"""Counting stops here, so that the page stays fast."""
NEWEST_MAILS: Final = 100
"""Of so many emails at least one was accepted, if the mail server accepts any."""
LATELY: Final = timedelta(hours=24)
LATE: Final = timedelta(minutes=5)
"""An email that waits longer than this waits for a worker or the mail server."""
CREATED: Final = "user.lifecycle.create"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its label and the list that it counts; ``alert`` asks for a look."""

    label: str | Promise
    text: str
    url: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class IneffectivePolicy:
    """A policy or rule without effect, as the page shows it."""

    name: str
    reason: str
    url: str


def home_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the home page shows to this administrator."""
    allowed, now = partial(can_view, request.user), timezone.now()
    tasks = [task for task in setup_tasks(setup_facts()) if request.user.has_perm(task.permission)]
    return {
        "tasks": [(task, reverse(task.url_name)) for task in tasks],
        "tasks_left": sum(not task.done for task in tasks),
        "figures": list(_figures(allowed, now)),
        "ineffective": list(_ineffective(allowed)),
    }


def setup_facts() -> SetupFacts:
    """Return what this installation has. At most six statements."""
    forms = list(ProfileEnrollmentPolicy.objects.values_list("version", "sign_up_allowed"))
    own_apps = {application.key for application in applications()} - BUILT_IN
    brand = current_brand()
    return SetupFacts(
        brand_is_own=brand.name != Brand().name and bool(brand.logo),
        sign_up_is_open=any(is_open for _version, is_open in forms),
        form_was_saved=any(version > 1 for version, _is_open in forms),
        has_groups=Group.objects.exists(),
        test_email_was_accepted=_email_works(),
        has_applications=bool(own_apps),
        has_second_administrator=len(User.objects.filter(is_staff=True, status__in=CAN_SIGN_IN)[:2]) > 1,
    )


def _email_works() -> bool:
    """Return whether the mail server has accepted an email lately, or a test email as far back as the log."""
    newest = OutboxMail.objects.order_by("-created_at").values_list("state", "channel")[:NEWEST_MAILS]
    if (MailState.SENT, Channel.EMAIL) in list(newest):
        return True
    return Event.objects.filter(type=TEST_EVENT, outcome=SUCCESS).exists()


def _figures(allowed: Callable[[str], bool], now: datetime) -> Iterator[Figure]:
    if allowed("accounts.event"):
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        log = reverse("admin:accounts_event_changelist")
        by_user = Q(actor_type=ActorType.USER, actor_id=F("user_id"))
        # Translators: home page of the administration, figure
        yield Figure(_("Sign-ups today"), _count(_since(midnight, CREATED), by_user), f"{log}?q={CREATED}")
        has_failed = Q(outcome=FAILURE, reason__startswith=MailState.FAILED.value)
        number = _count(_since(now - LATELY, EVENT_TYPES[Channel.EMAIL]), has_failed)
        # Translators: home page of the administration, figure
        yield Figure(
            _("Emails failed in 24 hours"),
            number,
            f"{log}?q={EVENT_TYPES[Channel.EMAIL]}",
            alert=number != "0",
        )
    if allowed("accounts.outboxmail"):
        waiting = OutboxMail.objects.filter(state__in=WAITING, channel=Channel.EMAIL)
        oldest = waiting.order_by("available_at").values_list("created_at", flat=True).first()
        late = oldest is not None and now - oldest > LATE
        outbox = reverse("admin:accounts_outboxmail_changelist")
        # Translators: home page of the administration, figure
        yield Figure(_("Emails waiting"), _count(waiting), f"{outbox}?state__exact=queued", alert=late)
    if allowed("accounts.user"):
        locked = User.objects.filter(status=Status.LOCKED_OUT)
        people = reverse("admin:accounts_user_changelist")
        # Translators: home page of the administration, figure
        yield Figure(_("Locked accounts"), _count(locked), f"{people}?status={Status.LOCKED_OUT}")


def _since(moment: datetime, type: str) -> QuerySet[Event]:
    """Return the events of a type since a moment, in the order of their index."""
    return Event.objects.filter(type=type, occurred_at__gte=moment).order_by("-occurred_at", "-id")


_ANY: Final = Q(pk__isnull=False)


def _count(rows: QuerySet[Any], matching: Q = _ANY) -> str:
    """Return how many of the rows match. After a limit no more rows are looked at."""
    is_match = ExpressionWrapper(matching, output_field=BooleanField())
    examined = rows.annotate(is_match=is_match)[: MAX_COUNT + 1]
    found = examined.aggregate(rows=Count("pk"), matches=Count("pk", filter=Q(is_match=True)))
    return f"{found['matches']:,}" + ("+" if found["rows"] > MAX_COUNT else "")


def _ineffective(allowed: Callable[[str], bool]) -> Iterator[IneffectivePolicy]:
    used = frozenset(application.authentication_policy_id or 0 for application in applications())
    snapshot = current_policies()
    policies = {kind: snapshot.of_kind(kind) for kind in Kind}
    for found in ineffective_policies(policies, used):
        model = policy_model_name(found.kind)
        if allowed(f"policies.{model}"):
            yield _shown(found, reverse(f"admin:policies_{model}_change", args=[found.policy.id]))


def _shown(found: Ineffective, url: str) -> IneffectivePolicy:
    name = f"{found.policy.name} › {found.rule.name}" if found.rule else found.policy.name
    return IneffectivePolicy(f"{gettext(found.kind.label)}: {name}", sentence_text(found.reason), url)
