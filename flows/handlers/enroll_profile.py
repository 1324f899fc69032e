"""The sign-up form: checked whole, then the address, then what is slow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from accounts.credentials import throttle
from accounts.credentials.passwords import hash_password
from accounts.domain.attributes import Value
from accounts.domain.authenticators import Authenticator
from accounts.domain.identifiers import EmailAddress
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.profile.profiles import taken_values
from enrollment.domain.form import (
    EMAIL_KEY,
    EMAIL_PATH,
    PASSWORD_PATH,
    PROFILE_PREFIX,
    CheckedForm,
    PasswordPage,
    check_form,
    unseen,
)
from flows.account_lookup import holder_of
from flows.domain.transaction import Submission
from flows.handlers.password import check_new_password
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused

TAKEN = "registration.error.notUniqueWithinOrg"
MORE_FIELDS = "ssr.form.more_fields"
EMAIL_LABEL = "Email"
"""Existing clients find their own sentence by this parameter."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an address stands: free, only claimed, or (under enumeration prevention) secretly taken."""

    address: EmailAddress
    claimed: bool = False
    decoy: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A form that may be submitted."""

    standing: Standing
    values: Mapping[str, Value]
    password_hash: str


def standing_of(submission: StepSubmission, address: EmailAddress) -> Standing | Refused:
    """Return whether the address may sign up, or refuse because it is taken."""
    holder = holder_of(address.normal)
    if holder is None:
        return Standing(address)
    if holder.is_claim:
        return Standing(address, claimed=True)
    if submission.state.policies.security.protection.hide_at_sign_up:
        return Standing(address, decoy=True)
    return refused(EMAIL_PATH, TAKEN, EMAIL_LABEL)


def ask_more(violations: tuple[Violation, ...], unseen: tuple[str, ...]) -> Refused | None:
    """Refuse answers that add fields to a page without scripts: they are shown first, without an error."""
    if not unseen:
        return None
    seen = tuple(violation for violation in violations if violation.field not in unseen)
    return Refused(seen, (Message(MORE_FIELDS),))


def _check(submission: StepSubmission) -> CheckedForm:
    profile = dict(submission.answer.profile)
    if submission.transaction.proved(Authenticator.EMAIL):
        profile[EMAIL_KEY] = submission.transaction.display_address
    return check_form(submission.state.policies.enrollment, profile)


def _password_violations(submission: StepSubmission, checked: CheckedForm) -> tuple[Violation, ...]:
    if submission.state.policies.enrollment.password_page is not PasswordPage.FIRST:
        return ()
    names = (checked.values.get("firstName"), checked.values.get("lastName"))
    personal = [*submission.state.policies.context_words, *(str(name) for name in names if name)]
    if checked.address is not None:
        personal.append(checked.address.normal)
    outcome = submission.state.decisions.password
    return check_new_password(submission.answer.text(PASSWORD_PATH), outcome, personal, submission.now)


def _work(submission: StepSubmission) -> Checked | Refused:
    form = _check(submission)
    violations = (*form.violations, *_password_violations(submission, form))
    items = [item for item in submission.state.policies.enrollment.items if item.at_sign_up]
    more = ask_more(violations, unseen(items, form.values, submission.answer.seen))
    if more is not None:
        return more
    if violations or form.address is None:
        return Refused(violations)
    taken = taken_values(form.values)
    if taken:
        return Refused(tuple(Violation(f"{PROFILE_PREFIX}{key}", TAKEN, (label,)) for key, label in taken))
    standing = standing_of(submission, form.address)
    if isinstance(standing, Refused):
        return standing
    first = submission.state.policies.enrollment.password_page is PasswordPage.FIRST
    hashed = hash_password(submission.answer.text(PASSWORD_PATH)) if first else ""
    return Checked(standing, form.values, hashed)


def _apply(submission: StepSubmission, checked: Checked) -> Applied:
    policy, standing = submission.state.policies.enrollment, checked.standing
    profile = Submission(
        address=standing.address.normal,
        display=standing.address.display,
        values=checked.values,
        policy_id=policy.id,
        group_ids=policy.group_ids,
        verification_required=policy.verification_required or standing.claimed or standing.decoy,
        password_page=policy.password_page,
    )
    return Applied(
        replace(
            submission.transaction,
            submission=profile,
            draft={},
            decoy=standing.decoy,
            password_hash=checked.password_hash,
        ),
        mails_to=standing.address.normal,
    )


ENROLL_PROFILE = Handler(_apply, work=_work, throttle=throttle.Kind.SIGN_UP)
