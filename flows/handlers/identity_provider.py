"""Identity providers: send the user there, and take what the provider says when they come back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.conf import settings

from accounts.credentials import throttle
from accounts.credentials.enrollment_queries import holder_of_account
from accounts.credentials.enrollments import record_use
from accounts.domain.attributes import Permission, Value
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, LinkedAccount, PendingEnrollment
from accounts.domain.identifiers import EmailAddress
from accounts.identities import new_public_id
from accounts.page_paths import page_path
from accounts.profile.schema import profile_schema
from flows.account_lookup import holder_of, sign_in_candidate
from flows.domain.available_authenticators import needs_renewal
from flows.domain.flow_user import FlowUser
from flows.domain.pages.identity_providers import (
    CODE_PATH,
    ERROR_PATH,
    ISSUER_PATH,
    PROVIDER_PATH,
    STATE_PATH,
    USER_PATH,
)
from flows.domain.proofs import Proof
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import Intent, Transaction
from flows.domain.upstream import UpstreamAnswer, UpstreamRequest
from flows.handlers import factors
from flows.handlers.identify import Identified, with_identified, without_account, without_user
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with
from flows.transaction_rows import flow_user
from identity_providers.domain.mapped_attributes import mapped_values
from identity_providers.domain.provider import MappingTime, Provider
from identity_providers.domain.upstream_identity import (
    UpstreamIdentity,
    address_of,
    is_multifactor,
    is_proved,
)
from identity_providers.protocol.authorization_response import AuthorizationResponse
from identity_providers.protocol.client import authorization_url, identity_from
from identity_providers.protocol.failures import FailureReason, UpstreamFailure
from identity_providers.protocol.parameters import RequestSecrets, is_state, new_secrets

CANCELLED, UNAVAILABLE = "ssr.identity_provider.cancelled", "ssr.identity_provider.unavailable"
REJECTED, NOT_EXPECTED = "ssr.identity_provider.rejected", "ssr.identity_provider.not_expected"
NO_ACCOUNT, OTHER_ACCOUNT = "ssr.identity_provider.no_account", "ssr.identity_provider.other_account"
SIGN_IN_TO_LINK = "ssr.identity_provider.sign_in_to_link"
LINKED_ELSEWHERE = "ssr.identity_provider.linked_elsewhere"

_FAILURES: Final = {
    FailureReason.CANCELLED: CANCELLED,
    FailureReason.UNAVAILABLE: UNAVAILABLE,
    FailureReason.REJECTED: REJECTED,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to a provider, and the URL that begins it."""

    request: UpstreamRequest
    url: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A user who came back: what the provider says, and who here has that account or that address.

    ``enrolled`` and ``user`` are the linked account and its user, ``holder`` is the user of the address.
    """

    provider: Provider
    identity: UpstreamIdentity
    address: EmailAddress | None
    enrolled: Enrolled | None = None
    user: FlowUser | None = None
    holder: FlowUser | None = None

    @property
    def account(self) -> LinkedAccount:
        """Return the account, as it is linked."""
        return LinkedAccount(self.provider.public_id, self.identity.issuer, self.identity.subject)

    @property
    def label(self) -> str:
        """Return what its owner calls the account."""
        return (
            self.identity.email or self.identity.claims.get("preferred_username", "") or self.provider.label
        )


def callback_url(provider: Provider) -> str:
    """Return the redirect URI of a provider. Each has its own against mix-up attacks (RFC 9700 §4.4.2)."""
    return f"{settings.PUBLIC_URL}{page_path('flows:identity_provider_callback', provider.public_id)}"


def _send(submission: StepSubmission) -> Sent | Refused:
    provider = _offered(submission, submission.answer.text(PROVIDER_PATH))
    if provider is None:
        return refused_with(NOT_EXPECTED)
    facts, secrets = submission.transaction, new_secrets(submission.transaction.id)
    # To link an account, an older sign-in there will do: it proves nothing here.
    links = submission.step.name is StepName.ENROLL_IDENTITY_PROVIDER
    aged = facts.user is not None and submission.state.requirement.password_age is not None
    renews = provider.preset.renews and (aged or needs_renewal(facts)) and not links
    try:
        url = authorization_url(
            provider, secrets, callback_url(provider), login_hint=_hint(facts), renews=renews
        )
    except UpstreamFailure:
        return refused_with(UNAVAILABLE, provider.label)
    request = UpstreamRequest(
        provider.public_id, secrets.state_hash, secrets.key_id, submission.now, renews=renews
    )
    return Sent(request, url)


def _hint(facts: Transaction) -> str:
    """Return the address that the user has identified with; one that was taken back is no hint."""
    return facts.identifier_display if facts.identifier else ""


def _offered(submission: StepSubmission, public_id: str) -> Provider | None:
    """Return the provider, if this step leads to it."""
    form = submission.step.form(FormName.REDIRECT_IDP)
    options = form.fields[0].options if form is not None else ()
    if public_id not in {option.value for option in options}:
        return None
    known = submission.state.policies.identity_providers
    return next((provider for provider in known if provider.public_id == public_id), None)


def _go(submission: StepSubmission, sent: Sent) -> Applied:
    return Applied(replace(submission.transaction, upstream_request=sent.request), redirect=sent.url)


def _return(submission: StepSubmission) -> Returned | Refused:
    """Check the state, exchange the code and look up who the account belongs to."""
    request, answer = submission.transaction.upstream_request, submission.answer
    state = answer.text(STATE_PATH)
    if request is None or not is_state(state, request.state_hash):
        return refused_with(NOT_EXPECTED)
    provider = _offered(submission, request.provider)
    if provider is None:
        return refused_with(NOT_EXPECTED)
    response = AuthorizationResponse(
        answer.text(CODE_PATH), answer.text(ISSUER_PATH), answer.text(ERROR_PATH), answer.text(USER_PATH)
    )
    secrets = RequestSecrets(state, request.key_id)
    try:
        identity = identity_from(
            provider,
            response,
            secrets,
            callback_url(provider),
            now=submission.now,
            renews=request.renews,
        )
    except UpstreamFailure as failure:
        return refused_with(_FAILURES[failure.reason], provider.label, event=_failed(failure))
    if request.renews and not _is_recent(identity, request.sent_at):
        return refused_with(REJECTED, provider.label, event=factors.VERIFIED)
    return _known(provider, identity)


def _failed(failure: UpstreamFailure) -> str:
    return "" if failure.reason is FailureReason.CANCELLED else factors.VERIFIED


def _is_recent(identity: UpstreamIdentity, sent_at: datetime) -> bool:
    """Return whether the provider says that it authenticated the user anew."""
    at = identity.authenticated_at
    return at is not None and (sent_at - at).total_seconds() < _CLOCK_SKEW


_CLOCK_SKEW: Final = 60
"""Seconds by which the clock of a provider may be behind."""


def _known(provider: Provider, identity: UpstreamIdentity) -> Returned:
    returned = Returned(provider, identity, address_of(identity))
    found = holder_of_account(returned.account)
    if found is not None:
        return replace(returned, enrolled=found[0], user=flow_user(found[1]))
    if returned.address is None:
        return returned
    return replace(returned, holder=holder_of(returned.address.normal))


def _take(submission: StepSubmission, returned: Returned) -> Applied | Refused:
    facts = replace(submission.transaction, upstream_request=None)
    if facts.user is None:
        return _enter(submission, facts, returned)
    if submission.step.name is StepName.ENROLL_IDENTITY_PROVIDER:
        if returned.enrolled is not None:
            return refused_with(LINKED_ELSEWHERE, returned.label)
        return Applied(without_account(facts).with_pending(_pending(submission, returned)))
    if not facts.user.enrollment(_handle(returned)):
        # Only the page that links an account takes one that is not linked.
        return refused_with(OTHER_ACCOUNT, returned.label, event=factors.VERIFIED)
    return _proved(submission, facts, returned)


def _handle(returned: Returned) -> str:
    return returned.enrolled.public_id if returned.enrolled is not None else ""


def _enter(submission: StepSubmission, facts: Transaction, returned: Returned) -> Applied | Refused:
    """Let a visitor in: as the user of the account, as a user who may link it, or as a new one."""
    if returned.enrolled is not None:
        user = sign_in_candidate(returned.user)
        if user is None:
            return refused_with(NO_ACCOUNT, returned.label, event=factors.VERIFIED)
        known = replace(without_user(facts), intent=Intent.SIGN_IN)
        return _proved(submission, _as_user(known, user), returned)
    if _may_be_told(submission, returned) and returned.holder is not None and returned.address is not None:
        # Never linked by the address: the user signs in to the account first.
        user = sign_in_candidate(returned.holder)
        found = Identified(returned.address.normal, returned.address.display, user, decoy=user is None)
        linking = with_identified(replace(without_user(facts), intent=Intent.SIGN_IN), found)
        return Applied(linking.with_pending(_pending(submission, returned)))
    if not (submission.state.policies.enrollment.sign_up_allowed and returned.provider.creates_accounts):
        return refused_with(NO_ACCOUNT, returned.label)
    return Applied(_signing_up(submission, facts, returned))


def _may_be_told(submission: StepSubmission, returned: Returned) -> bool:
    """Return whether the visitor may learn that the address has an account."""
    if returned.holder is None or returned.holder.is_claim:
        return False
    hides = submission.state.policies.prevents_enumeration(Intent.SIGN_IN)
    return not hides or is_proved(returned.provider, returned.identity)


def _as_user(facts: Transaction, user: FlowUser) -> Transaction:
    return with_identified(facts, Identified(user.address, user.display, user, decoy=False))


def _proved(submission: StepSubmission, facts: Transaction, returned: Returned) -> Applied:
    enrolled, identity = returned.enrolled, returned.identity
    if enrolled is None:
        raise LookupError("only a linked account proves something")
    at = min(submission.now, identity.authenticated_at or submission.now)
    proof = Proof(
        Authenticator.IDENTITY_PROVIDER,
        enrolled.public_id,
        "",
        at,
        multifactor=is_multifactor(returned.provider, identity) and not _is_administrator(facts),
        controls_mailbox=_controls_mailbox(facts, returned.provider),
        provider=returned.provider.public_id,
    )
    answer = _answer(
        returned, mapped_values(returned.provider, identity, profile_schema(), MappingTime.AT_EACH_SIGN_IN)
    )
    proved = replace(facts, upstream_answer=answer).with_proof(proof)
    recognised = replace(submission, state=submission.state.with_transaction(proved))

    def note() -> Refused | None:
        return None if record_use(enrolled.id, submission.now) else factors.failed()

    return Applied(proved, (factors.verified(recognised, Authenticator.IDENTITY_PROVIDER),), (note,))


def _controls_mailbox(facts: Transaction, provider: Provider) -> bool:
    """Return whether the provider is trusted for the user's own domain, and so has the mailbox as well."""
    return facts.account_address.rpartition("@")[2] in provider.trusted_domains


