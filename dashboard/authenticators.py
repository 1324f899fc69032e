"""Authenticators as rows of the security page: enrolled and available ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.credentials.phone import masked
from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.enrollments import (
    AccessCodeDigest,
    Enrolled,
    LinkedAccount,
    PhoneNumber,
    RecoveryCodeSet,
    SecurityAnswer,
)
from accounts.local_time import day, day_and_time
from accounts.translations import asked, translated
from dashboard.account_context import AccountContext
from flows.domain.missing_assurance import LAST_WAY, reason_to_keep
from flows.domain.required_actions import password_ends
from flows.hosted.methods import WORDS
from identity_providers.selectors import name_of_account, providers
from policies.domain.facts import Operation

_SINGLE: Final = (
    Authenticator.TOTP,
    Authenticator.PHONE,
    Authenticator.SECURITY_QUESTION,
    Authenticator.RECOVERY_CODE,
)
ADDABLE: Final = frozenset({Authenticator.PASSKEY, Authenticator.IDENTITY_PROVIDER, *_SINGLE})
"""What can be asked for with *Set up*; a password and an address have buttons of their own."""


@dataclass(frozen=True, slots=True)
class RowAction:
    """A button. ``about`` tells those who hear the page which of many it is; ``scripted`` needs scripts."""

    url: str
    label: str
    about: str
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One way. ``handle`` is set where the user has given it a name, and may give it another one.

    ``logo_url`` replaces the icon, where an identity provider has a logo.
    """

    icon: str
    title: str
    lines: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    actions: tuple[RowAction, ...] = ()
    handle: str = ""
    logo_url: str = ""


def enrolled_rows(account: AccountContext) -> Iterator[Row]:
    """Yield the user's authenticators without tags and buttons, in the order of the security page."""
    yield from map(_plain_row, account.enrolled_of(Authenticator.PASSKEY))
    if account.user.has_password:
        yield _row(Authenticator.PASSWORD, tuple(_age_of_password(account)))
    yield _row(Authenticator.EMAIL, tuple(_address(account)))
    yield from map(_plain_row, account.enrolled_of(Authenticator.IDENTITY_PROVIDER))
    for authenticator in (*_SINGLE, Authenticator.ACCESS_CODE):
        yield from map(_plain_row, account.enrolled_of(authenticator))


def authenticator_rows(account: AccountContext) -> tuple[Row, ...]:
    """Return every way that the user has or may set up."""
    return tuple(_rows(account))


def _rows(account: AccountContext) -> Iterator[Row]:
    addable = account.enrollable_now()
    # Passkeys first: the one method that can't be phished.
    yield from _rows_of(account, Authenticator.PASSKEY, addable)
    if account.user.has_password or Authenticator.PASSWORD in addable:
        yield _password(account)
    yield _email(account)
    yield from _linked_accounts(account)
    for authenticator in (*_SINGLE, Authenticator.ACCESS_CODE):
        yield from _rows_of(account, authenticator, addable)


def _rows_of(
    account: AccountContext, authenticator: Authenticator, addable: frozenset[Authenticator]
) -> Iterator[Row]:
    enrolled = account.enrolled_of(authenticator)
    yield from (_enrolled_row(account, enrollment) for enrollment in enrolled)
    if authenticator in addable:
        yield _available_row(account, authenticator, another=bool(enrolled))


def _linked_accounts(account: AccountContext) -> Iterator[Row]:
    linked, known = account.enrolled_of(Authenticator.IDENTITY_PROVIDER), account.state.policies
    yield from (_enrolled_row(account, enrollment) for enrollment in linked)
    can_link = account.state.authenticators.allows(Authenticator.IDENTITY_PROVIDER) and account.allows(
        Operation.ENROLL, Authenticator.IDENTITY_PROVIDER
    )
    if known.identity_providers and can_link:
        yield _available_row(account, Authenticator.IDENTITY_PROVIDER, another=bool(linked))


def _password(account: AccountContext) -> Row:
    has_one = account.user.has_password
    # Translators: security page, the account has no password
    lines = tuple(_age_of_password(account)) if has_one else (_("Not set"),)
    # Translators: security page, button that replaces the password
    change = _("Change")
    # Translators: security page, button that sets a first password
    label = change if has_one else _("Set")
    # Translators: security page, what the buttons “Change” and “Set” are about, for screen readers
    actions = (RowAction(reverse("dashboard:password"), label, _("password")),)
    may = not has_one or account.allows(Operation.CHANGE_PASSWORD)
    return replace(
        _row(Authenticator.PASSWORD, lines),
        tags=tuple(_required(account, Authenticator.PASSWORD)),
        actions=actions if may else (),
    )


def _age_of_password(account: AccountContext) -> Iterator[str]:
    changed, ends = account.user.password_changed_at, password_ends(account.state)
    if changed:
        # Translators: security page, when the password was changed
        yield _("Changed {day}").format(day=day(changed))
    else:
        # Translators: security page, the account has a password
        yield _("Set")
    if ends is not None:
        # Translators: security page, when the password ends
        yield _("Change it by {day}").format(day=day(ends))


def _email(account: AccountContext) -> Row:
    # Translators: security page, button that replaces the email address
    change = _("Change")
    # Translators: security page, what the button “Change” is about, for screen readers
    actions = (RowAction(reverse("dashboard:email"), change, _("email address")),)
    return replace(
        _row(Authenticator.EMAIL, tuple(_address(account))),
        tags=tuple(_required(account, Authenticator.EMAIL)),
        actions=actions if account.allows(Operation.CHANGE_EMAIL) else (),
    )


