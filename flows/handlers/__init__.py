"""Which handler answers which form of which step. A form that is not here cannot be answered."""

from collections.abc import Mapping
from typing import Any

from flows.domain.steps import FormName, StepName
from flows.handlers import (
    access_code,
    account_deletion,
    choose,
    email,
    enroll_profile,
    identify,
    identity_provider,
    passkey,
    password,
    phone,
    profile_update,
    recover,
    recovery_codes,
    security_question,
    settings,
    totp,
    unlock,
)
from flows.step_submission import Handler

_ENTRANCE: Mapping[tuple[StepName, FormName], Handler[Any]] = {
    (StepName.IDENTIFY, FormName.IDENTIFY): identify.IDENTIFY,
    (StepName.IDENTIFY, FormName.SELECT_ENROLL_PROFILE): identify.SELECT_ENROLL_PROFILE,
    (StepName.IDENTIFY, FormName.PASSKEY_AUTOFILL): passkey.AUTOFILL,
    (StepName.IDENTIFY, FormName.UNLOCK_ACCOUNT): unlock.UNLOCK_INSTEAD,
    (StepName.IDENTIFY, FormName.RECOVER): recover.RECOVER_INSTEAD,
    (StepName.IDENTIFY_UNLOCK, FormName.UNLOCK_ACCOUNT): unlock.UNLOCK,
    (StepName.IDENTIFY_UNLOCK, FormName.SELECT_IDENTIFY): identify.SELECT_IDENTIFY,
    (StepName.IDENTIFY_RECOVERY, FormName.IDENTIFY_RECOVERY): recover.IDENTIFY_RECOVERY,
    (StepName.IDENTIFY_RECOVERY, FormName.SELECT_IDENTIFY): identify.SELECT_IDENTIFY,
    (StepName.IDENTIFY_RECOVERY, FormName.SELECT_ENROLL_PROFILE): identify.SELECT_ENROLL_PROFILE,
    (StepName.ENROLL_PROFILE, FormName.ENROLL_PROFILE): enroll_profile.ENROLL_PROFILE,
    (StepName.ENROLL_PROFILE, FormName.BACK): enroll_profile.BACK,
    (StepName.ENROLL_PROFILE, FormName.SELECT_IDENTIFY): identify.SELECT_IDENTIFY,
    (StepName.STEP_UP, FormName.STEP_UP): settings.STEP_UP,
}

_CHALLENGES: Mapping[StepName, Handler[Any]] = {
    StepName.CHALLENGE_PASSWORD: password.CHALLENGE,
    StepName.CHALLENGE_EMAIL: email.CHALLENGE,
    StepName.CHALLENGE_TOTP: totp.CHALLENGE,
    StepName.CHALLENGE_PASSKEY: passkey.CHALLENGE,
    StepName.CHALLENGE_PHONE_CODE: phone.CHALLENGE,
    StepName.CHALLENGE_SECURITY_QUESTION: security_question.CHALLENGE,
    StepName.CHALLENGE_RECOVERY_CODE: recovery_codes.CHALLENGE,
    StepName.CHALLENGE_ACCESS_CODE: access_code.CHALLENGE,
}

_SET_UPS: Mapping[StepName, Handler[Any]] = {
    StepName.ENROLL_PASSWORD: password.CHOOSE,
    StepName.ENROLL_EMAIL: email.ENROLL,
    StepName.ENROLL_TOTP: totp.ENROLL,
    StepName.ENROLL_PASSKEY: passkey.ENROLL,
    StepName.ENROLL_PHONE_CODE: phone.ENROLL,
    StepName.ENROLL_SECURITY_QUESTION: security_question.ENROLL,
    StepName.ENROLL_RECOVERY_CODES: recovery_codes.ENROLL,
    StepName.CONFIRM_EMAIL_CHANGE: email.ENROLL,
}

