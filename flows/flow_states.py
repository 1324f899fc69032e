"""Flow states from the database: today's policies for a transaction's application and client."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from accounts.brand import current_brand
from accounts.configuration_cache import forget
from accounts.credentials.passkey import rp_id
from accounts.domain.networks import parse_address
from accounts.domain.passkey_origins import usable_origins
from accounts.messaging.sms_gateway import sms_available
from accounts.profile.group_rules import active_rules
from accounts.sessions.devices import recall
from applications.domain import Application
from applications.selectors import consented_scopes, known_application, shown_providers
from enrollment.domain.form import EnrollmentPolicy, PasswordPage
from enrollment.selectors import enrollment_policy, policy_for, with_kept_form
from flows.domain.flow_state import FlowState, Policies, RequestOrigin
from flows.domain.sign_up_groups import sign_up_groups
from flows.domain.transaction import FrontEnd, Intent, Transaction
from flows.step_submission import ClientContext
from policies.selectors import current_policies


def load_state(transaction: Transaction, client: ClientContext, now: datetime) -> FlowState:
    """Return the state of a transaction under today's policies."""
    security, brand = current_policies(), current_brand()
    application = known_application(transaction.application)
    policies = Policies(
        _enrollment_policy(application, transaction),
        security,
        (brand.name,),
        application if application.contact else replace(application, contact=brand.support_email),
        _origin(transaction, client, now, devices_matter=security.uses_devices),
        sms_available=sms_available(),
        passkeys=bool(passkey_origins(transaction)),
        granted_scopes=_granted_scopes(transaction, application),
        group_rules=active_rules(),
        identity_providers=shown_providers(application),
    )
    return FlowState(transaction, policies, now)


def reload_state(state: FlowState, client: ClientContext) -> FlowState:
    """Return the state by the configuration as it is at this moment, for the decision behind the lock.

    A configuration that was read a second ago would decide on outdated rows.
    """
    forget()
    return load_state(state.transaction, client, state.now)


def state_after(state: FlowState, transaction: Transaction, client: ClientContext) -> FlowState:
    """Return the state of changed facts. A user who was just identified brings device and consent along."""
    before, user = state.transaction.user, transaction.user
    after = state.with_transaction(transaction)
    if _has_own_password_page(transaction) != _has_own_password_page(state.transaction):
        application = state.policies.application
        policies = replace(state.policies, enrollment=_enrollment_policy(application, transaction))
        after = replace(after, policies=policies)
    if user is None or (before is not None and before.id == user.id):
        return after
    policies = after.policies
    origin = _origin(transaction, client, state.now, devices_matter=policies.security.uses_devices)
    granted = _granted_scopes(transaction, policies.application)
    return replace(after, policies=replace(policies, origin=origin, granted_scopes=granted))


def _enrollment_policy(application: Application, transaction: Transaction) -> EnrollmentPolicy:
    """Return the application's profile enrollment policy, no laxer than the application itself.

    A sign-up in progress keeps the form that it began with; everything else is today's.

    Sign-up is offered only where the new user could use the application (OM-25).
    """
    chosen_id = application.enrollment_policy_id
    today = enrollment_policy() if application.built_in else policy_for(chosen_id)
    policy = with_kept_form(today, transaction.form_edition)
    joined = sign_up_groups(transaction, policy, active_rules())
    return replace(
        policy,
        sign_up_allowed=policy.sign_up_allowed and application.allows_sign_up(joined),
        verification_required=policy.verification_required or application.verified_addresses_only,
        password_page=policy.password_page if _has_own_password_page(transaction) else PasswordPage.NONE,
    )


def _has_own_password_page(transaction: Transaction) -> bool:
    """Return whether a sign-up asks for a password by its form: not of a user who has come by a provider."""
    return transaction.intent is not Intent.SIGN_UP or transaction.upstream_answer is None


def _granted_scopes(transaction: Transaction, application: Application) -> frozenset[str]:
    """Return the scopes that the user has granted to the application; read only where they matter."""
    if transaction.request is None or transaction.user is None or not application.consent_required:
        return frozenset()
    return consented_scopes(transaction.user.id, application.key)


def _origin(
    transaction: Transaction, client: ClientContext, now: datetime, *, devices_matter: bool
) -> RequestOrigin:
    """Return the origin of the request; trusted devices are read only where they matter."""
    user, device = transaction.user, None
    if devices_matter and user is not None and client.device_id:
        device = recall(user.id, user.epoch, client.device_id, now)
    return RequestOrigin(
        ip_address=parse_address(client.ip_address),
        known_device=device is not None,
        second_factor_at=device.further_factor_at if device is not None else None,
        asked_to_stay_at=client.asked_to_stay_at,
    )


def passkey_origins(transaction: Transaction) -> tuple[str, ...]:
    """Return the origins of the pages that draw the forms, as far as browsers let them use passkeys.

    An app that draws the forms itself has its own registered origins, and none of another app's.
    """
    request = transaction.request
    if transaction.front_end is FrontEnd.HOSTED or request is None:
        return (settings.PUBLIC_URL,)
    return usable_origins(request.origins, rp_id())