def _address(account: AccountContext) -> Iterator[str]:
    yield account.user.email
    if not account.user.email_verified:
        # Translators: security page, email address
        yield _("Not confirmed yet")


def _row(authenticator: Authenticator, lines: tuple[str, ...]) -> Row:
    return Row(WORDS[authenticator].icon, translated(authenticator.label), lines)


def _required(account: AccountContext, authenticator: Authenticator) -> Iterator[str]:
    if account.state.authenticators.requires(authenticator):
        # Translators: security page, tag
        yield _("Required")


def _plain_row(enrollment: Enrolled) -> Row:
    row = _row(enrollment.authenticator, (*_detail(enrollment), _times(enrollment)))
    if enrollment.authenticator is Authenticator.PASSKEY:
        return replace(row, title=enrollment.label, handle=enrollment.public_id)
    if isinstance(enrollment.data, LinkedAccount):
        provider, named = providers().get(enrollment.data.provider), name_of_account(enrollment)
        if provider is None:
            return replace(row, title=named)
        return replace(row, icon=provider.icon, title=named, logo_url=provider.logo_url)
    return row


def _enrolled_row(account: AccountContext, enrollment: Enrolled) -> Row:
    row, refusal = _plain_row(enrollment), reason_to_keep(enrollment, account.state)
    return replace(
        row,
        tags=tuple(_tags(account, enrollment, refusal)),
        actions=tuple(_actions(account, enrollment, row.title, refusal)),
    )


def _detail(enrollment: Enrolled) -> tuple[str, ...]:
    """Return the authenticator's description, safe to show beside a bystander."""
    match enrollment.data:
        case PhoneNumber():
            return (masked(enrollment.data),)
        case SecurityAnswer(question=question):
            return (asked(question),)
        case RecoveryCodeSet(digests):
            # Translators: security page, recovery codes
            left = ngettext("{number} code left", "{number} codes left", len(digests))
            return (left.format(number=len(digests)),)
        case AccessCodeDigest(expires_at=ends):
            return (
                # Translators: security page, temporary access code
                _("From your administrator. It works once, until {time}.").format(time=day_and_time(ends)),
            )
        case _:
            return (translated(enrollment.authenticator.label),) if _is_named(enrollment) else ()


def _is_named(enrollment: Enrolled) -> bool:
    return (
        enrollment.authenticator is Authenticator.PASSKEY
        and enrollment.label != enrollment.authenticator.label
    )


def _times(enrollment: Enrolled) -> str:
    # Translators: security page, sign-in method
    added = _("Added {day}").format(day=day(enrollment.created_at))
    if enrollment.last_used_at is None:
        return added
    # Translators: security page, sign-in method
    return f"{added} · " + _("Last used {day}").format(day=day(enrollment.last_used_at))


def _tags(account: AccountContext, enrollment: Enrolled, refusal: str) -> Iterator[str]:
    authenticator, is_off = enrollment.authenticator, _is_off(enrollment)
    if account.state.authenticators.requires(authenticator):
        # Translators: security page, tag
        yield _("Required")
    elif refusal == LAST_WAY:
        # Translators: security page, tag
        yield _("Your only sign-in method")
    if not account.state.authenticators.allows(authenticator) or is_off:
        # Translators: security page, tag of a sign-in method that a policy no longer accepts
        yield _("Not in use")


def _is_off(enrollment: Enrolled) -> bool:
    """Return whether this is an account at a provider that is turned off or was deleted."""
    if not isinstance(enrollment.data, LinkedAccount):
        return False
    provider = providers().get(enrollment.data.provider)
    return provider is None or not provider.active


def _actions(account: AccountContext, enrollment: Enrolled, title: str, refusal: str) -> Iterator[RowAction]:
    authenticator = enrollment.authenticator
    again = authenticator in _SINGLE and account.state.authenticators.allows(authenticator)
    if again and account.allows(Operation.ENROLL, authenticator):
        if authenticator is Authenticator.RECOVERY_CODE:
            # Translators: security page, button
            label, about = _("Create new codes"), ""
        else:
            # Translators: security page, button of a sign-in method
            label, about = _("Replace"), title
        yield RowAction(reverse("dashboard:add", args=[authenticator]), label, about)
    if TRAITS[authenticator].self_service and not refusal and account.allows(Operation.REMOVE, authenticator):
        # Translators: security page, button of an account at another provider
        unlink = _("Unlink")
        # Translators: security page, button
        label = unlink if authenticator is Authenticator.IDENTITY_PROVIDER else _("Remove")
        yield RowAction(reverse("dashboard:remove", args=[enrollment.public_id]), label, title)


def _available_row(account: AccountContext, authenticator: Authenticator, *, another: bool) -> Row:
    label = translated(authenticator.label)
    links = authenticator is Authenticator.IDENTITY_PROVIDER
    # Translators: security page, button of a sign-in method
    set_up = _("Set up")
    # Translators: security page, button beside “Another passkey”
    set_up = _("Add") if another else set_up
    action = RowAction(
        reverse("dashboard:add", args=[authenticator]),
        # Translators: security page, button beside “Account with another provider”
        _("Link") if links else set_up,
        label,
        scripted=authenticator is Authenticator.PASSKEY,
    )
    # Translators: security page, row that adds one
    passkey = _("Another passkey")
    # Translators: security page, row that links one more account of another provider
    one_more = _("Another linked account") if links else passkey
    missing = account.state.authenticators.requires(authenticator) and not another
    return Row(
        icon=WORDS[authenticator].icon,
        title=one_more if another else label,
        lines=() if another else (str(WORDS[authenticator].have),),
        # Translators: security page, tag
        tags=(_("Required"),) if missing else (),
        actions=(action,),
    )