_BESIDE: Mapping[tuple[StepName, FormName], Handler[Any]] = {
    (StepName.ENROLL_EMAIL, FormName.LINK): email.LINK,
    (StepName.ENROLL_EMAIL, FormName.RESEND): email.RESEND,
    (StepName.ENROLL_EMAIL, FormName.CHANGE_ADDRESS): email.CHANGE_ADDRESS,
    (StepName.CHALLENGE_EMAIL, FormName.LINK): email.LINK,
    (StepName.CHALLENGE_EMAIL, FormName.RESEND): email.RESEND,
    (StepName.CONFIRM_EMAIL_CHANGE, FormName.LINK): email.LINK,
    (StepName.CONFIRM_EMAIL_CHANGE, FormName.RESEND): email.RESEND,
    (StepName.CONFIRM_EMAIL_CHANGE, FormName.CHANGE_EMAIL): settings.CHANGE_EMAIL,
    (StepName.CHANGE_EMAIL, FormName.CHANGE_EMAIL): settings.CHANGE_EMAIL,
    (StepName.REMOVE_AUTHENTICATOR, FormName.REMOVE_AUTHENTICATOR): settings.REMOVE,
    (StepName.DELETE_ACCOUNT, FormName.DELETE_ACCOUNT): account_deletion.DELETE,
    (StepName.LEAVING, FormName.RESEND): account_deletion.MAIL_AGAIN,
    (StepName.CHALLENGE_PASSWORD, FormName.RECOVER): recover.RECOVER,
    (StepName.CHALLENGE_PHONE, FormName.AUTHENTICATOR_VERIFICATION_DATA): choose.TEXT,
    (StepName.CHALLENGE_PHONE_CODE, FormName.RESEND): email.RESEND,
    (StepName.ENROLL_PHONE, FormName.AUTHENTICATOR_ENROLLMENT_DATA): phone.NUMBER,
    (StepName.ENROLL_PHONE_CODE, FormName.AUTHENTICATOR_ENROLLMENT_DATA): phone.NUMBER,
    (StepName.ENROLL_PHONE_CODE, FormName.RESEND): email.RESEND,
    (StepName.SELECT_ENROLL, FormName.SELECT_AUTHENTICATOR_ENROLL): choose.ENROLL,
    (StepName.SELECT_ENROLL, FormName.SKIP): choose.SKIP,
    (StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR): password.CHOOSE,
    (StepName.EXPIRED_PASSWORD, FormName.REENROLL_AUTHENTICATOR): password.CHOOSE,
    (StepName.EXPIRING_PASSWORD, FormName.REENROLL_AUTHENTICATOR_WARNING): password.CHOOSE,
    (StepName.EXPIRING_PASSWORD, FormName.SKIP): choose.SKIP,
    (StepName.CONSENT, FormName.CONSENT): choose.CONSENT,
    (StepName.PROFILE_UPDATE, FormName.PROFILE_UPDATE): profile_update.PROFILE_UPDATE,
    (StepName.PROFILE_UPDATE, FormName.SKIP): profile_update.SKIP,
    (StepName.KEEP_ME_SIGNED_IN, FormName.KEEP_ME_SIGNED_IN): settings.KEEP_ME_SIGNED_IN,
    (StepName.DONE, FormName.COMPLETE): choose.COMPLETE,
}

_TO_PROVIDERS = (
    StepName.IDENTIFY,
    StepName.ENROLL_PROFILE,
    StepName.CHALLENGE_IDENTITY_PROVIDER,
    StepName.ENROLL_IDENTITY_PROVIDER,
)
_ASKING = (*_CHALLENGES, StepName.CHALLENGE_PHONE, StepName.CHALLENGE_IDENTITY_PROVIDER)
_MAILED = (StepName.ENROLL_EMAIL, StepName.CONFIRM_EMAIL_CHANGE)
_SETTING_UP = (*(step for step in _SET_UPS if step not in _MAILED), StepName.ENROLL_PHONE)

HANDLERS: Mapping[tuple[StepName, FormName], Handler[Any]] = {
    **_ENTRANCE,
    **{(step, FormName.CHALLENGE_AUTHENTICATOR): handler for step, handler in _CHALLENGES.items()},
    **{(step, FormName.SELECT_AUTHENTICATOR_AUTHENTICATE): choose.AUTHENTICATE for step in _ASKING},
    **{(step, FormName.SELECT_IDENTIFY): identify.SELECT_IDENTIFY for step in _ASKING},
    **{(step, FormName.ENROLL_AUTHENTICATOR): handler for step, handler in _SET_UPS.items()},
    **{(step, FormName.SELECT_AUTHENTICATOR_ENROLL): choose.ENROLL for step in _SETTING_UP},
    **{(step, FormName.SKIP): choose.SKIP for step in _SETTING_UP},
    **{(step, FormName.REDIRECT_IDP): identity_provider.REDIRECT for step in _TO_PROVIDERS},
    **{(step, FormName.IDP_CALLBACK): identity_provider.CALLBACK for step in _TO_PROVIDERS},
    **_BESIDE,
}
