"""Which handler answers which form of which step. A form that is not here cannot be answered."""

from collections.abc import Mapping
from typing import Any

from flows.domain.steps import FormName, StepName
from flows.handlers import complete, email, enroll_profile, identify, password, recover
from flows.turn import Handler

HANDLERS: Mapping[tuple[StepName, FormName], Handler[Any]] = {
    (StepName.IDENTIFY, FormName.IDENTIFY): identify.IDENTIFY,
    (StepName.IDENTIFY, FormName.SELECT_ENROLL_PROFILE): identify.SELECT_ENROLL_PROFILE,
    (StepName.ENROLL_PROFILE, FormName.ENROLL_PROFILE): enroll_profile.ENROLL_PROFILE,
    (StepName.ENROLL_PROFILE, FormName.SELECT_IDENTIFY): identify.SELECT_IDENTIFY,
    (StepName.ENROLL_EMAIL, FormName.ENROLL_AUTHENTICATOR): email.CODE,
    (StepName.ENROLL_EMAIL, FormName.LINK): email.LINK,
    (StepName.ENROLL_EMAIL, FormName.RESEND): email.RESEND,
    (StepName.ENROLL_EMAIL, FormName.CHANGE_ADDRESS): email.CHANGE_ADDRESS,
    (StepName.ENROLL_PASSWORD, FormName.ENROLL_AUTHENTICATOR): password.CHOOSE,
    (StepName.CHALLENGE_PASSWORD, FormName.CHALLENGE_AUTHENTICATOR): password.CHALLENGE,
    (StepName.CHALLENGE_PASSWORD, FormName.RECOVER): recover.RECOVER,
    (StepName.CHALLENGE_PASSWORD, FormName.SELECT_IDENTIFY): identify.SELECT_IDENTIFY,
    (StepName.CHALLENGE_EMAIL, FormName.SELECT_IDENTIFY): identify.SELECT_IDENTIFY,
    (StepName.CHALLENGE_EMAIL, FormName.CHALLENGE_AUTHENTICATOR): email.CODE,
    (StepName.CHALLENGE_EMAIL, FormName.LINK): email.LINK,
    (StepName.CHALLENGE_EMAIL, FormName.RESEND): email.RESEND,
    (StepName.IDENTIFY_RECOVERY, FormName.IDENTIFY_RECOVERY): recover.IDENTIFY_RECOVERY,
    (StepName.IDENTIFY_RECOVERY, FormName.SELECT_IDENTIFY): identify.SELECT_IDENTIFY,
    (StepName.IDENTIFY_RECOVERY, FormName.SELECT_ENROLL_PROFILE): identify.SELECT_ENROLL_PROFILE,
    (StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR): password.CHOOSE,
    (StepName.RESET_PASSWORD, FormName.REENROLL_AUTHENTICATOR): password.CHOOSE,
    (StepName.DONE, FormName.COMPLETE): complete.COMPLETE,
}
