"""The end of a transaction: user, credentials, groups and session in the caller's atomic block."""

from datetime import timedelta

from accounts.credentials import enrollments
from accounts.credentials.enrollments import AlreadyEnrolled
from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.enrollments import LinkedAccount, PendingEnrollment
from accounts.domain.security_changes import SecurityChangeKind
from accounts.events.log import Entry
from accounts.identities import hash_secret
from accounts.lifecycle.notices import notify_of_authenticator_added, notify_of_new_device
from accounts.lifecycle.security_changes import RecordedChange, record_change
from accounts.models import Enrollment, Session, User
from accounts.profile.postponements import postpone
from accounts.sessions import devices
from accounts.sessions.lifetime import OpenedSession, SignIn, open_session, upstream_session
from applications.services.consents import grant
from flows.completion.account_change import change
from flows.completion.completion_result import AccountTaken, Completion, CompletionResult
from flows.completion.registration import create_registered_user
from flows.completion.sign_in import update_user
from flows.domain.available_authenticators import SHOWN_ONLY, evidence, is_user_verified, regains_access
from flows.domain.next_step import may_link
from flows.domain.proofs import Proof
from flows.domain.required_actions import ASKED_TO_STAY, CONSENTED, SKIP_GRACE, STAYS
from flows.domain.transaction import FrontEnd, Intent
from flows.repository import Stale
from flows.step_submission import ClientContext
from flows.transaction_rows import stored_proof
from identity_providers.selectors import name_of_account
from policies.domain.assurance import Requirement
from policies.domain.facts import Operation

_NOW = timedelta()
"""The age of a proof that was given in this very attempt: what a session brings along is older."""


def finish(completion: Completion) -> CompletionResult:
    """Create or update the user and open the session.

    Raises AddressTaken, AccountTaken or ValueTaken when a constraint gave it to another user, and
    Stale when the user's epoch has moved or the original session is gone.
    """
    facts, row = completion.facts, completion.row
    begun_in = _session_of(completion) if facts.session else None
    if facts.user is None or row is None:
        user, events = create_registered_user(completion)
    else:
        # Earlier sign-ins decide whether this browser is new.
        known_before = row.last_login is not None
        user = row
        events = change(completion, row) if facts.intent is Intent.MANAGE else update_user(completion, row)
        if known_before:
            _notify_of_new_device(completion, row)
    _add_enrollments(completion, user)
    _count_postponements(completion, user)
    if not completion.step.signs_in:
        return CompletionResult(None, tuple(events))
    if CONSENTED in facts.skips and facts.request is not None:
        grant(user, facts.application, facts.request.scopes, now=completion.now, transaction_id=facts.id)
    session = _open_session(completion, user, begun_in)
    started = Entry("user.session.start", user_id=user.public_id, transaction_id=facts.id)
    return CompletionResult(session, (*events, started))


def _session_of(completion: Completion) -> Session:
    """Return the session that this began in. Raises Stale when it is over."""
    row = Session.objects.filter(key_hash=completion.facts.session, epoch=completion.facts.user_epoch).first()
    if row is None or row.expires_at <= completion.now:
        raise Stale
    return row


def _add_enrollments(completion: Completion, user: User) -> None:
    facts = completion.facts
    for pending in facts.pending:
        if pending.proved_at is None or not _is_authorized(completion, pending):
            continue
        change = _recorded(completion, user, pending) if facts.user is not None else None
        if facts.intent is Intent.MANAGE and not TRAITS[pending.authenticator].several:
            # A new one takes the place of the old one, under an id of its own: codes belong to their set.
            for old in Enrollment.objects.filter(user=user, authenticator=pending.authenticator):
                sealed_by = change.row if change is not None else None
                enrollments.remove(old, completion.now, transaction_id=facts.id, change=sealed_by)
        try:
            enrollments.add(user, pending, completion.now, transaction_id=facts.id)
        except AlreadyEnrolled as error:
            if isinstance(pending.data, LinkedAccount):
                raise AccountTaken from error
            raise Stale from error
        if change is not None:
            notify_of_authenticator_added(
                user,
                pending.authenticator,
                completion.request_client,
                completion.now,
                change,
                name=name_of_account(pending),
            )


def _is_authorized(completion: Completion, pending: PendingEnrollment) -> bool:
    """Return whether an account that waited may be linked: by a sign-in, or in the settings as such."""
    facts, management = completion.facts, completion.facts.management
    if facts.user is None or not isinstance(pending.data, LinkedAccount):
        return True
    if management is not None:
        asked = management.operation is Operation.ENROLL
        return asked and management.authenticator is Authenticator.IDENTITY_PROVIDER
    return facts.intent is Intent.SIGN_IN and may_link(completion.state)


def _recorded(completion: Completion, user: User, pending: PendingEnrollment) -> RecordedChange:
    """Record that something was added, or took the place of what the user had."""
    replaces = completion.facts.user is not None and completion.facts.user.replaces(pending.authenticator)
    kind = SecurityChangeKind.REPLACED if replaces else SecurityChangeKind.ADDED
    return record_change(
        user, kind, completion.now, authenticator=pending.authenticator, added=pending.public_id
    )


