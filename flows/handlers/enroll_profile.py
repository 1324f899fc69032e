"""The sign-up form: check each page, check the whole form at the last one, then hash the password."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

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
    check_answers,
    check_form,
    unseen,
)
from enrollment.domain.form_pages import (
    FormPage,
    effective_answers,
    page_after,
    page_at,
    page_before,
    pages_for,
)
from flows.account_lookup import holder_of
from flows.domain.pages.common import form_stages
from flows.domain.pages.entrance import PAGE_PATH
from flows.domain.transaction import Submission
from flows.handlers.password import check_new_password
from flows.step_submission import OUTDATED, Applied, Handler, Refused, StepSubmission, refused

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
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """A page of a form that others follow, with all answers so far."""

    address: EmailAddress
    draft: Mapping[str, Value]
    form_page: int


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


def ask_more(violations: tuple[Violation, ...], added: tuple[str, ...]) -> Refused | None:
    """Show the page again, with the fields that its answers added, and without errors about these."""
    if not added:
        return None
    others = tuple(violation for violation in violations if violation.field not in added)
    return Refused(others, (Message(MORE_FIELDS),))


def _check(submission: StepSubmission) -> CheckedForm:
    """Check the whole form: the answers of this page, and of the others as they were given."""
    keys = {item.key for item in _page(submission).items}
    others = {key: value for key, value in submission.transaction.draft.items() if key not in keys}
    return check_form(submission.state.policies.enrollment, {**others, **_profile(submission)})


def _profile(submission: StepSubmission) -> dict[str, Any]:
    """Return the answers of this page alone. An address that is proved, or of another page, stays."""
    page, transaction = _page(submission), submission.transaction
    keys = {item.key for item in page.items}
    profile = {key: value for key, value in submission.answer.profile.items() if key in keys}
    if transaction.proved(Authenticator.EMAIL) or page.number > 1:
        profile[EMAIL_KEY] = transaction.display_address
    return profile


def _pages(submission: StepSubmission, draft: Mapping[str, Value]) -> tuple[FormPage, ...]:
    return pages_for(submission.state.policies.enrollment, draft)


def _page(submission: StepSubmission) -> FormPage:
    transaction = submission.transaction
    return page_at(_pages(submission, transaction.draft), transaction.form_page)


def draft_with(submission: StepSubmission) -> dict[str, Value]:
    """Return the draft with the answers of this page, as far as they are right; none of them is required."""
    transaction, policy = submission.transaction, submission.state.policies.enrollment
    items = [replace(item, required=False) for item in _page(submission).items if item.key != EMAIL_KEY]
    held = effective_answers(policy.items, transaction.draft)
    keys = {item.key for item in items}
    others = {key: value for key, value in transaction.draft.items() if key not in keys}
    return {**others, **check_answers(items, submission.answer.profile, held).values}


def is_outdated(submission: StepSubmission) -> bool:
    """Return whether the answers are those of another page of the form."""
    sent = submission.answer.text(PAGE_PATH)
    return bool(sent) and sent != str(submission.step.page)


def _password_violations(submission: StepSubmission, checked: CheckedForm) -> tuple[Violation, ...]:
    if not _page(submission).has_password:
        return ()
    names = (checked.values.get("firstName"), checked.values.get("lastName"))
    personal = [*submission.state.policies.context_words, *(str(name) for name in names if name)]
    if checked.address is not None:
        personal.append(checked.address.normal)
    outcome = submission.state.decisions.password
    return check_new_password(submission.answer.text(PASSWORD_PATH), outcome, personal, submission.now)


def _work(submission: StepSubmission) -> Checked | Turned | Refused:
    if is_outdated(submission):
        return Refused(messages=(Message(OUTDATED),))
    page, form = _page(submission), _check(submission)
    draft = draft_with(submission)
    following = page_after(_pages(submission, draft), page.number)
    violations = (*form.violations, *_password_violations(submission, form))
    if following is not None:
        paths = {EMAIL_PATH, *(field.path for field in page.fields())}
        violations = tuple(violation for violation in violations if violation.field in paths)
    more = ask_more(violations, unseen(page.items, form.values, submission.answer.seen))
    if more is not None or violations or form.address is None:
        return more or Refused(violations)
    asked = {item.key for item in page.items}
    values = {key: value for key, value in form.values.items() if following is None or key in asked}
    taken = taken_values(values)
    if taken:
        return Refused(tuple(Violation(f"{PROFILE_PREFIX}{key}", TAKEN, (label,)) for key, label in taken))
    standing = standing_of(submission, form.address)
    if isinstance(standing, Refused):
        return standing
    if following is not None:
        return Turned(form.address, draft, following.number)
    hashed = hash_password(submission.answer.text(PASSWORD_PATH)) if page.has_password else ""
    return Checked(standing, form.values, hashed, form_stages(_pages(submission, draft)))


def _apply(submission: StepSubmission, checked: Checked | Turned) -> Applied:
    if isinstance(checked, Turned):
        return _turn(submission, checked)
    policy, standing = submission.state.policies.enrollment, checked.standing
    profile = Submission(
        address=standing.address.normal,
        display=standing.address.display,
        values=checked.values,
        policy_id=policy.id,
        group_ids=policy.group_ids,
        verification_required=policy.verification_required or standing.claimed or standing.decoy,
        password_page=policy.password_page,
        stages=checked.stages if len(checked.stages) > 1 else (),
    )
    return Applied(
        replace(
            submission.transaction,
            submission=profile,
            draft={},
            form_page=1,
            form_edition=policy.edition,
            decoy=standing.decoy,
            password_hash=checked.password_hash,
        ),
        mails_to=standing.address.normal,
    )


def _turn(submission: StepSubmission, turned: Turned) -> Applied:
    """Keep the answers of a page that others follow. Nothing is created yet."""
    return Applied(
        replace(
            submission.transaction,
            identifier=turned.address.normal,
            identifier_display=turned.address.display,
            draft=turned.draft,
            form_page=turned.form_page,
        )
    )


def _turn_back(submission: StepSubmission, work: None) -> Applied | Refused:
    if is_outdated(submission):
        return Refused(messages=(Message(OUTDATED),))
    draft = draft_with(submission)
    number = page_before(_pages(submission, draft), submission.step.page).number
    return Applied(replace(submission.transaction, draft=draft, form_page=number))


def _is_counted(submission: StepSubmission) -> bool:
    """Return whether answers could look for addresses or values that are taken."""
    page = _page(submission)
    return page.number == 1 or any(item.attribute.unique for item in page.items)


BACK: Handler[None] = Handler(_turn_back)
ENROLL_PROFILE: Handler[Checked | Turned] = Handler(
    _apply, work=_work, throttle=throttle.Kind.SIGN_UP, is_throttled=_is_counted
)
