"""Forms that lead to an identity provider, and the one that takes its answer."""

from collections.abc import Iterable

from accounts.domain.attributes import Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import LinkedAccount
from accounts.domain.fields import Field, FieldType
from accounts.domain.messages.entry import gettext_noop as _
from flows.domain.available_authenticators import usable_providers
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import other_ways, sign_in_as_other
from flows.domain.steps import Form, FormKind, FormName, Step, StepName
from flows.domain.subjects import ProviderSubject
from flows.domain.transaction import FrontEnd
from identity_providers.domain.provider import Provider

PROVIDER_PATH, STATE_PATH, CODE_PATH = "idp", "state", "code"
ISSUER_PATH, ERROR_PATH, USER_PATH = "iss", "error", "user"


def _hidden(path: str, *, required: bool = False) -> Field:
    return Field(path, FieldType.HIDDEN, "", required=required, visible=False)


_CALLBACK = Form(
    FormName.IDP_CALLBACK,
    (
        _hidden(STATE_PATH, required=True),
        _hidden(CODE_PATH),
        _hidden(ISSUER_PATH),
        _hidden(ERROR_PATH),
        _hidden(USER_PATH),
    ),
    kind=FormKind.LINK,
)
"""The parameters of an authorization response (RFC 6749 §4.1.2, RFC 9207 §2), with what Apple adds."""


def provider_forms(state: FlowState, providers: Iterable[Provider]) -> tuple[Form, ...]:
    """Return the form that leads to a provider, and while the user is there the one for its answer."""
    options = tuple(Option(provider.public_id, provider.label) for provider in providers)
    if not options:
        return ()
    field = Field(
        PROVIDER_PATH,
        FieldType.CHOICE,
        # Translators: sign-in page, label of the buttons “Continue with …”, for clients that draw their own
        _("Identity provider"),
        required=True,
        options=options,
    )
    sends = Form(FormName.REDIRECT_IDP, (field,), kind=FormKind.BUTTON)
    waits = state.transaction.upstream_request is not None
    return (sends, _CALLBACK) if waits and state.transaction.front_end is FrontEnd.HOSTED else (sends,)


def entrance_providers(state: FlowState, *, signing_up: bool) -> tuple[Provider, ...]:
    """Return the providers on a first page, if policies let users sign in with one."""
    shown = state.policies.identity_providers
    if signing_up:
        shown = tuple(provider for provider in shown if provider.creates_accounts)
    # Without a provider there is nothing to decide.
    return shown if shown and state.authenticators.allows(Authenticator.IDENTITY_PROVIDER) else ()


def linked_providers(state: FlowState) -> tuple[Provider, ...]:
    """Return the providers of the user's linked accounts, the one used last first."""
    user = state.transaction.user
    accounts = [enrolled.data for enrolled in user.enrolled] if user is not None else []
    names = [account.provider for account in accounts if isinstance(account, LinkedAccount)]
    known = {provider.public_id: provider for provider in usable_providers(state)}
    return tuple(known[name] for name in dict.fromkeys(names) if name in known)


def challenge_identity_provider(names: tuple[Authenticator, ...], state: FlowState) -> Step:
    """Ask for a sign-in at one of the providers of the user's linked accounts."""
    providers = linked_providers(state)
    others = other_ways(FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, names, Authenticator.IDENTITY_PROVIDER)
    forms = (*provider_forms(state, providers), *others, *sign_in_as_other(state.transaction))
    return Step(
        StepName.CHALLENGE_IDENTITY_PROVIDER,
        forms,
        subject=ProviderSubject(enrolling=False, providers=providers),
    )


def enroll_identity_provider(state: FlowState) -> Step:
    """Let the user link an account at one of the providers."""
    providers = state.policies.identity_providers
    return Step(
        StepName.ENROLL_IDENTITY_PROVIDER,
        provider_forms(state, providers),
        subject=ProviderSubject(enrolling=True, providers=providers),
    )
