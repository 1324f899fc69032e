"""The groups that a sign-up joins, known before its end because policies and apps depend on them."""

from accounts.domain.group_rules import MembershipRule, UserFacts, matching_groups
from enrollment.domain.form import EnrollmentPolicy
from flows.domain.transaction import Transaction


def sign_up_groups(
    transaction: Transaction, policy: EnrollmentPolicy, rules: tuple[MembershipRule, ...]
) -> frozenset[int]:
    """Return the groups that a sign-up joins: by its policy and by group rules, as far as facts are known.

    A submitted form joins the groups that its policy had then.
    """
    submission = transaction.submission
    if submission is None:
        facts = UserFacts({}, "", transaction.application, policy.public_id)
        return matching_groups(rules, facts).union(policy.group_ids)
    is_proved = transaction.address_verified
    facts = UserFacts(
        submission.values,
        submission.address.rpartition("@")[2] if is_proved else "",
        transaction.application,
        policy.public_id if policy.id == submission.policy_id else "",
    )
    return matching_groups(rules, facts).union(submission.group_ids)
