"""Work on passkeys that the WebAuthn library does. Imported where a passkey is added or used, not before."""

from collections.abc import Iterable
from typing import Any

from webauthn import (
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import options_to_json_dict, parse_attestation_object, structs
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.registration.verify_registration_response import VerifiedRegistration

from accounts.credentials.crypto import decoded
from accounts.credentials.passkey_answers import AuthenticationResponse, RegistrationResponse
from accounts.domain.enrollments import PasskeyCredential


def creation_options(
    *,
    existing: Iterable[PasskeyCredential],
    require_resident_key: bool,
    require_user_verification: bool,
    **options: Any,
) -> dict[str, Any]:
    """Return ``PublicKeyCredentialCreationOptionsJSON``."""
    created = generate_registration_options(
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement(_demand(is_made=require_resident_key)),
            user_verification=structs.UserVerificationRequirement(_demand(is_made=require_user_verification)),
        ),
        exclude_credentials=[_descriptor(credential) for credential in existing],
        **options,
    )
    return options_to_json_dict(created)


def registered(answer: RegistrationResponse, rp_id: str) -> VerifiedRegistration | None:
    """Return the verified credential of an answer, or None."""
    credential = structs.RegistrationCredential(
        id=answer.credential_id,
        raw_id=decoded(answer.credential_id),
        response=structs.AuthenticatorAttestationResponse(answer.client.raw, answer.attestation),
    )
    try:
        return verify_registration_response(
            credential=credential,
            expected_challenge=answer.client.challenge,
            expected_rp_id=rp_id,
            expected_origin=answer.client.origin,
        )
    except Exception:  # noqa: BLE001 - whatever the library says of a stranger's bytes, they prove nothing
        return None


def asserted(
    answer: AuthenticationResponse, credential: PasskeyCredential, rp_id: str
) -> VerifiedAuthentication | None:
    """Return the verified use of a credential, or None."""
    raw_id, client = decoded(credential.credential_id), answer.client
    signed = structs.AuthenticatorAssertionResponse(client.raw, answer.authenticator_data, answer.signature)
    try:
        return verify_authentication_response(
            credential=structs.AuthenticationCredential(credential.credential_id, raw_id, signed),
            expected_challenge=client.challenge,
            expected_rp_id=rp_id,
            expected_origin=client.origin,
            credential_public_key=decoded(credential.public_key),
            credential_current_sign_count=0,  # compared once the signature is known to be right
        )
    except Exception:  # noqa: BLE001 - as above
        return None


def attested_id(attestation: bytes) -> bytes:
    """Return the credential's id within an attestation. Raises ValueError."""
    try:
        attested = parse_attestation_object(attestation).auth_data.attested_credential_data
    except (WebAuthnException, ValueError, TypeError, LookupError, AttributeError) as error:
        raise ValueError from error
    return attested.credential_id if attested is not None else b""


def _demand(*, is_made: bool) -> str:
    return "required" if is_made else "preferred"


def _descriptor(credential: PasskeyCredential) -> structs.PublicKeyCredentialDescriptor:
    raw_id = decoded(credential.credential_id)
    transports = [structs.AuthenticatorTransport(transport) for transport in credential.transports]
    return structs.PublicKeyCredentialDescriptor(raw_id, transports=transports or None)