def _count_postponements(completion: Completion, user: User) -> None:
    """Count what was put off although it is required, so that it cannot be for ever."""
    if SKIP_GRACE not in completion.facts.skips:
        return
    setup = completion.state.authenticators
    for authenticator in setup.settings:
        has_it = completion.facts.user is not None and completion.facts.user.has(authenticator)
        if setup.requires(authenticator) and not has_it and setup.setting(authenticator).grace_skips:
            postpone(user.pk, authenticator.value, completion.now)


def _notify_of_new_device(completion: Completion, row: User) -> None:
    facts, client = completion.facts, completion.client
    notifies = (
        completion.state.policies.security.protection.new_device_mail and facts.intent is Intent.SIGN_IN
    )
    seen = facts.session or not client.device_id or client.knows(row.login or "")
    if notifies and not seen and row.email_verified:
        notify_of_new_device(row, client.description, client.ip_address, completion.now)


def _open_session(completion: Completion, user: User, begun_in: Session | None) -> OpenedSession:
    facts, client, now = completion.facts, completion.client, completion.now
    outcome = completion.state.decisions.session
    further = Requirement(factors=2).is_met_by(evidence(facts), now)
    device_id = client.device_id
    # A hosted browser's cookie says which addresses it knows; a client of the IDX API has a row for that.
    if completion.state.policies.security.uses_devices or facts.front_end is FrontEnd.IDX:
        device_id = _trusted_id(completion, user)
        lately = Requirement(factors=2, password_age=_NOW, other_age=_NOW).is_met_by(evidence(facts), now)
        devices.remember(user, device_id, now, further_factor=lately, client=client.description)
    return open_session(
        SignIn(
            user=user,
            proofs=[stored_proof(proof) for proof in _proofs(completion, user)],
            idle=outcome.idle,
            absolute=outcome.absolute
            if begun_in is None
            else min(begun_in.expires_at - now, outcome.absolute),
            device_id=device_id,
            client=client.description,
            ip_address=client.ip_address,
            further=further,
            persistent=_is_persistent(completion, user),
            sid=begun_in.sid if begun_in is not None else "",
            bindings=_bindings(client, begun_in),
            upstream=_upstream(completion, begun_in),
        ),
        now,
    )


def _upstream(completion: Completion, begun_in: Session | None) -> str:
    """Return the hash of the provider's session from which this one follows: its end ends this one."""
    answer = completion.facts.upstream_answer
    if answer is not None and answer.sid:
        return upstream_session(answer.provider, answer.sid)
    return begun_in.upstream if begun_in is not None else ""


def _trusted_id(completion: Completion, user: User) -> str:
    """Return the id of the trusted device; a client that names its own receives a fresh one."""
    client, now = completion.client, completion.now
    # An attacker who can set a cookie, even a validly signed one, would know its id.
    new = devices.id_for_epoch(user, client.device_id, now, may_be_copied=not client.names_device)
    if new != client.device_id and not client.names_device:
        devices.keep_for_others(user, client.device_id, new, now)
    return new


def _bindings(client: ClientContext, begun_in: Session | None) -> tuple[str, ...]:
    """Return hashes of the bindings under which this browser's other tabs began their transactions."""
    earlier = begun_in.bindings if begun_in is not None else ()
    return (hash_secret(client.binding), *earlier) if client.binding else tuple(earlier)


def _proofs(completion: Completion, user: User) -> tuple[Proof, ...]:
    """Return the proofs of the session, those of enrollments in this transaction included.

    They are the evidence of this step's decision, so that tokens and later steps decide the same.
    """
    facts = completion.facts
    derived, answer = regains_access(facts), facts.upstream_answer
    new = [
        Proof(
            pending.authenticator,
            pending.public_id,
            "",
            pending.proved_at,
            user_verified=is_user_verified(pending.data),
            derived=derived,
            multifactor=answer is not None and answer.multifactor and facts.user is None,
            provider=pending.data.provider if isinstance(pending.data, LinkedAccount) else "",
        )
        for pending in facts.pending
        if pending.proved_at is not None and pending.authenticator not in SHOWN_ONLY
        if facts.user is None or not isinstance(pending.data, LinkedAccount)
    ]
    if facts.password_hash:
        new.append(Proof(Authenticator.PASSWORD, user.public_id, "", completion.now, derived=derived))
    return (*facts.proofs, *new)


def _is_persistent(completion: Completion, user: User) -> bool:
    """Whether the browser keeps the session when it is closed; an administrator's is never kept."""
    facts, client = completion.facts, completion.client
    if user.is_staff or not completion.state.decisions.session.persistent:
        return False
    asks = completion.state.decisions.authentication.keep_me_signed_in
    stays = STAYS in facts.skips if ASKED_TO_STAY in facts.skips else client.stays
    return stays or not asks