def _is_administrator(facts: Transaction) -> bool:
    return facts.user is not None and facts.user.is_administrator


def _signing_up(submission: StepSubmission, facts: Transaction, returned: Returned) -> Transaction:
    """Return the facts of a sign-up whose form is filled in with what the provider says."""
    address, schema = returned.address, profile_schema()
    values = mapped_values(returned.provider, returned.identity, schema)
    own = {key: value for key, value in values.items() if schema[key].permission is Permission.READ_WRITE}
    begun = replace(
        without_user(facts),
        intent=Intent.SIGN_UP,
        identifier=address.normal if address is not None else "",
        identifier_display=address.display if address is not None else "",
        draft=own,
        upstream_answer=_answer(returned, values),
    )
    return begun.with_pending(_pending(submission, returned))


def _answer(returned: Returned, values: dict[str, Value]) -> UpstreamAnswer:
    provider, identity, address = returned.provider, returned.identity, returned.address
    verified = address is not None and is_proved(provider, identity)
    return UpstreamAnswer(
        provider.public_id,
        address.normal if address is not None and verified else "",
        is_multifactor(provider, identity),
        values,
        identity.sid,
    )


def _pending(submission: StepSubmission, returned: Returned) -> PendingEnrollment:
    return PendingEnrollment(
        new_public_id(),
        Authenticator.IDENTITY_PROVIDER,
        returned.label,
        returned.account,
        proved_at=submission.now,
    )


REDIRECT = Handler(_go, work=_send, throttle=throttle.Kind.IDENTIFY)
CALLBACK = Handler(_take, work=_return, throttle=throttle.Kind.PASSWORD, counts_transaction_attempt=True)
