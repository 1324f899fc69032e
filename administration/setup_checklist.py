"""The first-run checklist: what a new installation still needs, computed from what is stored."""

from dataclasses import dataclass, replace
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What an installation has; each fact ticks one task."""

    brand_is_own: bool = False
    sign_up_is_open: bool = False
    form_was_saved: bool = False
    has_groups: bool = False
    test_email_was_accepted: bool = False
    has_applications: bool = False
    has_second_administrator: bool = False


@dataclass(frozen=True, slots=True)
class SetupTask:
    """One task. ``fact`` is the field of ``SetupFacts`` that ticks it.

    ``url_name`` names the page where it is done, ``permission`` what that page requires. A task with
    ``is_action`` is done by a button here.
    """

    fact: str
    title: str
    help: str
    url_name: str
    permission: str
    is_action: bool = False
    done: bool = False


def setup_tasks(facts: SetupFacts) -> tuple[SetupTask, ...]:
    """Return the tasks in the order in which they are best done."""
    return tuple(replace(task, done=getattr(facts, task.fact)) for task in _TASKS)


_TASKS: Final = (
    # Translators: home page of the administration, checklist
    SetupTask(
        "brand_is_own",
        _("Add your name and logo"),
        _("They appear on every page and in every email."),
        "admin:accounts_brand_changelist",
        "accounts.change_brand",
    ),
    # Translators: home page of the administration, checklist
    SetupTask(
        "sign_up_is_open",
        _("Allow sign-up"),
        _("Until then, only people you add can sign in."),
        "admin:enrollment_profileenrollmentpolicy_changelist",
        "enrollment.change_profileenrollmentpolicy",
    ),
    # Translators: home page of the administration, checklist
    SetupTask(
        "form_was_saved",
        _("Choose the fields of the sign-up form"),
        _("Keep it short: more fields mean fewer sign-ups. You can ask for more later."),
        "admin:enrollment_profileenrollmentpolicy_changelist",
        "enrollment.change_profileenrollmentpolicy",
    ),
    # Translators: home page of the administration, checklist
    SetupTask(
        "has_groups",
        _("Create a group"),
        _("Groups decide which applications people can open and which rules apply to them."),
        "admin:accounts_group_changelist",
        "accounts.add_group",
    ),
    # Translators: home page of the administration, checklist
    SetupTask(
        "test_email_was_accepted",
        _("Send a test email"),
        _("You’ll see the mail server’s own answer. The email goes to your address."),
        "admin:test_email",
        "accounts.test_outboxmail",
        is_action=True,
    ),
    # Translators: home page of the administration, checklist
    SetupTask(
        "has_applications",
        _("Add your first application"),
        _("Any application that supports OpenID Connect."),
        "admin:applications_application_changelist",
        "applications.add_application",
    ),
    # Translators: home page of the administration, checklist
    SetupTask(
        "has_second_administrator",
        _("Add a second administrator"),
        _("So you don’t lose access to the administration if you lose your phone."),
        "admin:accounts_user_changelist",
        "accounts.change_user",
    ),
)
